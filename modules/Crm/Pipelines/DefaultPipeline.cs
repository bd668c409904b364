using Ashlar.Contract.Resources;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Pipelines;

/// <summary>The pipeline of deals that name none; made when a tenant has none yet, so that the first deal needs no preparation.</summary>
internal sealed class DefaultPipeline(IStore store)
{
    private static readonly (string Name, StageKind Kind, int Probability, string[] Required)[] _stages =
    [
        ("Qualification", StageKind.Open, 10, []),
        ("Needs analysis", StageKind.Open, 30, []),
        ("Proposal", StageKind.Open, 60, ["value"]),
        ("Negotiation", StageKind.Open, 80, ["value", "expected_close"]),
        ("Won", StageKind.Won, 100, ["value"]),
        ("Lost", StageKind.Lost, 0, []),
    ];

    private (Pipeline Pipeline, IReadOnlyList<Stage> Stages, bool Created)? _made;

    /// <summary>The default pipeline and its stages in order, and whether they were made just now.</summary>
    public async Task<(Pipeline Pipeline, IReadOnlyList<Stage> Stages, bool Created)> Ensure(CancellationToken cancel)
    {
        // What this operation made is not saved yet, so a query would not find it.
        if (_made is { } now)
            return now;

        if (await store.All<Pipeline>().Where(pipeline => pipeline.IsDefault).OrderBy(pipeline => pipeline.Id).FirstOrDefaultAsync(cancel) is { } known)
            return (known, await store.All<Stage>().Where(stage => stage.PipelineId == known.Id).OrderBy(stage => stage.Position).ToListAsync(cancel), false);

        return (_made = Make()).Value;
    }

    private (Pipeline Pipeline, IReadOnlyList<Stage> Stages, bool Created) Make()
    {
        var made = new Pipeline { Name = "Sales", IsDefault = true };
        store.Add(made);
        Stage[] stages = [.. _stages.Select((stage, index) => new Stage
        {
            PipelineId = made.Id,
            Name = stage.Name,
            Position = index + 1,
            Kind = stage.Kind,
            Probability = stage.Probability,
            RequiredFields = stage.Required,
        })];
        foreach (var stage in stages)
            store.Add(stage);

        return (made, stages, true);
    }
}
