using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Deals;

/// <summary>Gives a deal to another owner.</summary>
internal sealed record AssignDeal(Guid Id, Guid OwnerId) : ICommand<Deal>;

internal sealed class AssignDealHandler(IStore store) : ICommandHandler<AssignDeal, Deal>
{
    public async Task<Result<Deal>> Handle(AssignDeal command, CancellationToken cancel)
    {
        if (await store.Find<Deal>(command.Id, cancel) is not { } deal)
            return CrmErrors.NotFound;

        deal.OwnerId = command.OwnerId;
        return deal;
    }
}
