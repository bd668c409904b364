using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Leads;

/// <summary>Gives a lead to another owner.</summary>
internal sealed record AssignLead(Guid Id, Guid OwnerId) : ICommand<AssignedView>;

internal sealed class AssignLeadHandler(IStore store) : ICommandHandler<AssignLead, AssignedView>
{
    public async Task<Result<AssignedView>> Handle(AssignLead command, CancellationToken cancel)
    {
        if (await store.Find<Lead>(command.Id, cancel) is not { } lead)
            return CrmErrors.NotFound;

        lead.OwnerId = command.OwnerId;
        return new AssignedView(lead.Id, command.OwnerId);
    }
}
