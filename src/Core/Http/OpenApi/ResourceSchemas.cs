using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>The components of one resource: its attributes as read, written and patched, and rows around them.</summary>
internal sealed class ResourceSchemas(ResourceDefinition resource)
{
    /// <summary><c>crm.deal_line</c> as <c>CrmDealLine</c>: names of schemas become names of types in clients.</summary>
    public static string NameOf(string type) => string.Concat(type.Split('.', '_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    public string Name { get; } = NameOf(resource.Type);

    private IEnumerable<FieldDefinition> Visible => resource.Fields.Where(f => !f.Secret);

    private IEnumerable<FieldDefinition> Writable => Visible.Where(f => !f.ReadOnly);

    public IEnumerable<(string Name, JsonObject Schema)> Components()
    {
        yield return (Name, Attributes());
        if (resource.Operations.HasFlag(Operations.Create))
            yield return (Name + "Create", Body(patch: false));
        if (resource.Operations.HasFlag(Operations.Update))
            yield return (Name + "Update", Body(patch: true));
    }

    public JsonObject Row(string type) => Schema.Object(("id", Schema.Uuid()), ("type", Schema.Const(type)), ("attributes", Schema.Ref(Name)));

    public JsonObject CreateExample() => new(Writable.Where(field => field.Required || (field.Kind != FieldKind.Json && field.Relation is null))
        .Select(field => KeyValuePair.Create(field.Name, (JsonNode?)FieldSchema.Sample(field))));

    public JsonObject UpdateExample() => Writable.FirstOrDefault(field => field.Kind != FieldKind.Json) is { } field ? new JsonObject { [field.Name] = FieldSchema.Sample(field) } : [];

    /// <summary>Hidden fields and fields nobody asked for are absent, so only the version is certain.</summary>
    private JsonObject Attributes()
    {
        var members = Visible.Select(field => ($"{field.Name}?", FieldSchema.Written(field))).Concat(Standard());
        return Schema.Object(members).Described($"Attributes of {Article(resource.Label)} {resource.Label.ToLowerInvariant()}. Fields that a role hides are absent.");
    }

    private JsonObject Body(bool patch)
    {
        var members = Writable.Select(field => (field.Required && field.Default is null && !patch ? field.Name : $"{field.Name}?", FieldSchema.Read(field)))
            .Append(("custom?", Schema.Map(Schema.Any()).Described("Values of the organisation's custom fields.")));
        return Schema.Closed(patch ? members : members.Append(("client_id?", Schema.Uuid().OrNull().Described("The client the row belongs to; it stays."))));
    }

    private static IEnumerable<(string, JsonObject)> Standard() =>
    [
        ("custom?", Schema.Map(Schema.Any()).Described("Values of the organisation's custom fields.")),
        ("client_id?", Schema.Uuid().OrNull()),
        ("created_at?", Schema.Moment()),
        ("created_by?", Schema.Uuid().OrNull()),
        ("updated_at?", Schema.Moment()),
        ("updated_by?", Schema.Uuid().OrNull()),
        ("version", Schema.Integer(0).Described("Grows by one with every change; the ETag of the row.")),
        ("deleted_at?", Schema.Moment().OrNull()),
    ];

    private static string Article(string label) => "AEIOUaeiou".Contains(label[0], StringComparison.Ordinal) ? "an" : "a";
}
