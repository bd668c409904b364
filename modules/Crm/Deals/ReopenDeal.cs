using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Deals;

/// <summary>Takes up a closed deal again where it was last open.</summary>
internal sealed record ReopenDeal(Guid Id) : ICommand<Deal>;

internal sealed class ReopenDealHandler(IStore store, DealPlacement placement) : ICommandHandler<ReopenDeal, Deal>
{
    public async Task<Result<Deal>> Handle(ReopenDeal command, CancellationToken cancel)
    {
        if (await store.Lock<Deal>(command.Id, cancel) is not { } deal)
            return CrmErrors.NotFound;

        if (await placement.Reopen(deal, cancel) is { } error)
            return error;

        return deal;
    }
}
