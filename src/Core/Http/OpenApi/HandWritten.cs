using System.Text.Json.Nodes;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>Operations of hand-written routes, from their <see cref="ApiRoute"/>.</summary>
internal static class HandWritten
{
    public static ApiOperation Of(ApiRoute route) => new(route.Summary)
    {
        Description = route.Description,
        Parameters = [.. route.Query.Select(parameter => Parameter(parameter.Name, Copy(parameter.Schema), parameter.Description))],
        Body = route.Body is null ? null : Parts.Content("application/json", Copy(route.Body), route.BodyExample?.DeepClone()),
        Status = route.Answer is null && route.Bare is null ? StatusCodes.Status204NoContent : route.Status,
        Answer = Answer(route),
        Failures = route.Failures,
    };

    /// <summary>Shapes that several routes share.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> Components() =>
    [
        ("CoreJob", Parts.Item("core.job", JobAttributes())),
    ];

    private static JsonObject JobAttributes() => Schema.Object(
        ("kind", Schema.Text()), ("resource", Schema.Text().OrNull()), ("state", Schema.Enum("queued", "running", "succeeded", "failed", "cancelled")),
        ("progress", Schema.Object(("done", Schema.Integer(0)), ("total", Schema.Integer(0)))), ("result", Schema.Any()), ("error", Schema.Any()), ("cancel_requested", Schema.Flag()),
        ("created_at", Schema.Moment()), ("created_by", Schema.Uuid().OrNull()), ("created_by_name", Schema.Text()), ("started_at", Schema.Moment().OrNull()), ("finished_at", Schema.Moment().OrNull()),
        ("schedule_id", Schema.Uuid().OrNull()), ("due_at", Schema.Moment().OrNull()), ("attempts", Schema.Integer(0)), ("run_at", Schema.Moment()), ("priority", Schema.Integer()));

    private static JsonObject Parameter(string name, JsonObject schema, string description)
    {
        var parameter = Parts.Query(name.TrimEnd('?'), schema, description);
        if (!name.EndsWith('?'))
            parameter["required"] = true;
        return parameter;
    }

    private static JsonObject? Answer(ApiRoute route)
    {
        if (route.Bare is { } bare)
            return Parts.Content(bare.MediaType, Copy(bare.Schema));
        if (route.Answer is not { } answer)
            return null;
        var item = answer.Type == "core.job" ? Schema.Ref("CoreJob") : Parts.Item(answer.Type, Copy(answer.Attributes));
        return Parts.Content("application/json", route.Many ? Parts.Many(item) : Parts.One(item));
    }

    private static JsonObject Copy(JsonObject schema) => (JsonObject)schema.DeepClone();
}
