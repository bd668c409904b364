using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Http;

/// <summary>Bodies of hand-written endpoints: <c>{data:{id,type,attributes},meta,links}</c>.</summary>
internal static class Envelope
{
    public const string Version = "1.0";

    public static IResult One(string id, string type, object attributes, int status = StatusCodes.Status200OK, string? location = null) =>
        new Body(Item(id, type, attributes), null, status, location);

    /// <summary>A list; items are (id, attributes).</summary>
    public static IResult Many(string type, IEnumerable<(string Id, object Attributes)> items, long? total = null)
    {
        var data = new JsonArray([.. items.Select(item => Item(item.Id, type, item.Attributes))]);
        return new Body(data, total, StatusCodes.Status200OK, null);
    }

    public static IResult Data(JsonNode? data, int status = StatusCodes.Status200OK, string? location = null) => new Body(data, null, status, location);

    public static IResult Failure(Error error) => new Failed(error);

    private static JsonObject Item(string id, string type, object attributes) => new()
    {
        ["id"] = id,
        ["type"] = type,
        ["attributes"] = attributes as JsonNode ?? JsonSerializer.SerializeToNode(attributes, JsonSettings.Options),
    };

    private sealed class Body(JsonNode? data, long? total, int status, string? location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var meta = new JsonObject
            {
                ["timestamp"] = httpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime,
                ["version"] = Version,
            };
            if (data is JsonArray list)
                meta["count"] = list.Count;
            if (total is not null)
                meta["total"] = total;
            if (location is not null)
                httpContext.Response.Headers.Location = location;
            httpContext.Response.StatusCode = status;
            var body = new JsonObject
            {
                ["data"] = data,
                ["meta"] = meta,
                ["links"] = new JsonObject { ["self"] = location ?? httpContext.Request.Path + httpContext.Request.QueryString },
            };
            return httpContext.Response.WriteAsJsonAsync(body, JsonSettings.Options, httpContext.RequestAborted);
        }
    }

    private sealed class Failed(Error error) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => httpContext.WriteError(error);
    }
}
