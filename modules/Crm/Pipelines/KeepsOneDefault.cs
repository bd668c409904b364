using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Pipelines;

/// <summary>Exactly one pipeline is the default: the first is, and making another the default takes it from the one before.</summary>
internal sealed class KeepsOneDefault(IStore store) : IBeforeWrite<Pipeline>
{
    public async Task<Error?> BeforeWrite(Write<Pipeline> write, CancellationToken cancel)
    {
        var pipeline = write.After;
        var others = await store.All<Pipeline>().Where(other => other.IsDefault && other.Id != pipeline.Id).ToListAsync(cancel);
        switch (write.Kind)
        {
            case WriteKind.Delete:
                return pipeline.IsDefault && await store.All<Pipeline>().AnyAsync(other => other.Id != pipeline.Id, cancel) ? CrmErrors.DefaultPipelineStays : null;
            case WriteKind.Restore:
                pipeline.IsDefault = others.Count == 0;
                return null;
            case WriteKind.Update when write.Before!.IsDefault && !pipeline.IsDefault:
                return CrmErrors.DefaultPipelineStays;
        }

        if (pipeline.IsDefault)
            others.ForEach(other => other.IsDefault = false);
        else
            pipeline.IsDefault = others.Count == 0;

        return null;
    }
}
