using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;

namespace Ashlar.Crm.Reports;

/// <summary>
/// The figures of the day as cards and series; the period is this month unless stated, in UTC. A card's <c>href</c> lists the rows behind its number.
/// </summary>
internal sealed record GetDashboard(Guid? PipelineId = null, Guid? OwnerId = null, DateOnly? From = null, DateOnly? To = null, string? Currency = null) : IQuery<DashboardReport>;

internal sealed record DashboardReport(string Currency, DateOnly From, DateOnly To, IReadOnlyList<Card> Cards, IReadOnlyList<Series> Series, IReadOnlyList<OtherCurrency> OtherCurrencies);

/// <param name="Value">A decimal text for money and percent, a number for counts.</param>
/// <param name="Change">Percent more or less than in as many days before; null when there was nothing then.</param>
internal sealed record Card(string Key, string Label, string Kind, object Value, double? Change, string Href);

internal sealed record Series(string Key, string Label, string Kind, IReadOnlyList<Point> Points);

internal sealed record Point(string X, object Y);

internal sealed class GetDashboardHandler(DashboardFigures figures, TimeProvider time) : IQueryHandler<GetDashboard, DashboardReport>
{
    public async Task<Result<DashboardReport>> Handle(GetDashboard query, CancellationToken cancel)
    {
        if (!DealFigures.IsCurrency(query.Currency))
            return CrmErrors.CurrencyUnknown;

        if (IsFar(query.From) || IsFar(query.To))
            return CrmErrors.PeriodIsTooFar;

        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var from = query.From ?? new DateOnly(today.Year, today.Month, 1);
        var to = query.To ?? (query.From is null ? from.AddMonths(1).AddDays(-1) : from < today ? today : from);
        if (from > to)
            return CrmErrors.PeriodIsReversed;

        return await figures.Report(new DashboardScope(query.PipelineId, query.OwnerId, from, to, now), query.Currency, cancel);
    }

    /// <summary>The days around a period are looked at too, and the calendar ends somewhere.</summary>
    private static bool IsFar(DateOnly? day) => day is { Year: < 1900 or > 2200 };
}
