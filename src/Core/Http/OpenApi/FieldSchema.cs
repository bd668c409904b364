using System.Text.Json.Nodes;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>A field of a resource, command or query as JSON Schema, and a value that is valid against it.</summary>
internal static class FieldSchema
{
    /// <summary>As answers carry it.</summary>
    public static JsonObject Written(FieldDefinition field)
    {
        // What only the platform sets may be missing in rows that migrations made.
        var always = (field.Required && !field.ReadOnly) || field.Property is { PropertyType.IsValueType: true } property && Shapes.IsRequired(property);
        var schema = Of(field);
        return Described(always ? schema : schema.OrNull(), field);
    }

    /// <summary>As a body may carry it; null empties a field that need not have a value.</summary>
    public static JsonObject Read(FieldDefinition field) => Described(field.Required ? Of(field) : Of(field).OrNull(), field);

    /// <summary>As a query string carries it.</summary>
    public static JsonObject Plain(FieldDefinition field) => field.Kind switch
    {
        FieldKind.Money => Schema.Text().Described("An amount such as 12.50 EUR."),
        FieldKind.Tags or FieldKind.Json => Schema.Text(),
        _ => Of(field),
    };

    public static JsonNode Sample(FieldDefinition field) => field.Kind switch
    {
        FieldKind.Text or FieldKind.LongText => Cut(field.Label, field.MaxLength),
        FieldKind.Email => "name@example.com",
        FieldKind.Phone => "+49 30 123456",
        FieldKind.Url => "https://example.com",
        FieldKind.Integer => (long)Math.Max(field.Min ?? 1, Math.Min(1, field.Max ?? 1)),
        FieldKind.Decimal => Math.Max(field.Min ?? 1, Math.Min(1, field.Max ?? 1)).ToString(System.Globalization.CultureInfo.InvariantCulture),
        FieldKind.Money => new JsonObject { ["amount"] = "1250.00", ["currency"] = "EUR" },
        FieldKind.Boolean => true,
        FieldKind.Date => "2026-01-31",
        FieldKind.Timestamp => "2026-01-31T09:30:00Z",
        FieldKind.Enum => field.Options.Count > 0 ? field.Options[0].Value : "value",
        FieldKind.Relation or FieldKind.File => SampleId,
        FieldKind.Tags => new JsonArray("example"),
        _ => Json(field),
    };

    public const string SampleId = "01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e";

    private static JsonObject Of(FieldDefinition field) => field.Kind switch
    {
        FieldKind.Text or FieldKind.LongText or FieldKind.Phone => Limited(Schema.Text(), "maxLength", field.MaxLength),
        FieldKind.Email => Limited(Schema.Text("email"), "maxLength", field.MaxLength),
        FieldKind.Url => Limited(Schema.Text("uri"), "maxLength", field.MaxLength),
        FieldKind.Integer => Schema.Integer((long?)field.Min, (long?)field.Max),
        FieldKind.Decimal => Schema.Decimal(),
        FieldKind.Money => Schema.Ref("Money"),
        FieldKind.Boolean => Schema.Flag(),
        FieldKind.Date => Schema.Text("date"),
        FieldKind.Timestamp => Schema.Moment(),
        FieldKind.Enum => field.Options.Count > 0 ? Schema.Enum(field.Options.Select(option => option.Value)) : Schema.Text(),
        FieldKind.Relation or FieldKind.File => Schema.Uuid(),
        FieldKind.Tags => Limited(Schema.List(Schema.Text()), "maxItems", field.MaxLength),
        // A typed property of a command says more than the kind; a row's own may hold anything.
        _ => field.Property is { } property && Typed(property.PropertyType) ? TypeSchema.Written(property.PropertyType) : Schema.Any(),
    };

    private static bool Typed(Type type) => type != typeof(System.Text.Json.JsonElement) && type != typeof(System.Text.Json.JsonElement?) && !typeof(JsonNode).IsAssignableFrom(type);

    private static JsonObject Described(JsonObject schema, FieldDefinition field)
    {
        var target = field.Relation is { } relation ? $"Id of a row of {relation.Resource}." : null;
        var words = string.Join(" ", new[] { field.Hint, target }.Where(text => text is not null));
        schema["title"] = field.Label;
        if (words.Length > 0)
            schema["description"] = words;
        if (field.ReadOnly)
            schema["readOnly"] = true;
        return schema;
    }

    private static JsonObject Limited(JsonObject schema, string name, int? limit)
    {
        if (limit is not null)
            schema[name] = limit;
        return schema;
    }

    private static JsonNode Json(FieldDefinition field)
    {
        var schema = Of(field);
        var type = schema["type"] is JsonArray types ? types[0] : schema["type"];
        return (string?)type == "array" ? new JsonArray() : new JsonObject();
    }

    private static string Cut(string text, int? length) => length < text.Length ? text[..length.Value] : text;
}
