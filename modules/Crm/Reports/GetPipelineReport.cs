using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Crm.Deals;
using Ashlar.Crm.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Reports;

/// <summary>How many deals stand in each stage and what they are worth. Totals are of open deals; the period is that of the expected close.</summary>
internal sealed record GetPipelineReport(Guid? PipelineId = null, Guid? OwnerId = null, DateOnly? From = null, DateOnly? To = null, string? Currency = null) : IQuery<PipelineReport>;

internal sealed record PipelineReport(
    Guid? PipelineId, string Currency, IReadOnlyList<StageFigure> Stages, TotalFigure Totals, IReadOnlyList<OtherCurrency> OtherCurrencies);

internal sealed record StageFigure(Guid StageId, string Name, StageKind Kind, int Probability, int? WipLimit, int Count, decimal Value, decimal Weighted);

internal sealed record TotalFigure(int Count, decimal Value, decimal Weighted);

internal sealed class GetPipelineReportHandler(IStore store, DealFigures figures) : IQueryHandler<GetPipelineReport, PipelineReport>
{
    public async Task<Result<PipelineReport>> Handle(GetPipelineReport query, CancellationToken cancel)
    {
        if (query.From > query.To)
            return CrmErrors.PeriodIsReversed;

        if (!DealFigures.IsCurrency(query.Currency))
            return CrmErrors.CurrencyUnknown;

        var currency = figures.Currency(query.Currency);
        var pipeline = query.PipelineId
            ?? await store.Query<Pipeline>().Where(p => p.IsDefault).OrderBy(p => p.Id).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(cancel);
        if (pipeline is null)
            return new PipelineReport(null, currency, [], new TotalFigure(0, 0, 0), []);

        if (await store.Find<Pipeline>(pipeline.Value, cancel) is null)
            return CrmErrors.NotFound.Saying("This pipeline does not exist.");

        var stages = await store.Query<Stage>().AsNoTracking().Where(stage => stage.PipelineId == pipeline).OrderBy(stage => stage.Position).ToListAsync(cancel);
        var rows = await figures.ByStage(figures.Deals(new DealScope(pipeline, query.OwnerId, query.From, query.To)), cancel);
        DealFigure[] shown = [.. rows.Where(row => DealFigures.Counts(row.Currency, currency))];
        DealFigure[] open = [.. shown.Where(row => row.Status == DealStatus.Open)];
        return new PipelineReport(
            pipeline,
            currency,
            [.. stages.Select(stage => Figure(stage, [.. shown.Where(row => row.StageId == stage.Id)]))],
            new TotalFigure(open.Sum(row => row.Count), open.Sum(row => row.Value), open.Sum(row => row.Weighted)),
            DealFigures.Others(rows, currency));
    }

    private static StageFigure Figure(Stage stage, DealFigure[] rows) => new(
        stage.Id, stage.Name, stage.Kind, stage.Probability, stage.WipLimit, rows.Sum(row => row.Count), rows.Sum(row => row.Value), rows.Sum(row => row.Weighted));
}
