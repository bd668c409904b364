using System.Globalization;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Jobs;

/// <summary>GET /jobs, GET /jobs/{id}, POST /jobs/{id}/cancel. People see their own jobs; who holds org:jobs:read sees everybody's.</summary>
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

        var caller = context.Caller();
        var jobs = await databases.Query(
            caller.Scope(controlPlane: true),
            $"SELECT {JobView.ListColumns} FROM public.jobs WHERE {Visible} AND ($5::text IS NULL OR state = $5) ORDER BY id DESC LIMIT $6",
            JobView.Read, context.RequestAborted, [.. Who(caller), Text(state), limit]);
        return Envelope.Many(JobView.Type, jobs);
    }

    public async Task<IResult> Get(HttpContext context, Guid id)
    {
        var caller = context.Caller();
        var found = await databases.Query(
            caller.Scope(controlPlane: true), $"SELECT {JobView.Columns} FROM public.jobs WHERE {Visible} AND id = $5", JobView.Read, context.RequestAborted, [.. Who(caller), id]);
        return found is [var job] ? Envelope.One(job.Id, JobView.Type, job.Attributes) : Envelope.Failure(CoreErrors.NotFound);
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
                    finished_at = CASE state WHEN 'queued' THEN $6 ELSE finished_at END,
                    payload = CASE state WHEN 'queued' THEN NULL ELSE payload END, file = CASE state WHEN 'queued' THEN NULL ELSE file END
                WHERE {Visible} AND id = $5 AND state IN ('queued', 'running') AND NOT cancel_requested RETURNING 1
                """, [.. Who(caller), id, time.GetUtcNow().UtcDateTime]);
            bool changed;
            await using (var reader = await operation.Work.Read(statement, cancel))
                changed = await reader.ReadAsync(cancel);
            if (changed)
            {
                operation.Work.Audit(AuditEntry.By(caller, request, "core.jobs.cancel") with { Resource = "core.jobs", ResourceId = id });
                await operation.Commit(cancel);
            }
        }

        return await Get(context, id);
    }

    private static object?[] Who(Caller caller) =>
    [
        caller.TenantId, caller.Can(ReadAll), caller.UserId ?? Guid.Empty, new Npgsql.NpgsqlParameter { Value = (object?)caller.ClientId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
    ];

    private static Npgsql.NpgsqlParameter Text(string? value) => new() { Value = string.IsNullOrEmpty(value) ? DBNull.Value : value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
