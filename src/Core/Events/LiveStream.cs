using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Events;

/// <summary>
/// Server-sent events telling a console which rows changed, read from the tail of the audit log and so the same on every replica. A hint
/// carries no values; whoever wants them reads the row under his own permissions.
/// </summary>
internal sealed class LiveStream(Databases databases, AccessCheck access, ResourceModels models, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    /// <summary>Transactions commit out of the order of their time stamps; looking back this far misses none that is not stuck.</summary>
    private static readonly TimeSpan _overlap = TimeSpan.FromSeconds(5);

    /// <summary>Clients reconnect by themselves, and are checked again when they do.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);

    public async Task Handle(HttpContext context)
    {
        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await Send(context, ": connected\n\n", cancel);

        var since = Since(context.Request.Headers["Last-Event-ID"]);
        var sent = new HashSet<Guid>();
        var ends = time.GetUtcNow() + _longest;
        var quiet = 0;
        while (time.GetUtcNow() < ends && !cancel.IsCancellationRequested)
        {
            await Task.Delay(_interval, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested)
                return;
            var (text, newest) = await Changes(caller, since - _overlap, sent, cancel);
            since = newest ?? since;
            if (text.Length > 0 || ++quiet % 15 == 0)
                await Send(context, text.Length > 0 ? text : ": still here\n\n", cancel);
        }
    }

    /// <summary>Where a client left off: its last event's id carries its time. What is older than ten minutes is not told again.</summary>
    private DateTimeOffset Since(string? lastEvent)
    {
        var now = time.GetUtcNow();
        if (!Guid.TryParse(lastEvent, out var id) || id.Version != 7)
            return now;
        var bytes = id.ToByteArray(bigEndian: true);
        var told = DateTimeOffset.FromUnixTimeMilliseconds(((long)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4)));
        return told > now || told < now.AddMinutes(-10) ? now.AddMinutes(-10) : told;
    }

    private async Task<(string Text, DateTimeOffset? Newest)> Changes(Caller caller, DateTimeOffset since, HashSet<Guid> sent, CancellationToken cancel)
    {
        await using var connection = await databases.App(caller.Tenant!.Placement).OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(TenantSession.Begin(caller.Scope(controlPlane: false)));
        var query = new NpgsqlBatchCommand("SELECT id, at, resource, resource_id, action, actor_id FROM public.audit_logs WHERE tenant_id = $1 AND at > $2 AND version IS NOT NULL AND ($3::uuid IS NULL OR client_id = $3) ORDER BY at LIMIT 500");
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caller.TenantId });
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        query.Parameters.Add(new NpgsqlParameter { Value = (object?)caller.ClientId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        batch.BatchCommands.Add(query);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);

        var text = new StringBuilder();
        DateTimeOffset? newest = null;
        var seen = new HashSet<Guid>();
        while (await reader.ReadAsync(cancel))
        {
            var id = reader.GetGuid(0);
            seen.Add(id);
            newest = reader.GetFieldValue<DateTimeOffset>(1);
            var resource = reader.GetString(2);
            if (sent.Contains(id) || models.Find(resource) is not { } model || !access.Can(caller, model.Definition.Permission("read")))
                continue;
            var data = new JsonObject
            {
                ["resource"] = resource,
                ["id"] = reader.GetGuid(3).ToString(),
                ["action"] = reader.GetString(4),
                ["actor_id"] = reader.IsDBNull(5) ? null : reader.GetGuid(5).ToString(),
            };
            text.Append($"id: {id}\nevent: change\ndata: {data.ToJsonString()}\n\n");
        }

        sent.Clear();
        sent.UnionWith(seen);
        return (text.ToString(), newest);
    }

    private static async Task Send(HttpContext context, string text, CancellationToken cancel)
    {
        await context.Response.WriteAsync(text, cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}
