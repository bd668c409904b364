using System.Text.Json.Nodes;
using Ashlar.Contract.Jobs;
using Ashlar.Core.Resources.Batches;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
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

    /// <summary>Goes into the transaction of a module's step.</summary>
    public static NpgsqlBatchCommand InsertStep(Job job, int number, JobStep step) => Sql.Statement(
        "INSERT INTO public.job_chunks (tenant_id, job_id, start, count, outcome) VALUES ($1, $2, $3, 1, $4)",
        job.TenantId, job.Id, number, new NpgsqlParameter<string> { TypedValue = new JsonObject { ["position"] = step.Position, ["finished"] = step.Finished, ["total"] = step.Total }.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });

    /// <summary>How many steps earlier attempts did, and how the last of them ended; null when there is none.</summary>
    public async Task<(int Count, JobStep? Last)> LastStep(Job job, TenantScope scope, CancellationToken cancel)
    {
        var steps = await databases.Query(
            scope, "SELECT start, outcome::text FROM public.job_chunks WHERE tenant_id = $1 AND job_id = $2 ORDER BY start DESC LIMIT 1",
            reader => (Number: reader.GetInt32(0), Outcome: JsonNode.Parse(reader.GetString(1))!), cancel, job.TenantId, job.Id);
        if (steps is not [var (number, outcome)])
            return (0, null);
        return (number + 1, (string?)outcome["position"] is { } position ? JobStep.Next(position, (int)outcome["finished"]!, (int)outcome["total"]!) : JobStep.Done);
    }

    /// <summary>
    /// Forgets what a job did, once its end is written down: before that, a crash in between would do everything again. The ids of jobs carry
    /// their time, so what a crash left behind is found by age.
    /// </summary>
    public async Task Forget(Job job, TenantInfo tenant, CancellationToken cancel)
    {
        foreach (var database in Places(tenant))
            await databases.SystemOf(database).Execute("DELETE FROM public.job_chunks WHERE tenant_id = $1 AND job_id = $2", cancel, job.TenantId, job.Id);
    }

    public async Task ForgetBefore(DateTimeOffset moment, IEnumerable<string> places, CancellationToken cancel)
    {
        var oldest = Guid.CreateVersion7(moment).ToString();
        foreach (var database in places)
            await databases.SystemOf(database).Execute("DELETE FROM public.job_chunks WHERE job_id < $1", cancel, new Guid(oldest[..18] + "-0000-000000000000"));
    }

    public static IEnumerable<string> Places(TenantInfo tenant) => new[] { "", tenant.Placement.Database }.Distinct(StringComparer.Ordinal);
}
