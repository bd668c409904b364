using Ashlar.Core.Resources.Batches;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Jobs;

/// <summary>Which rows a job has done, kept beside the rows themselves.</summary>
internal sealed class JobChunks(Databases databases)
{
    /// <summary>Goes into the transaction of the chunk; a chunk that is there already makes it fail.</summary>
    public static NpgsqlBatchCommand Insert(Job job, int start, int count, RowTally tally) => Sql.Statement(
        "INSERT INTO public.job_chunks (tenant_id, job_id, start, count, outcome) VALUES ($1, $2, $3, $4, $5)",
        job.TenantId, job.Id, start, count, new NpgsqlParameter<string> { TypedValue = tally.ToJson().ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });

    /// <summary>What earlier attempts did, and where to go on.</summary>
    public async Task<(RowTally Tally, int Next)> Read(Job job, TenantScope scope, CancellationToken cancel)
    {
        var chunks = await databases.Query(
            scope, "SELECT start + count, outcome::text FROM public.job_chunks WHERE tenant_id = $1 AND job_id = $2 ORDER BY start",
            reader => (Next: reader.GetInt32(0), Tally: RowTally.FromJson(reader.GetString(1))), cancel, job.TenantId, job.Id);
        var tally = new RowTally();
        foreach (var chunk in chunks)
            tally.Merge(chunk.Tally);
        return (tally, chunks.Count == 0 ? 0 : chunks[^1].Next);
    }

    public Task Delete(Job job, TenantScope scope, CancellationToken cancel) => databases.Execute(
        scope, cancel, Sql.Statement("DELETE FROM public.job_chunks WHERE tenant_id = $1 AND job_id = $2", job.TenantId, job.Id));
}
