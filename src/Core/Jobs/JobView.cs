using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Jobs;

/// <summary>A job as its owner sees it.</summary>
internal static class JobView
{
    public const string Type = "core.job";

    /// <summary>The rows of a result are long; lists leave them out.</summary>
    public const string Columns = "id, kind, resource, state, done, total, result::text, error::text, created_at, created_by, started_at, finished_at, cancel_requested";
    public const string ListColumns = "id, kind, resource, state, done, total, (result - 'results' - 'errors')::text, error::text, created_at, created_by, started_at, finished_at, cancel_requested";

    public static JsonObject Queued(string kind, string resource, int total, DateTime at, Guid by) => Attributes(kind, resource, "queued", 0, total, null, null, at, by, null, null, false);

    public static (string Id, object Attributes) Read(NpgsqlDataReader row) => (row.GetGuid(0).ToString(), Attributes(
        row.GetString(1), row.Optional<string>(2), row.GetString(3), row.GetInt32(4), row.GetInt32(5), Json(row, 6), Json(row, 7),
        row.GetDateTime(8), row.GetGuid(9), row.IsDBNull(10) ? null : row.GetDateTime(10), row.IsDBNull(11) ? null : row.GetDateTime(11), row.GetBoolean(12)));

    public static void Write(Utf8JsonWriter json, Guid id, JsonObject attributes)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", Type);
        json.WritePropertyName("attributes");
        attributes.WriteTo(json, JsonSettings.Options);
        json.WriteEndObject();
    }

    private static JsonObject Attributes(string kind, string? resource, string state, int done, int total, JsonNode? result, JsonNode? error, DateTime createdAt, Guid createdBy, DateTime? startedAt, DateTime? finishedAt, bool cancelling) => new()
    {
        ["kind"] = kind,
        ["resource"] = resource,
        ["state"] = state,
        ["progress"] = new JsonObject { ["done"] = done, ["total"] = total },
        ["result"] = result,
        ["error"] = error,
        ["cancel_requested"] = cancelling,
        ["created_at"] = createdAt,
        ["created_by"] = createdBy.ToString(),
        ["started_at"] = startedAt,
        ["finished_at"] = finishedAt,
    };

    private static JsonNode? Json(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : JsonNode.Parse(row.GetString(ordinal));
}
