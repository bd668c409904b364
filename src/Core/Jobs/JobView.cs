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
    public const string Columns = "id, kind, resource, state, done, total, result::text, error::text, created_at, created_by, started_at, finished_at, cancel_requested, created_by_name, schedule_id, due_at, attempts, run_at, priority";
    public const string ListColumns = "id, kind, resource, state, done, total, (result - 'results' - 'errors')::text, error::text, created_at, created_by, started_at, finished_at, cancel_requested, created_by_name, schedule_id, due_at, attempts, run_at, priority";

    public static JsonObject Queued(string kind, string resource, int total, DateTime at, Guid by, string name) => new()
    {
        ["kind"] = kind,
        ["resource"] = resource,
        ["state"] = "queued",
        ["progress"] = new JsonObject { ["done"] = 0, ["total"] = total },
        ["result"] = null,
        ["error"] = null,
        ["cancel_requested"] = false,
        ["created_at"] = at,
        ["created_by"] = by.ToString(),
        ["created_by_name"] = name,
        ["started_at"] = null,
        ["finished_at"] = null,
        ["schedule_id"] = null,
        ["due_at"] = null,
        ["attempts"] = 0,
        ["run_at"] = at,
        ["priority"] = 0,
    };

    public static (string Id, object Attributes) Read(NpgsqlDataReader row) => (row.GetGuid(0).ToString(), new JsonObject
    {
        ["kind"] = row.GetString(1),
        ["resource"] = row.Optional<string>(2),
        ["state"] = row.GetString(3),
        ["progress"] = new JsonObject { ["done"] = row.GetInt32(4), ["total"] = row.GetInt32(5) },
        ["result"] = Json(row, 6),
        ["error"] = Json(row, 7),
        ["cancel_requested"] = row.GetBoolean(12),
        ["created_at"] = row.GetDateTime(8),
        ["created_by"] = Id(row, 9),
        ["created_by_name"] = row.GetString(13),
        ["started_at"] = Moment(row, 10),
        ["finished_at"] = Moment(row, 11),
        ["schedule_id"] = Id(row, 14),
        ["due_at"] = Moment(row, 15),
        ["attempts"] = row.GetInt32(16),
        ["run_at"] = row.GetDateTime(17),
        ["priority"] = row.GetInt32(18),
    });

    public static void Write(Utf8JsonWriter json, Guid id, JsonObject attributes)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", Type);
        json.WritePropertyName("attributes");
        attributes.WriteTo(json, JsonSettings.Options);
        json.WriteEndObject();
    }

    private static JsonNode? Id(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetGuid(ordinal).ToString();

    private static JsonNode? Moment(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetDateTime(ordinal);

    private static JsonNode? Json(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : JsonNode.Parse(row.GetString(ordinal));
}
