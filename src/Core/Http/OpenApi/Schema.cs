using System.Text.Json.Nodes;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>JSON Schema 2020-12, as OpenAPI 3.1 uses it. A schema belongs to one parent, so each call makes a new one.</summary>
internal static class Schema
{
    public static JsonObject Text() => Of("string");

    public static JsonObject Text(string format) => With(Of("string"), "format", format);

    public static JsonObject Uuid() => Text("uuid");

    public static JsonObject Moment() => Text("date-time");

    public static JsonObject Flag() => Of("boolean");

    public static JsonObject Integer(long? min = null, long? max = null)
    {
        var schema = Of("integer");
        if (min is not null)
            schema["minimum"] = min;
        if (max is not null)
            schema["maximum"] = max;
        return schema;
    }

    public static JsonObject Number() => Of("number");

    public static JsonObject Decimal() => With(Text("decimal"), "pattern", @"^-?\d+(\.\d+)?$");

    public static JsonObject Any(string? description = null) => description is null ? [] : new JsonObject { ["description"] = description };

    public static JsonObject Const(string value) => new() { ["type"] = "string", ["const"] = value };

    public static JsonObject Enum(params IEnumerable<string> values) => With(Of("string"), "enum", new JsonArray([.. values.Select(value => (JsonNode)value)]));

    public static JsonObject Ref(string component) => new() { ["$ref"] = $"#/components/schemas/{component}" };

    public static JsonObject List(JsonObject items) => With(Of("array"), "items", items);

    public static JsonObject Map(JsonObject values) => With(Of("object"), "additionalProperties", values);

    /// <summary>Every member is always present; <c>?</c> after a name means that it may be missing.</summary>
    public static JsonObject Object(params IEnumerable<(string Name, JsonObject Schema)> members)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, schema) in members)
        {
            properties[name.TrimEnd('?')] = schema;
            if (!name.EndsWith('?'))
                required.Add((JsonNode)name);
        }

        var result = With(Of("object"), "properties", properties);
        if (required.Count > 0)
            result["required"] = required;
        return result;
    }

    /// <summary>Like <see cref="Object"/>, and other members are refused: request bodies.</summary>
    public static JsonObject Closed(params IEnumerable<(string Name, JsonObject Schema)> members) => With(Object(members), "additionalProperties", false);

    public static JsonObject OrNull(this JsonObject schema)
    {
        if (schema.ContainsKey("$ref"))
            return new JsonObject { ["anyOf"] = new JsonArray(schema, Of("null")) };
        if (schema["type"] is JsonValue type)
            schema["type"] = new JsonArray(type.DeepClone(), "null");
        (schema["enum"] as JsonArray)?.Add(null);
        return schema;
    }

    public static JsonObject Described(this JsonObject schema, string? description) => description is null ? schema : With(schema, "description", description);

    private static JsonObject Of(string type) => new() { ["type"] = type };

    private static JsonObject With(JsonObject schema, string name, JsonNode value)
    {
        schema[name] = value;
        return schema;
    }
}
