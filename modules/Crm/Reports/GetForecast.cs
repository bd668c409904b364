using System.Globalization;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Crm.Deals;

namespace Ashlar.Crm.Reports;

/// <summary>What open deals should bring in the coming months, in full and weighted by their probability. Months are those of UTC.</summary>
internal sealed record GetForecast(Guid? PipelineId = null, Guid? OwnerId = null, int Months = 6, string? Currency = null) : IQuery<ForecastReport>;

internal sealed record ForecastReport(string Currency, IReadOnlyList<ForecastMonth> Months, TotalFigure Late, TotalFigure Later, TotalFigure Undated, IReadOnlyList<OtherCurrency> OtherCurrencies);

internal sealed record ForecastMonth(string Month, int Count, decimal Value, decimal Weighted, decimal Won);

internal sealed class GetForecastHandler(DealFigures figures, TimeProvider time) : IQueryHandler<GetForecast, ForecastReport>
{
    public async Task<Result<ForecastReport>> Handle(GetForecast query, CancellationToken cancel)
    {
        if (!DealFigures.IsCurrency(query.Currency))
            return CrmErrors.CurrencyUnknown;

        var currency = figures.Currency(query.Currency);
        var scope = new DealScope(query.PipelineId, query.OwnerId);
        var open = figures.Deals(scope).Where(deal => deal.Status == DealStatus.Open);
        var byMonth = await figures.ByExpectedMonth(open, cancel);
        var won = await figures.ByClosedMonth(figures.Deals(scope).Where(deal => deal.Status == DealStatus.Won), cancel);
        var undated = await figures.ByStage(open.Where(deal => deal.ExpectedClose == null), cancel);

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = new DateOnly(today.Year, today.Month, 1);
        var end = first.AddMonths(Math.Clamp(query.Months, 1, 24));
        MonthFigure[] shown = [.. byMonth.Where(row => DealFigures.Counts(row.Currency, currency))];
        List<ForecastMonth> months = [];
        for (var month = first; month < end; month = month.AddMonths(1))
        {
            MonthFigure[] rows = [.. shown.Where(row => row.Year == month.Year && row.Month == month.Month)];
            var gained = won.Where(row => row.Currency == currency && row.Year == month.Year && row.Month == month.Month).Sum(row => row.Value);
            months.Add(new ForecastMonth(month.ToString("yyyy-MM", CultureInfo.InvariantCulture), rows.Sum(r => r.Count), rows.Sum(r => r.Value), rows.Sum(r => r.Weighted), gained));
        }

        return new ForecastReport(
            currency,
            months,
            Total(shown.Where(row => new DateOnly(row.Year, row.Month, 1) < first)),
            Total(shown.Where(row => new DateOnly(row.Year, row.Month, 1) >= end)),
            Total(undated.Where(row => DealFigures.Counts(row.Currency, currency)).Select(row => new MonthFigure(0, 0, row.Currency, row.Count, row.Value, row.Weighted))),
            Others(byMonth, undated, currency));
    }

    private static TotalFigure Total(IEnumerable<MonthFigure> rows)
    {
        MonthFigure[] all = [.. rows];
        return new TotalFigure(all.Sum(row => row.Count), all.Sum(row => row.Value), all.Sum(row => row.Weighted));
    }

    private static IReadOnlyList<OtherCurrency> Others(IEnumerable<MonthFigure> dated, IEnumerable<DealFigure> undated, string currency) =>
        DealFigures.Others(undated.Concat(dated.Select(row => new DealFigure(null, DealStatus.Open, row.Currency, row.Count, row.Value, row.Weighted))), currency);
}
