using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Leads;

/// <summary>Says that a lead is worth a deal; brings a disqualified one back.</summary>
internal sealed record QualifyLead(Guid Id) : ICommand<Lead>;

internal sealed class QualifyLeadHandler(IStore store) : ICommandHandler<QualifyLead, Lead>
{
    public async Task<Result<Lead>> Handle(QualifyLead command, CancellationToken cancel)
    {
        if (await store.Lock<Lead>(command.Id, cancel) is not { } lead)
            return CrmErrors.NotFound;

        if (lead.Qualify() is { } error)
            return error;

        return lead;
    }
}
