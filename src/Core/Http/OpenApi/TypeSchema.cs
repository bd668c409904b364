using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Ashlar.Contract.Values;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>Schemas of C# types as <see cref="JsonSettings"/> writes and reads them.</summary>
internal static class TypeSchema
{
    /// <summary>What an answer looks like: members are always written, empty ones as null.</summary>
    public static JsonObject Written(Type type) => Export(type, reading: false);

    /// <summary>What a body may look like: members without a default are required, others are refused.</summary>
    public static JsonObject Read(Type type) => Export(type, reading: true);

    private static JsonObject Export(Type type, bool reading)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (context, schema) => Transform(context, schema, reading) };
        return JsonSettings.Options.GetJsonSchemaAsNode(type, options) as JsonObject ?? Schema.Any();
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema, bool reading)
    {
        var underlying = Nullable.GetUnderlyingType(context.TypeInfo.Type);
        var type = underlying ?? context.TypeInfo.Type;
        var nullable = underlying is not null || context.PropertyInfo is { IsGetNullable: true } or { AssociatedParameter: { IsNullable: true } };
        if (type == typeof(Money))
            return OrNull(Schema.Ref("Money"), nullable);
        if (type == typeof(decimal))
            return OrNull(Schema.Decimal(), nullable);
        if (type.IsEnum)
            return OrNull(Schema.Enum(Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)), nullable);
        if (schema is not JsonObject json)
            return Schema.Any();
        json.Remove("default");
        if (context.TypeInfo.Kind == System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Object && json["properties"] is JsonObject properties)
        {
            var required = context.TypeInfo.Properties.Where(property => properties.ContainsKey(property.Name) && (!reading || Needed(property))).Select(property => (JsonNode)property.Name).ToArray();
            json.Remove("required");
            if (required.Length > 0)
                json["required"] = new JsonArray(required);
            json.Remove("additionalProperties");
            if (reading)
                json["additionalProperties"] = false;
        }

        return json;
    }

    private static bool Needed(System.Text.Json.Serialization.Metadata.JsonPropertyInfo property) => property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false } || property.IsRequired;

    private static JsonObject OrNull(JsonObject schema, bool nullable) => nullable ? schema.OrNull() : schema;
}
