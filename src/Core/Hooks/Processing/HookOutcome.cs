using System.Text.Json;
using Ashlar.Core.Events;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Hooks.Processing;

/// <summary>Writes into the inbox what came of a request when its reactions ran.</summary>
internal sealed class HookOutcome(Databases databases, TimeProvider time) : IEventTap
{
    public bool Wants(Guid tenant, string type) => type == Received.EventType;

    public async Task Take(OutboxEvent item, Exception? failure, bool last, CancellationToken cancel)
    {
        using var data = JsonDocument.Parse(item.Data);
        var state = failure is null ? "processed" : last ? "failed" : "published";
        await databases.System.Execute(
            "UPDATE public.hooks_inbox SET state = $3, reason = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2 AND state IN ('published', 'failed')", cancel,
            item.Tenant.Id, data.RootElement.GetProperty("id").GetGuid(), state, new Npgsql.NpgsqlParameter { Value = (object?)failure?.Message ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }, time.GetUtcNow().UtcDateTime);
    }
}
