using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;

namespace Ashlar.Crm.Pipelines;

/// <summary>Makes the default pipeline unless there is one.</summary>
internal sealed record SetupPipelines : ICommand<SetupView>;

internal sealed record SetupView(Guid PipelineId, IReadOnlyList<Guid> StageIds, bool Created);

internal sealed class SetupPipelinesHandler(DefaultPipeline pipelines) : ICommandHandler<SetupPipelines, SetupView>
{
    public async Task<Result<SetupView>> Handle(SetupPipelines command, CancellationToken cancel)
    {
        var (pipeline, stages, created) = await pipelines.Ensure(cancel);
        return new SetupView(pipeline.Id, [.. stages.Select(stage => stage.Id)], created);
    }
}
