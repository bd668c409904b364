using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Jobs;

/// <summary>The queue as workers see it: all tenants', under the role of the system.</summary>
internal sealed class JobStore(Databases databases, JobOptions options, TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    // A tenant with a job under way comes after the others, so that nobody fills the workers alone.
    private const string ClaimNext = """
        UPDATE public.jobs SET state = 'running', attempts = attempts + 1, heartbeat_at = $1, started_at = coalesce(started_at, $1)
        WHERE (tenant_id, id) = (
            SELECT j.tenant_id, j.id FROM public.jobs j
            WHERE (j.state = 'queued' AND j.run_at <= $1) OR (j.state = 'running' AND j.heartbeat_at < $2)
            ORDER BY j.priority DESC, EXISTS (SELECT FROM public.jobs o WHERE o.tenant_id = j.tenant_id AND o.state = 'running' AND o.heartbeat_at >= $2), j.run_at, j.id
            LIMIT 1 FOR UPDATE OF j SKIP LOCKED)
        RETURNING tenant_id, id, kind, attempts, client_id, created_by, created_by_name, request_id, ip, resource, payload::text, file, max_attempts, due_at, trace_parent
        """;

    private const string Mine = "WHERE tenant_id = $1 AND id = $2 AND state = 'running' AND attempts = $3";

    /// <summary>The next job that is due, or one whose worker has fallen silent.</summary>
    public Task<Job?> Claim(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return databases.System.First<Job?>(ClaimNext, Read, cancel, now, now - options.Silence);
    }

    /// <summary>Says that the job is alive. Null when it belongs to another worker by now; otherwise whether somebody wants it to stop.</summary>
    public async Task<bool?> Alive(Job job, (int Done, int Total)? progress, CancellationToken cancel)
    {
        var found = await databases.System.Query(
            $"UPDATE public.jobs SET heartbeat_at = $4, done = coalesce($5, done), total = coalesce($6, total) {Mine} RETURNING cancel_requested",
            row => row.GetBoolean(0), cancel, job.TenantId, job.Id, job.Attempt, time.GetUtcNow().UtcDateTime, Number(progress?.Done), Number(progress?.Total));
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>What a job needs stays with one that failed or was cancelled, so that it can be tried again.</summary>
    public Task Finish(Job job, string state, JsonNode? result, Error? error, CancellationToken cancel) => databases.System.Execute(
        $"UPDATE public.jobs SET state = $4, result = $5, error = $6, finished_at = $7, payload = CASE $4 WHEN 'succeeded' THEN NULL ELSE payload END, file = CASE $4 WHEN 'succeeded' THEN NULL ELSE file END {Mine}",
        cancel, job.TenantId, job.Id, job.Attempt, state, Json(result), Json(error is null ? null : Describe(error)), time.GetUtcNow().UtcDateTime);

    /// <summary>Puts a job back that could not run now. An orderly stop does not count as an attempt.</summary>
    public Task PutBack(Job job, TimeSpan after, bool counts, CancellationToken cancel) => databases.System.Execute(
        $"UPDATE public.jobs SET state = 'queued', run_at = $4, attempts = attempts - $5 {Mine}",
        cancel, job.TenantId, job.Id, job.Attempt, (time.GetUtcNow() + after).UtcDateTime, counts ? 0 : 1);

    public Task<int> Purge(CancellationToken cancel) =>
        databases.System.Execute("DELETE FROM public.jobs WHERE finished_at < $1", cancel, (time.GetUtcNow() - Kept).UtcDateTime);

    public JobLog LogOf(Job job) => new(job, databases, time);

    private static JsonObject Describe(Error error) => new()
    {
        ["code"] = error.Code,
        ["message"] = error.Message,
        ["details"] = new JsonArray([.. error.Details.Select(detail => new JsonObject { ["field"] = detail.Field, ["message"] = detail.Message, ["code"] = detail.Code })]),
    };

    private static Job? Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt32(3))
    {
        ClientId = row.IsDBNull(4) ? null : row.GetGuid(4),
        UserId = row.IsDBNull(5) ? null : row.GetGuid(5),
        UserName = row.GetString(6),
        Request = new RequestInfo(row.Optional<string>(7), row.Optional<string>(8)),
        Resource = row.Optional<string>(9),
        Payload = row.Optional<string>(10) ?? "{}",
        File = row.Optional<byte[]>(11),
        MaxAttempts = row.GetInt32(12),
        DueAt = row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13),
        Trace = row.Optional<string>(14),
    };

    private static NpgsqlParameter Number(int? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer };

    private static NpgsqlParameter Json(JsonNode? node) => new() { Value = (object?)node?.ToJsonString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
