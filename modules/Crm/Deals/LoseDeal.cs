using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Deals;

/// <summary>Ends a deal as lost, with the reason.</summary>
internal sealed record LoseDeal(Guid Id, string Reason) : ICommand<Deal>;

internal sealed class LoseDealHandler(IStore store, DealPlacement placement) : ICommandHandler<LoseDeal, Deal>
{
    public async Task<Result<Deal>> Handle(LoseDeal command, CancellationToken cancel)
    {
        if (await store.Lock<Deal>(command.Id, cancel) is not { } deal)
            return CrmErrors.NotFound;

        if (await placement.End(deal, DealStatus.Lost, command.Reason, cancel) is { } error)
            return error;

        return deal;
    }
}
