using System.Text.Json.Nodes;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Ashlar.Core.Webhooks.Deliveries;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Webhooks.Endpoints;

/// <summary>Sends an event of the type webhooks.test to the endpoint, through the same queue as all others.</summary>
internal sealed record TestEndpoint(Guid Id) : ICommand<QueuedDeliveries>;

internal enum ReplayOf { Dead, All }

/// <summary>Sends the events of a range again, oldest first.</summary>
internal sealed record ReplayEndpoint(Guid Id, DateTimeOffset From, DateTimeOffset? To = null, ReplayOf Only = ReplayOf.Dead) : ICommand<QueuedDeliveries>;

/// <summary>How many deliveries wait now because of the command; the id of the one when it is one.</summary>
internal sealed record QueuedDeliveries(Guid Id, string Type, QueuedAttributes Attributes)
{
    public static QueuedDeliveries Of(Guid id, long queued) => new(id, "webhooks.queued", new QueuedAttributes(queued));
}

/// <param name="Queued">Deliveries that wait now.</param>
internal sealed record QueuedAttributes(long Queued);

internal sealed class TestEndpointHandler(CurrentOperation current, IStore store, DeliverySignal signal, TimeProvider time) : ICommandHandler<TestEndpoint, QueuedDeliveries>
{
    public async Task<Result<QueuedDeliveries>> Handle(TestEndpoint command, CancellationToken cancel)
    {
        var endpoint = (await store.Find<WebhookEndpoint>(command.Id, cancel))!;
        if (!endpoint.Enabled)
            return WebhookErrors.Disabled;
        var (work, id, now) = (current.Work, Ids.New(), time.GetUtcNow());
        var data = new JsonObject { ["endpoint_id"] = endpoint.Id.ToString(), ["message"] = $"A test of {work.Caller.Name}." };
        work.Add(DeliveryStore.Insert(KnownEndpoint.Of(endpoint), id, EventTypes.Test, EventBody.Write(id, EventTypes.Test, now, work.Scope.TenantId, data), null, Events.Tracing.Current, now, id));
        work.Audit(Audit.AuditEntry.By(work.Caller, work.Request, "webhooks.endpoints.test") with { Resource = "webhooks.endpoints", ResourceId = endpoint.Id });
        work.AfterCommit(signal.Wake);
        return QueuedDeliveries.Of(id, 1);
    }
}

internal sealed class ReplayEndpointHandler(CurrentOperation current, IStore store, DeliverySignal signal, TimeProvider time) : ICommandHandler<ReplayEndpoint, QueuedDeliveries>
{
    private const string Again = """
        WITH again AS (
            UPDATE public.webhooks_deliveries SET state = 'waiting', attempts = 0, next_at = $5, updated_at = $5
            WHERE tenant_id = $1 AND endpoint_id = $2 AND created_at >= $3 AND created_at < $4 AND owner_id IS NOT DISTINCT FROM $7 AND (state = 'dead' OR ($6 AND state = 'delivered')) RETURNING 1)
        SELECT count(*) FROM again
        """;

    public async Task<Result<QueuedDeliveries>> Handle(ReplayEndpoint command, CancellationToken cancel)
    {
        var endpoint = (await store.Find<WebhookEndpoint>(command.Id, cancel))!;
        if (!endpoint.Enabled)
            return WebhookErrors.Disabled;
        var now = time.GetUtcNow();
        var to = command.To ?? now;
        if (to <= command.From)
            return CoreErrors.Validation("to", "The end of the range must be after its beginning.");
        var work = current.Work;
        var counted = await work.Rows(Sql.Statement(Again, work.Scope.TenantId, endpoint.Id, Moment(command.From), Moment(to), Moment(now), command.Only == ReplayOf.All, KnownEndpoint.OwnerOf(endpoint)), row => row.GetInt64(0), cancel);
        work.Audit(Audit.AuditEntry.By(work.Caller, work.Request, "webhooks.endpoints.replay") with { Resource = "webhooks.endpoints", ResourceId = endpoint.Id, Reason = $"{counted[0]} from {command.From:u} to {to:u}" });
        work.AfterCommit(signal.Wake);
        return QueuedDeliveries.Of(endpoint.Id, counted[0]);
    }

    private static NpgsqlParameter Moment(DateTimeOffset at) => new() { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
