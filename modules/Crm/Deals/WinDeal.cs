using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Deals;

/// <summary>Ends a deal as won.</summary>
internal sealed record WinDeal(Guid Id) : ICommand<Deal>;

internal sealed class WinDealHandler(IStore store, DealPlacement placement) : ICommandHandler<WinDeal, Deal>
{
    public async Task<Result<Deal>> Handle(WinDeal command, CancellationToken cancel)
    {
        if (await store.Lock<Deal>(command.Id, cancel) is not { } deal)
            return CrmErrors.NotFound;

        if (await placement.End(deal, DealStatus.Won, reason: null, cancel) is { } error)
            return error;

        return deal;
    }
}
