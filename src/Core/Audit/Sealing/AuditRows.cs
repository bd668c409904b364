using Ashlar.Core.Audit.Proofs;
using Npgsql;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>Reads entries as they are sealed.</summary>
internal static class AuditRows
{
    public const string Columns = "tenant_id, id, at, client_id, actor_id, actor_name, actor_kind, action, resource, resource_id, result, changes::text, version, request_id, ip, reason, trace_id, details::text, module, key_id";

    /// <summary>The log of entries that concern no tenant.</summary>
    public static readonly Guid Installation = Guid.Empty;

    public static AuditLeaf Read(NpgsqlDataReader row) => Read(row, 0);

    public static AuditLeaf Read(NpgsqlDataReader row, int first) => new()
    {
        Log = row.IsDBNull(first + 0) ? Installation : row.GetGuid(first + 0),
        Id = row.GetGuid(first + 1),
        At = row.GetDateTime(first + 2),
        ClientId = Id(row, first + 3),
        ActorId = Id(row, first + 4),
        ActorName = Text(row, first + 5),
        ActorKind = row.GetString(first + 6),
        Action = row.GetString(first + 7),
        Resource = Text(row, first + 8),
        ResourceId = Id(row, first + 9),
        Result = row.GetString(first + 10),
        Changes = Text(row, first + 11),
        RowVersion = row.IsDBNull(first + 12) ? null : row.GetInt32(first + 12),
        RequestId = Text(row, first + 13),
        Ip = Text(row, first + 14),
        Reason = Text(row, first + 15),
        TraceId = Text(row, first + 16),
        Details = Text(row, first + 17),
        Module = Text(row, first + 18),
        KeyId = Id(row, first + 19),
    };

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
}
