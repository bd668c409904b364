using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;
using Ashlar.Contract.Values;
using Ashlar.Crm.Deals;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Reports;

/// <summary>Which deals a report is about.</summary>
internal sealed record DealScope(Guid? PipelineId, Guid? OwnerId, DateOnly? From = null, DateOnly? To = null);

/// <summary>Deals of one stage, status, month and currency together.</summary>
internal sealed record DealFigure(Guid? StageId, DealStatus Status, string? Currency, int Count, decimal Value, decimal Weighted);

internal sealed record MonthFigure(int Year, int Month, string? Currency, int Count, decimal Value, decimal Weighted);

/// <summary>Money in a currency that the report does not show; amounts of different currencies are never added.</summary>
internal sealed record OtherCurrency(string Currency, int Count, decimal Value, decimal Weighted);

/// <summary>Counts and sums of deals, grouped by the database.</summary>
internal sealed class DealFigures(IStore store, ISettings settings)
{
    /// <summary>The currency of a report: the one asked for or the tenant's.</summary>
    public string Currency(string? asked) => asked ?? settings.Get<string>(CrmSettings.Currency);

    public static bool IsCurrency(string? asked) => asked is null || Money.IsCurrency(asked);

    /// <summary>The deals in scope; the period is that of the expected close.</summary>
    public IQueryable<Deal> Deals(DealScope scope)
    {
        // Only what is asked for is named, so that a report does without fields that are hidden from its reader.
        var deals = store.Query<Deal>();
        if (scope.PipelineId is { } pipeline)
            deals = deals.Where(deal => deal.PipelineId == pipeline);
        if (scope.OwnerId is { } owner)
            deals = deals.Where(deal => deal.OwnerId == owner);
        if (scope.From is { } from)
            deals = deals.Where(deal => deal.ExpectedClose >= from);
        if (scope.To is { } to)
            deals = deals.Where(deal => deal.ExpectedClose <= to);
        return deals;
    }

    public async Task<IReadOnlyList<DealFigure>> ByStage(IQueryable<Deal> deals, CancellationToken cancel)
    {
        var rows = await deals
            .Select(deal => new { deal.StageId, deal.Status, deal.Value!.Currency, Amount = (decimal?)deal.Value!.Amount, Weighted = (decimal?)deal.Weighted!.Amount })
            .GroupBy(deal => new { deal.StageId, deal.Status, deal.Currency })
            .Select(group => new { group.Key, Count = group.Count(), Value = group.Sum(deal => deal.Amount), Weighted = group.Sum(deal => deal.Weighted) })
            .ToListAsync(cancel);
        return [.. rows.Select(row => new DealFigure(row.Key.StageId, row.Key.Status, row.Key.Currency, row.Count, row.Value ?? 0, row.Weighted ?? 0))];
    }

    public async Task<IReadOnlyList<MonthFigure>> ByExpectedMonth(IQueryable<Deal> deals, CancellationToken cancel)
    {
        var rows = await deals
            .Where(deal => deal.ExpectedClose != null)
            .Select(deal => new { deal.ExpectedClose!.Value.Year, deal.ExpectedClose!.Value.Month, deal.Value!.Currency, Amount = (decimal?)deal.Value!.Amount, Weighted = (decimal?)deal.Weighted!.Amount })
            .GroupBy(deal => new { deal.Year, deal.Month, deal.Currency })
            .Select(group => new { group.Key, Count = group.Count(), Value = group.Sum(deal => deal.Amount), Weighted = group.Sum(deal => deal.Weighted) })
            .ToListAsync(cancel);
        return [.. rows.Select(row => new MonthFigure(row.Key.Year, row.Key.Month, row.Key.Currency, row.Count, row.Value ?? 0, row.Weighted ?? 0))];
    }

    public async Task<IReadOnlyList<MonthFigure>> ByClosedMonth(IQueryable<Deal> deals, CancellationToken cancel)
    {
        var rows = await deals
            .Where(deal => deal.ClosedAt != null)
            .Select(deal => new { deal.ClosedAt!.Value.Year, deal.ClosedAt!.Value.Month, deal.Value!.Currency, Amount = (decimal?)deal.Value!.Amount })
            .GroupBy(deal => new { deal.Year, deal.Month, deal.Currency })
            .Select(group => new { group.Key, Count = group.Count(), Value = group.Sum(deal => deal.Amount) })
            .ToListAsync(cancel);
        return [.. rows.Select(row => new MonthFigure(row.Key.Year, row.Key.Month, row.Key.Currency, row.Count, row.Value ?? 0, row.Value ?? 0))];
    }

    /// <summary>Figures a report in <paramref name="currency"/> may add: a deal without a value counts and adds nothing.</summary>
    public static bool Counts(string? figure, string currency) => figure is null || figure == currency;

    public static IReadOnlyList<OtherCurrency> Others(IEnumerable<DealFigure> figures, string currency) =>
        [.. from figure in figures
            where !Counts(figure.Currency, currency)
            group figure by figure.Currency into other
            orderby other.Key
            select new OtherCurrency(other.Key!, other.Sum(f => f.Count), other.Sum(f => f.Value), other.Sum(f => f.Weighted))];
}
