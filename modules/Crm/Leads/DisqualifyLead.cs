using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Leads;

/// <summary>Ends a lead that will not become a customer, with the reason.</summary>
internal sealed record DisqualifyLead(Guid Id, string Reason) : ICommand<Lead>;

internal sealed class DisqualifyLeadHandler(IStore store) : ICommandHandler<DisqualifyLead, Lead>
{
    public async Task<Result<Lead>> Handle(DisqualifyLead command, CancellationToken cancel)
    {
        if (await store.Lock<Lead>(command.Id, cancel) is not { } lead)
            return CrmErrors.NotFound;

        if (lead.Disqualify(command.Reason) is { } error)
            return error;

        return lead;
    }
}
