using Ashlar.Contract.Access;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Events;
using Ashlar.Contract.Metrics;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Deals;

/// <summary>Puts deals into stages. Every way to a stage, by command, form, board, bulk or import, leads through here.</summary>
internal sealed class DealPlacement(IStore store, IEvents events, IMetrics metrics, IActor actor, TimeProvider time, DefaultPipeline pipelines) : IBeforeWrite<Deal>
{
    public async Task<Error?> BeforeWrite(Write<Deal> write, CancellationToken cancel)
    {
        var deal = write.After;
        if (write.Kind == WriteKind.Create)
            return await Place(deal, cancel);

        if (write.Kind != WriteKind.Update || (deal.StageId == write.Before!.StageId && deal.PipelineId == write.Before.PipelineId))
            return null;

        var wanted = deal.StageId == write.Before.StageId ? null : deal.StageId;
        if (deal.PipelineId != write.Before.PipelineId)
        {
            if (await FirstOpen(deal.PipelineId, cancel) is not { } first)
                return CrmErrors.NoOpenStage;

            wanted ??= first.Id;
        }

        if (wanted is not { } id || await store.Find<Stage>(id, cancel) is not { } stage)
            return CrmErrors.StageNotFound;

        // A stage set in a form is a move: same rules, same history.
        deal.StageId = write.Before.StageId;
        return await Move(deal, stage, reason: null, cancel);
    }

    /// <summary>Gives a new deal its stage: the chosen one, else the first of its pipeline or of the default one.</summary>
    public async Task<Error?> Place(Deal deal, CancellationToken cancel)
    {
        var stage = deal.StageId is { } chosen ? await store.Find<Stage>(chosen, cancel) : await FirstOpen(deal.PipelineId, cancel);
        if (stage is null)
            return deal.StageId is null ? CrmErrors.NoOpenStage : CrmErrors.StageNotFound;

        if (deal.PipelineId is { } pipeline && pipeline != stage.PipelineId)
            return CrmErrors.StageOfOtherPipeline;

        if (await IsFull(stage, cancel))
            return CrmErrors.StageIsFull;

        var now = time.GetUtcNow();
        if (stage.Kind == StageKind.Open)
        {
            deal.StartIn(stage, now);
        }
        else
        {
            deal.PipelineId = stage.PipelineId;
            deal.StageId = null;
            // Nothing is won or lost on arrival without the rules of winning and losing.
            if (deal.MoveTo(stage, reason: null, now) is { } error)
                return error;
        }

        store.Add(new StageMove(deal.Id, null, stage.Id, null, now, actor.UserId));
        return null;
    }

    public async Task<Error?> Move(Deal deal, Stage stage, string? reason, CancellationToken cancel)
    {
        var from = deal.StageId;
        if (from == stage.Id)
            return deal.Status == DealStatus.Open ? null : CrmErrors.DealIsClosed;

        if (deal.Status == DealStatus.Open && await IsFull(stage, cancel))
            return CrmErrors.StageIsFull;

        if (deal.MoveTo(stage, reason, time.GetUtcNow()) is { } error)
            return error;

        Record(deal, from, stage.Id, reason);
        return null;
    }

    public async Task<Error?> Reopen(Deal deal, CancellationToken cancel)
    {
        if (await LastOpen(deal, cancel) is not { } stage)
            return CrmErrors.NoOpenStage;

        if (deal.Status != DealStatus.Open && await IsFull(stage, cancel))
            return CrmErrors.StageIsFull;

        var from = deal.StageId;
        if (deal.Reopen(stage, time.GetUtcNow()) is { } error)
            return error;

        Record(deal, from, stage.Id, reason: null);
        return null;
    }

    /// <summary>Ends a deal, in the stage of its pipeline that means so or, without one, where it stands.</summary>
    public async Task<Error?> End(Deal deal, DealStatus status, string? reason, CancellationToken cancel)
    {
        var kind = status == DealStatus.Won ? StageKind.Won : StageKind.Lost;
        if (await store.All<Stage>().FirstOrDefaultAsync(stage => stage.PipelineId == deal.PipelineId && stage.Kind == kind, cancel) is { } end)
            return await Move(deal, end, reason, cancel);

        if (deal.EndAs(status, reason, time.GetUtcNow()) is { } error)
            return error;

        Tell(deal);
        return null;
    }

    private void Record(Deal deal, Guid? from, Guid to, string? reason)
    {
        store.Add(new StageMove(deal.Id, from, to, reason, time.GetUtcNow(), actor.UserId));
        events.Publish(new DealMoved(deal.Id, from, to));
        Tell(deal);
    }

    private void Tell(Deal deal)
    {
        if (deal.Status == DealStatus.Won)
            events.Publish(new DealWon(deal.Id, deal.AccountId, deal.Value));
        if (deal.Status == DealStatus.Lost)
            events.Publish(new DealLost(deal.Id, deal.AccountId, deal.LostReason!));
        if (deal.Status != DealStatus.Open)
            Measure(deal, deal.Status == DealStatus.Won ? "won" : "lost");
    }

    private void Measure(Deal deal, string outcome)
    {
        metrics.Note($"crm.{CrmMetrics.DealsEnded}", 1, outcome);
        metrics.Note($"crm.{CrmMetrics.DealDays}", Math.Max(0, (time.GetUtcNow() - deal.CreatedAt).TotalDays), outcome);
    }

    private async Task<Stage?> FirstOpen(Guid? pipeline, CancellationToken cancel)
    {
        if (pipeline is null)
            return (await pipelines.Ensure(cancel)).Stages.FirstOrDefault(stage => stage.Kind == StageKind.Open);

        return await store.All<Stage>().Where(stage => stage.PipelineId == pipeline && stage.Kind == StageKind.Open).OrderBy(stage => stage.Position).FirstOrDefaultAsync(cancel);
    }

    private async Task<Stage?> LastOpen(Deal deal, CancellationToken cancel)
    {
        var stages = await store.All<Stage>().Where(stage => stage.PipelineId == deal.PipelineId && stage.Kind == StageKind.Open).OrderBy(stage => stage.Position).ToListAsync(cancel);
        var visited = await store.All<StageMove>().Where(move => move.DealId == deal.Id).OrderByDescending(move => move.MovedAt).ThenByDescending(move => move.Id).Select(move => move.ToStageId).ToListAsync(cancel);
        var last = visited.FirstOrDefault(id => stages.Any(stage => stage.Id == id));
        return stages.FirstOrDefault(stage => stage.Id == last) ?? stages.FirstOrDefault();
    }

    private async Task<bool> IsFull(Stage stage, CancellationToken cancel)
    {
        if (stage.WipLimit is not { } limit)
            return false;

        // Held, so that two deals cannot both take the last place.
        await store.Lock<Stage>(stage.Id, cancel);
        return await store.All<Deal>().CountAsync(deal => deal.StageId == stage.Id && deal.Status == DealStatus.Open, cancel) >= limit;
    }
}
