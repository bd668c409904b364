using System.Globalization;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Jobs;

/// <summary>Lists, reads, cancels and retries jobs, and shows what they said. People see their own jobs; who holds org:jobs:read sees everybody's.</summary>
internal sealed class JobEndpoints(Databases databases, OperationFactory operations)
{
    public const string ReadAll = "org:jobs:read";
    private const string Visible = "tenant_id = $1 AND ($2 OR created_by = $3) AND ($4::uuid IS NULL OR client_id = $4)";

    private static readonly string[] _states = ["queued", "running", "succeeded", "failed", "cancelled"];

    public async Task<IResult> List(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = ListRequest.DefaultLimit;
        if (query.TryGetValue("limit", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > ListRequest.MaxLimit))
            return Envelope.Failure(CoreErrors.Validation("limit", $"The limit is a number from 1 to {ListRequest.MaxLimit}."));
        if (query.TryGetValue("state", out var state) && !_states.Contains(state.ToString()))
            return Envelope.Failure(CoreErrors.Validation("state", $"The state is one of {string.Join(", ", _states)}."));

        Guid? schedule = null;
        if (query.TryGetValue("schedule_id", out var of))
        {
            if (!Guid.TryParse(of, out var id))
                return Envelope.Failure(CoreErrors.Validation("schedule_id", "The schedule_id is the id of a schedule."));
            schedule = id;
        }

        var caller = context.Caller();
        var jobs = await databases.Query(
            caller.Scope(controlPlane: true),
            $"SELECT {JobView.ListColumns} FROM public.jobs WHERE {Visible} AND ($5::text IS NULL OR state = $5) AND ($7::uuid IS NULL OR schedule_id = $7) ORDER BY id DESC LIMIT $6",
            JobView.Read, context.RequestAborted, [.. Who(caller), Text(state), limit, Id(schedule)]);
        return Envelope.Many(JobView.Type, jobs);
    }

    public async Task<IResult> Get(HttpContext context, Guid id)
    {
        var caller = context.Caller();
        return await Find(caller, id, context.RequestAborted) is [var job] ? Envelope.One(job.Id, JobView.Type, job.Attributes) : Envelope.Failure(CoreErrors.NotFound);
    }

    /// <summary>A job that waits ends at once; one that runs ends after its current rows. One that has ended stays as it is.</summary>
    public async Task<IResult> Cancel(HttpContext context, Guid id, TimeProvider time)
    {
        var (caller, request, cancel) = (context.Caller(), context.Request().Info, context.RequestAborted);
        await using (var operation = operations.Begin(caller, request, controlPlane: true))
        {
            var statement = Sql.Statement(
                $"""
                UPDATE public.jobs SET cancel_requested = true, state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
                    finished_at = CASE state WHEN 'queued' THEN $6 ELSE finished_at END
                WHERE {Visible} AND id = $5 AND state IN ('queued', 'running') AND NOT cancel_requested RETURNING 1
                """, [.. Who(caller), id, time.GetUtcNow().UtcDateTime]);
            var changed = await operation.Work.Any(statement, cancel);
            if (changed)
            {
                operation.Work.Audit(AuditEntry.By(caller, request, "core.jobs.cancel") with { Resource = "core.jobs", ResourceId = id });
                await operation.Commit(cancel);
            }
        }

        return await Get(context, id);
    }

    /// <summary>Puts a job that failed or was cancelled into the queue again; it goes on behind what it did.</summary>
    public async Task<IResult> Retry(HttpContext context, Guid id, JobSignal signal, TimeProvider time)
    {
        var (caller, request, cancel) = (context.Caller(), context.Request().Info, context.RequestAborted);
        await using (var operation = operations.Begin(caller, request, controlPlane: true))
        {
            var statement = Sql.Statement(
                $"""
                UPDATE public.jobs SET state = 'queued', run_at = $6, finished_at = NULL, error = NULL, result = NULL, cancel_requested = false, max_attempts = attempts + 5
                WHERE {Visible} AND id = $5 AND state IN ('failed', 'cancelled') AND (payload IS NOT NULL OR schedule_id IS NOT NULL) RETURNING 1
                """, [.. Who(caller), id, time.GetUtcNow().UtcDateTime]);
            var changed = await operation.Work.Any(statement, cancel);
            if (!changed)
                return (await Find(caller, id, cancel)).Count == 0 ? Envelope.Failure(CoreErrors.NotFound) : Envelope.Failure(ScheduleErrors.JobNotRetryable);
            operation.Work.Audit(AuditEntry.By(caller, request, "core.jobs.retry") with { Resource = "core.jobs", ResourceId = id });
            operation.Work.AfterCommit(signal.Wake);
            await operation.Commit(cancel);
        }

        return await Get(context, id);
    }

    /// <summary>What the job said, oldest first.</summary>
    public async Task<IResult> Log(HttpContext context, Guid id)
    {
        var caller = context.Caller();
        if ((await Find(caller, id, context.RequestAborted)).Count == 0)
            return Envelope.Failure(CoreErrors.NotFound);
        var lines = await databases.Query(
            caller.Scope(controlPlane: true), "SELECT number, at, level, message FROM public.job_lines WHERE tenant_id = $1 AND job_id = $2 ORDER BY number",
            row => (row.GetInt32(0).ToString(CultureInfo.InvariantCulture), (object)new JsonObject { ["at"] = row.GetDateTime(1), ["level"] = row.GetString(2), ["message"] = row.GetString(3) }),
            context.RequestAborted, caller.TenantId, id);
        return Envelope.Many("core.job_line", lines);
    }

    private Task<List<(string Id, object Attributes)>> Find(Caller caller, Guid id, CancellationToken cancel) =>
        databases.Query(caller.Scope(controlPlane: true), $"SELECT {JobView.Columns} FROM public.jobs WHERE {Visible} AND id = $5", JobView.Read, cancel, [.. Who(caller), id]);

    private static object?[] Who(Caller caller) =>
    [
        caller.TenantId, caller.Can(ReadAll), caller.UserId ?? Guid.Empty, Id(caller.ClientId),
    ];

    private static Npgsql.NpgsqlParameter Id(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };

    private static Npgsql.NpgsqlParameter Text(string? value) => new() { Value = string.IsNullOrEmpty(value) ? DBNull.Value : value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
