using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Leads;

/// <summary>Gives a lead to another owner.</summary>
internal sealed record AssignLead(Guid Id, Guid OwnerId) : ICommand<Lead>;

internal sealed class AssignLeadHandler(IStore store) : ICommandHandler<AssignLead, Lead>
{
    public async Task<Result<Lead>> Handle(AssignLead command, CancellationToken cancel)
    {
        if (await store.Find<Lead>(command.Id, cancel) is not { } lead)
            return CrmErrors.NotFound;

        lead.OwnerId = command.OwnerId;
        return lead;
    }
}
