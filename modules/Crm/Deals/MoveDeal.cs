using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Pipelines;

namespace Ashlar.Crm.Deals;

/// <summary>Moves an open deal to another stage of its pipeline; moving it to the won or lost stage ends it.</summary>
internal sealed record MoveDeal(Guid Id, Guid StageId, string? Reason = null) : ICommand<Deal>;

internal sealed class MoveDealHandler(IStore store, DealPlacement placement) : ICommandHandler<MoveDeal, Deal>
{
    public async Task<Result<Deal>> Handle(MoveDeal command, CancellationToken cancel)
    {
        if (await store.Lock<Deal>(command.Id, cancel) is not { } deal)
            return CrmErrors.NotFound;

        if (await store.Find<Stage>(command.StageId, cancel) is not { } stage)
            return CrmErrors.StageNotFound;

        if (await placement.Move(deal, stage, command.Reason, cancel) is { } error)
            return error;

        return deal;
    }
}
