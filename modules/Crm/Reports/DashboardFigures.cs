using System.Globalization;
using Ashlar.Contract.Access;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;
using Ashlar.Crm.Activities;
using Ashlar.Crm.Deals;
using Ashlar.Crm.Leads;
using Ashlar.Crm.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Reports;

internal sealed record DashboardScope(Guid? PipelineId, Guid? OwnerId, DateOnly From, DateOnly To, DateTimeOffset Now)
{
    public DateTimeOffset Start => new(From.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
    public DateTimeOffset End => new(To.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>A period that has not ended yet is compared with as many days as have passed of it.</summary>
    public DateTimeOffset StartBefore => Start - ((End < Now ? End : Now) - Start);
}

/// <summary>Asks for the dashboard's numbers one by one, each from the rows its card links to. What rests on a field hidden from the reader is left out.</summary>
internal sealed class DashboardFigures(IStore store, DealFigures deals, ISettings settings, IActor actor)
{
    private const int MonthsShown = 12;

    public async Task<DashboardReport> Report(DashboardScope scope, string? asked, CancellationToken cancel)
    {
        var currency = deals.Currency(asked);
        List<Card> cards = [];
        List<Series> series = [];
        IReadOnlyList<DealFigure> rows = [];
        if (SeesMoney)
        {
            rows = await deals.ByStage(Deals(scope).Where(deal => deal.Status == DealStatus.Open), cancel);
            DealFigure[] open = [.. rows.Where(row => DealFigures.Counts(row.Currency, currency))];
            cards.Add(new("open_value", "Open pipeline", "money", open.Sum(row => row.Value), null, Links.Deals(scope, "filter[status][eq]=open")));
            cards.Add(new("weighted", "Weighted pipeline", "money", open.Sum(row => row.Weighted), null, Links.Deals(scope, "filter[status][eq]=open")));
            if (Sees("closed_at"))
            {
                cards.Add(await Won(scope, currency, cancel));
                series.Add(await WonByMonth(scope, currency, cancel));
            }

            series.Add(await OpenByStage(scope, open, cancel));
        }

        if (Sees("status", "closed_at"))
            cards.Add(await WinRate(scope, cancel));
        cards.Add(await NewLeads(scope, cancel));
        if (actor.Sees("crm.activities", "done_at") && actor.Sees("crm.activities", "due_at"))
            cards.Add(await Overdue(scope, cancel));
        if (Sees("status", "stage_since"))
            cards.Add(await Stale(scope, cancel));
        if (actor.Sees("crm.leads", "source"))
            series.Add(await LeadsBySource(scope, cancel));
        return new DashboardReport(currency, scope.From, scope.To, cards, series, DealFigures.Others(rows, currency));
    }

    private bool SeesMoney => Sees("status", "stage_id", "value", "weighted");

    private bool Sees(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (!actor.Sees("crm.deals", field))
                return false;
        }

        return true;
    }

    private IQueryable<Deal> Deals(DashboardScope scope) => deals.Deals(new DealScope(scope.PipelineId, scope.OwnerId));

    private IQueryable<Deal> ClosedNow(DashboardScope scope) => Deals(scope).Where(deal => deal.ClosedAt >= scope.Start && deal.ClosedAt < scope.End);

    private IQueryable<Deal> ClosedBefore(DashboardScope scope) => Deals(scope).Where(deal => deal.ClosedAt >= scope.StartBefore && deal.ClosedAt < scope.Start);

    private async Task<Card> Won(DashboardScope scope, string currency, CancellationToken cancel)
    {
        var (won, before) = (Won(await deals.ByStage(ClosedNow(scope), cancel), currency), Won(await deals.ByStage(ClosedBefore(scope), cancel), currency));
        return new("won", "Won", "money", won, Change(won, before), Links.Deals(scope, $"filter[status][eq]=won&{Links.Period("closed_at", scope)}"));
    }

    private async Task<Card> WinRate(DashboardScope scope, CancellationToken cancel)
    {
        var (rate, before) = (await Rate(ClosedNow(scope), cancel), await Rate(ClosedBefore(scope), cancel));
        return new("win_rate", "Win rate", "percent", rate, before == 0 ? null : (double)(rate - before), Links.Deals(scope, $"filter[status][in]=won,lost&{Links.Period("closed_at", scope)}"));
    }

    private IQueryable<Lead> Leads(DashboardScope scope) => scope.OwnerId is { } owner ? store.Query<Lead>().Where(lead => lead.OwnerId == owner) : store.Query<Lead>();

    private async Task<Card> NewLeads(DashboardScope scope, CancellationToken cancel)
    {
        var now = await Leads(scope).CountAsync(lead => lead.CreatedAt >= scope.Start && lead.CreatedAt < scope.End, cancel);
        var before = await Leads(scope).CountAsync(lead => lead.CreatedAt >= scope.StartBefore && lead.CreatedAt < scope.Start, cancel);
        return new Card("new_leads", "New leads", "number", now, Change(now, before), Links.Owned("leads", scope, Links.Period("created_at", scope)));
    }

    private async Task<Card> Overdue(DashboardScope scope, CancellationToken cancel)
    {
        var activities = scope.OwnerId is { } owner ? store.Query<Activity>().Where(activity => activity.OwnerId == owner) : store.Query<Activity>();
        var count = await activities.CountAsync(activity => activity.DoneAt == null && activity.DueAt < scope.Now, cancel);
        return new Card("overdue", "Overdue activities", "number", count, null, Links.Owned("activities", scope, "filter[done_at][null]=true&filter[due_at][lt]=$now"));
    }

    private async Task<Card> Stale(DashboardScope scope, CancellationToken cancel)
    {
        var days = settings.Get<int>(CrmSettings.StaleDays);
        var limit = scope.Now.AddDays(-days);
        var count = await Deals(scope).CountAsync(deal => deal.Status == DealStatus.Open && deal.StageSince < limit, cancel);
        return new Card("stale", $"No progress for {days} days", "number", count, null, Links.Deals(scope, $"filter[status][eq]=open&filter[stage_since][lt]={Links.Moment(limit)}"));
    }

    private async Task<Series> WonByMonth(DashboardScope scope, string currency, CancellationToken cancel)
    {
        var last = new DateOnly(scope.To.Year, scope.To.Month, 1);
        var first = last.AddMonths(1 - MonthsShown);
        var since = new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var rows = await deals.ByClosedMonth(Deals(scope).Where(deal => deal.Status == DealStatus.Won && deal.ClosedAt >= since), cancel);
        return new Series("won", "Won by month", "money", [.. Enumerable.Range(0, MonthsShown).Select(first.AddMonths).Select(month => new Point(
            month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            rows.Where(row => row.Currency == currency && row.Year == month.Year && row.Month == month.Month).Sum(row => row.Value)))]);
    }

    private async Task<Series> OpenByStage(DashboardScope scope, DealFigure[] open, CancellationToken cancel)
    {
        var stages = await store.Query<Stage>().AsNoTracking()
            .Where(stage => stage.Kind == StageKind.Open && (scope.PipelineId == null || stage.PipelineId == scope.PipelineId))
            .OrderBy(stage => stage.PipelineId).ThenBy(stage => stage.Position).ToListAsync(cancel);
        return new Series("stages", "Open value by stage", "money", [.. stages.Select(stage => new Point(stage.Name, open.Where(row => row.StageId == stage.Id).Sum(row => row.Value)))]);
    }

    private async Task<Series> LeadsBySource(DashboardScope scope, CancellationToken cancel)
    {
        var rows = await Leads(scope)
            .Where(lead => lead.CreatedAt >= scope.Start && lead.CreatedAt < scope.End)
            .GroupBy(lead => lead.Source).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancel);
        return new Series("leads", "New leads by source", "number", [.. rows.OrderByDescending(row => row.Count).Select(row => new Point(row.Key?.ToString() ?? "Unknown", row.Count))]);
    }

    private static decimal Won(IEnumerable<DealFigure> rows, string currency) => rows.Where(row => row.Status == DealStatus.Won && row.Currency == currency).Sum(row => row.Value);

    private static async Task<decimal> Rate(IQueryable<Deal> closed, CancellationToken cancel)
    {
        var rows = await closed.GroupBy(deal => deal.Status).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancel);
        var all = rows.Sum(row => row.Count);
        return all == 0 ? 0 : Math.Round(100m * rows.Where(row => row.Key == DealStatus.Won).Sum(row => row.Count) / all, 1, MidpointRounding.AwayFromZero);
    }

    private static double? Change(decimal now, decimal before) => before == 0 ? null : (double)Math.Round((now - before) / before * 100, 1, MidpointRounding.AwayFromZero);
}
