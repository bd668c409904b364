using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Commands;
using Ashlar.Core.Events;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Jobs;

/// <summary>Takes work that is too long for a request.</summary>
internal sealed class JobQueue(CommandPipeline pipeline, JobSignal signal, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO public.jobs (tenant_id, id, client_id, kind, resource, payload, file, total, created_at, created_by, created_by_name, request_id, ip, run_at, trace_parent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $9, $14)
        """;

    /// <summary>Queues the job under the caller's name and answers 202 with its address.</summary>
    public Task<Result<Answer>> Queue(Call call, string kind, string resource, JsonNode payload, byte[]? file, int total, CancellationToken cancel) =>
        // Jobs live beside the tenants, wherever the tenant's rows are.
        pipeline.Run(call with { ControlPlane = true, VersionGiven = false }, (operation, _) =>
        {
            if (call.Caller.UserId is not { } user)
                return Task.FromResult<Result<Answer>>(CoreErrors.Validation("rows", "Only a user can ask for a job."));
            var id = Ids.New();
            var now = time.GetUtcNow().UtcDateTime;
            operation.Work.Add(Sql.Statement(
                Insert, call.Caller.TenantId, id, Null(call.Caller.ClientId, NpgsqlDbType.Uuid), kind, resource, Json(payload), Null(file, NpgsqlDbType.Bytea), total, now, user, call.Caller.Name, Null(call.Request.Id, NpgsqlDbType.Text), Null(call.Request.Ip, NpgsqlDbType.Text), Null(Tracing.Current, NpgsqlDbType.Text)));
            operation.Work.AfterCommit(signal.Wake);
            var attributes = JobView.Queued(kind, resource, total, now, user, call.Caller.Name);
            return Task.FromResult<Result<Answer>>(new Answer(StatusCodes.Status202Accepted, json => JobView.Write(json, id, attributes)) { Location = $"/api/v1/jobs/{id}" });
        }, cancel);

    private static NpgsqlParameter Null(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static NpgsqlParameter Json(JsonNode node) => new() { Value = node.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
