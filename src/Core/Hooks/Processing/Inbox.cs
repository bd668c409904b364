using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Hooks.Verification;
using Ashlar.Core.Http;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Hooks.Processing;

/// <summary>A request that waits to be handed on.</summary>
internal sealed record Waiting(Guid Tenant, Guid Id, Guid Source, Guid SourceTenant, string Type, string? Account, string Headers, byte[] Body, string? Trace, int Runs)
{
    /// <summary>The same whenever this run is tried again, another for a replay: reactions run once per run.</summary>
    public Guid EventId => Runs == 1 ? Id : new Guid(SHA256.HashData([.. Id.ToByteArray(), .. BitConverter.GetBytes(Runs)]).AsSpan(0, 16));

    public JsonNode? Payload()
    {
        var content = JsonSerializer.Deserialize<string[][]>(Headers, JsonSettings.Options)!.FirstOrDefault(header => header[0].Equals("Content-Type", StringComparison.OrdinalIgnoreCase))?[1];
        if (FormText.IsForm(content))
            return new JsonObject(FormText.Read(Body).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.ToString())));
        try
        {
            using var json = JsonText.Parse(Body, new JsonDocumentOptions { MaxDepth = 64 });
            return JsonNode.Parse(json.RootElement.GetRawText());
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(Body);
        }
    }
}

/// <summary>The inbox as the processor sees it: all tenants', under the role of the system.</summary>
internal static class Inbox
{
    private const string Due = """
        SELECT tenant_id, id, source_id, source_tenant, type, account, headers, body, trace, runs FROM public.hooks_inbox
        WHERE state = 'received' ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED
        """;

    private const string Publish = "INSERT INTO public.outbox (id, tenant_id, type, data, created_at, next_at, trace) VALUES ($1, $2, $3, $4, $5, $5, $6) ON CONFLICT (id) DO NOTHING";

    public static Task<List<Waiting>> Take(NpgsqlConnection connection, int most, CancellationToken cancel) => connection.Query(
        Due, row => new Waiting(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetGuid(3), row.GetString(4), row.Optional<string>(5), row.GetString(6), row.GetFieldValue<byte[]>(7), row.Optional<string>(8), row.GetInt32(9)), cancel, most);

    public static NpgsqlBatchCommand Event(Waiting item, string data, DateTimeOffset now) => Sql.Statement(
        Publish, item.EventId, item.Tenant, Received.EventType, new NpgsqlParameter { Value = data, NpgsqlDbType = NpgsqlDbType.Jsonb }, now.UtcDateTime, Text(item.Trace));

    public static NpgsqlBatchCommand Settle(Waiting item, string state, string? reason, DateTimeOffset now) => Sql.Statement(
        "UPDATE public.hooks_inbox SET state = $3, reason = $4, updated_at = $5, version = version + 1 WHERE tenant_id = $1 AND id = $2", item.Tenant, item.Id, state, Text(reason), now.UtcDateTime);

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
