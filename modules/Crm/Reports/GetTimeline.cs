using Ashlar.Contract.Access;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Accounts;
using Ashlar.Crm.Activities;
using Ashlar.Crm.Contacts;
using Ashlar.Crm.Deals;
using Ashlar.Crm.Leads;
using Ashlar.Crm.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Reports;

/// <summary>What happened around a record, newest first; <c>before</c> continues.</summary>
internal sealed record GetTimeline(string Resource, Guid RecordId, DateTimeOffset? Before = null, int Limit = 50) : IQuery<IReadOnlyList<TimelineEntry>>;

internal sealed record TimelineEntry(Guid Id, DateTimeOffset At, string Kind, string Title, string? Body, Guid? ActorId, string Resource, Guid ResourceId);

internal sealed class GetTimelineHandler(IStore store, IActor actor) : IQueryHandler<GetTimeline, IReadOnlyList<TimelineEntry>>
{
    public async Task<Result<IReadOnlyList<TimelineEntry>>> Handle(GetTimeline query, CancellationToken cancel)
    {
        var name = query.Resource.StartsWith("crm.", StringComparison.Ordinal) ? query.Resource[4..] : query.Resource;
        if (name is not ("accounts" or "contacts" or "leads" or "deals"))
            return CrmErrors.UnknownTimeline;

        if (!actor.Can($"crm:{name}:read") || await Born(name, query.RecordId, cancel) is not { } born)
            return CrmErrors.NotFound;

        var before = query.Before ?? DateTimeOffset.MaxValue;
        var limit = Math.Clamp(query.Limit, 1, 200);
        var activities = await ActivitiesOf(name, query.RecordId).Where(activity => (activity.DoneAt ?? activity.DueAt ?? activity.CreatedAt) < before)
            .OrderByDescending(activity => activity.DoneAt ?? activity.DueAt ?? activity.CreatedAt).Take(limit).ToListAsync(cancel);
        List<TimelineEntry> entries = [born, .. activities.Select(Entry)];
        if (name is "deals" or "accounts" && actor.Can("crm:deals:read"))
            entries.AddRange(await Moves(name, query.RecordId, before, limit, cancel));

        return entries.Where(entry => entry.At < before).OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).Take(limit).ToList();
    }

    private Task<TimelineEntry?> Born(string name, Guid id, CancellationToken cancel) => name switch
    {
        "accounts" => Created(store.Query<Account>(), "account", id, name, cancel),
        "contacts" => Created(store.Query<Contact>(), "contact", id, name, cancel),
        "leads" => Created(store.Query<Lead>(), "lead", id, name, cancel),
        _ => Created(store.Query<Deal>(), "deal", id, name, cancel),
    };

    private IQueryable<Activity> ActivitiesOf(string name, Guid id)
    {
        var activities = store.Query<Activity>().AsNoTracking();
        return name switch
        {
            _ when !actor.Can("crm:activities:read") => activities.Where(_ => false),
            "accounts" => activities.Where(activity => activity.AccountId == id),
            "contacts" => activities.Where(activity => activity.ContactId == id),
            "leads" => activities.Where(activity => activity.LeadId == id),
            _ => activities.Where(activity => activity.DealId == id),
        };
    }

    private async Task<IEnumerable<TimelineEntry>> Moves(string name, Guid id, DateTimeOffset before, int limit, CancellationToken cancel)
    {
        var ids = await store.Query<Deal>().Where(deal => name == "deals" ? deal.Id == id : deal.AccountId == id)
            .Select(deal => deal.Id).ToListAsync(cancel);
        var deals = actor.Sees("crm.deals", "name")
            ? await store.Query<Deal>().Where(deal => ids.Contains(deal.Id)).Select(deal => new { deal.Id, deal.Name }).ToDictionaryAsync(deal => deal.Id, deal => deal.Name, cancel)
            : ids.ToDictionary(deal => deal, _ => "The deal");
        var stages = await store.Query<Stage>().Select(stage => new { stage.Id, stage.Name }).ToDictionaryAsync(stage => stage.Id, stage => stage.Name, cancel);
        var moves = await store.Query<StageMove>().AsNoTracking().Where(move => ids.Contains(move.DealId) && move.MovedAt < before && (name != "deals" || move.FromStageId != null))
            .OrderByDescending(move => move.MovedAt).Take(limit).ToListAsync(cancel);
        return moves.Select(move => new TimelineEntry(
            move.Id,
            move.MovedAt,
            "stage_move",
            move.FromStageId is { } from ? $"{deals[move.DealId]}: {NameOf(from)} → {NameOf(move.ToStageId)}" : $"{deals[move.DealId]} started in {NameOf(move.ToStageId)}",
            move.Reason,
            move.MovedBy,
            "crm.deals",
            move.DealId));

        string NameOf(Guid stage) => stages.GetValueOrDefault(stage) ?? "a deleted stage";
    }

    private static async Task<TimelineEntry?> Created<T>(IQueryable<T> rows, string word, Guid id, string name, CancellationToken cancel) where T : Entity =>
        await rows.Where(row => row.Id == id).Select(row => new { row.CreatedAt, row.CreatedBy }).FirstOrDefaultAsync(cancel) is { } born
            ? new(id, born.CreatedAt, "created", $"The {word} was created", null, born.CreatedBy, $"crm.{name}", id)
            : null;

    private static TimelineEntry Entry(Activity activity) => new(
        activity.Id,
        activity.DoneAt ?? activity.DueAt ?? activity.CreatedAt,
        activity.Kind.ToString().ToLowerInvariant(),
        activity.Subject,
        activity.Body,
        activity.OwnerId,
        "crm.activities",
        activity.Id);
}
