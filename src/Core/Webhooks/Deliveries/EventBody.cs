using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>The body of every webhook: <c>{id, type, timestamp, tenant_id, data}</c>. What is stored is what is signed and sent, byte for byte.</summary>
internal static class EventBody
{
    public static string IdOf(Guid eventId) => $"msg_{eventId:n}";

    public static string Write(Guid eventId, string type, DateTimeOffset at, Guid tenant, JsonNode? data) => new JsonObject
    {
        ["id"] = IdOf(eventId),
        ["type"] = type,
        ["timestamp"] = at.UtcDateTime,
        ["tenant_id"] = tenant.ToString(),
        ["data"] = data,
    }.ToJsonString(JsonSettings.Options);
}
