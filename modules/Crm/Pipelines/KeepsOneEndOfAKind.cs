using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Pipelines;

/// <summary>Winning and losing must be unambiguous: a pipeline has at most one won and one lost stage.</summary>
internal sealed class KeepsOneEndOfAKind(IStore store) : IBeforeWrite<Stage>
{
    public async Task<Error?> BeforeWrite(Write<Stage> write, CancellationToken cancel)
    {
        var stage = write.After;
        if (write.Kind == WriteKind.Delete || stage.Kind == StageKind.Open)
            return null;

        var taken = await store.All<Stage>().AnyAsync(other => other.PipelineId == stage.PipelineId && other.Kind == stage.Kind && other.Id != stage.Id, cancel);
        return taken ? CrmErrors.StageKindTaken : null;
    }
}
