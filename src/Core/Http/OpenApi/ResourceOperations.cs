using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>What the generated verbs of a resource take and answer.</summary>
internal static class ResourceOperations
{
    private const string Json = "application/json";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static readonly IReadOnlySet<string> Verbs = new HashSet<string>(StringComparer.Ordinal)
    {
        "list", "get", "aggregate", "schema", "revisions", "create", "replace", "update", "revert", "delete", "restore", "bulk", "import", "import_preview", "export",
    };

    public static ApiOperation Of(ResourceRoute route)
    {
        var (resource, parts) = (route.Resource, new ResourceSchemas(route.Resource));
        var (one, many) = (resource.Label.ToLowerInvariant(), resource.PluralLabel.ToLowerInvariant());
        var row = parts.Row(route.Type);
        return route.Verb switch
        {
            "list" => new($"List {many}") { Parameters = [.. Reading(resource), .. Paging(resource)], Answer = Parts.Content(Json, Parts.Many(row, included: true)) },
            "get" => new("Read one") { Parameters = [Fields(resource), Include(resource), Parts.Parameter("Deleted")], Answer = Parts.Content(Json, Parts.One(row), Example(route, parts)), Headers = ["ETag"] },
            "create" => new($"Create {Article(one)} {one}") { Status = 201, Body = Parts.Content(Json, Schema.Ref(parts.Name + "Create"), parts.CreateExample()), Answer = Parts.Content(Json, Parts.One(row)), Headers = ["ETag", "Location"] },
            "replace" => new("Replace one") { Description = "Fields left out become empty.", Parameters = [Parts.Parameter("IfMatch")], Body = Parts.Content(Json, Schema.Ref(parts.Name + "Update"), parts.CreateExample()), Answer = Parts.Content(Json, Parts.One(row)), Headers = ["ETag"], Failures = [412] },
            "update" => new("Change fields of one") { Description = "RFC 7396: fields left out stay, null empties.", Parameters = [Parts.Parameter("IfMatch")], Body = Parts.Content(Json, Schema.Ref(parts.Name + "Update"), parts.UpdateExample()), Answer = Parts.Content(Json, Parts.One(row)), Headers = ["ETag"], Failures = [412] },
            "delete" => new("Delete one") { Description = resource.SoftDelete ? "It can be restored." : "It cannot be restored.", Status = 204, Parameters = [Parts.Parameter("IfMatch")], Failures = [412] },
            "restore" => new("Restore a deleted one") { Answer = Parts.Content(Json, Parts.One(row)), Headers = ["ETag"] },
            "revisions" => new("List the versions of one") { Answer = Parts.Content(Json, Parts.Many(Schema.Ref("CoreRevision"))) },
            "revert" => new("Go back to an earlier version") { Body = Parts.Content(Json, Schema.Closed(("version", Schema.Integer(1))), new JsonObject { ["version"] = 1 }), Answer = Parts.Content(Json, Parts.One(row)), Headers = ["ETag"] },
            "aggregate" => new($"Count and sum {many}") { Parameters = [.. Reading(resource), .. Grouping()], Answer = Parts.Content(Json, Schema.Object(("data", Schema.List(Schema.Ref("Aggregate"))), ("meta", Schema.Ref("ListMeta")))), Failures = [422] },
            "schema" => new("Read the definition") { Answer = Parts.Content(Json, Parts.One(Schema.Ref("Definition"))) },
            "bulk" => new($"Change many {many}") { Description = "More than 500 rows become a job: 202 with its address in Location.", Body = Parts.Content(Json, Schema.Ref("BulkRequest"), BulkExample()), Answer = Parts.Content(Json, Parts.One(Schema.Ref("BulkReport"))), Job = true },
            "import" => new($"Import {many}") { Description = "More than 500 rows become a job: 202 with its address in Location.", Parameters = [.. Importing()], Body = Upload(Importing()), Answer = Parts.Content(Json, Parts.One(Schema.Ref("ImportReport"))), Job = true },
            "import_preview" => new("Look into a file before importing it") { Body = Upload([]), Answer = Parts.Content(Json, Parts.One(Schema.Ref("ImportPreview"))) },
            "export" => new($"Export {many}") { Parameters = [Parts.Query("format", Schema.Enum("csv", "xlsx", "json"), "The kind of file."), .. Reading(resource), Sort(resource), Fields(resource)], Answer = Files(), Failures = [413, 422, 429] },
            _ => throw new InvalidOperationException($"The API document does not know the verb '{route.Verb}'."),
        };
    }

    public static IEnumerable<(string Name, JsonObject Schema)> Components() =>
    [
        ("Aggregate", Schema.Object(("group", Schema.Map(Schema.Any())), ("metrics", Schema.Map(Schema.Any()).Described("Counts are numbers, sums and averages decimals as text.")))),
        ("BulkReport", Schema.Object(("op", Schema.Text()), ("matched", Schema.Integer(0)), ("succeeded", Schema.Integer(0)), ("failed", Schema.Integer(0)), ("dry_run", Schema.Flag()),
            ("results", Schema.List(Schema.Object(("id", Schema.Uuid()), ("ok", Schema.Flag()), ("error?", Schema.Map(Schema.Any()))))))),
        ("BulkRequest", Schema.Closed(("op", Schema.Enum("update", "delete", "restore")), ("ids?", Schema.List(Schema.Uuid())), ("filter?", Schema.Map(Schema.Any()).Described("A filter tree instead of ids.")),
            ("q?", Schema.Text()), ("set?", Schema.Map(Schema.Any()).Described("Fields and values of an update.")), ("atomic?", Schema.Flag()), ("dry_run?", Schema.Flag()))),
        ("CoreRevision", Parts.Item("core.revision", Schema.Object(("version", Schema.Integer(1)), ("at", Schema.Moment()), ("actor_id", Schema.Uuid().OrNull()), ("actor_name", Schema.Text()), ("action", Schema.Text()),
            ("changes", Schema.Map(Schema.Object(("from?", Schema.Any()), ("to?", Schema.Any()))))))),
        ("Definition", Schema.Object(("key", Schema.Text()), ("type", Schema.Text()), ("module", Schema.Text()), ("name", Schema.Text()), ("plural", Schema.Text()), ("label", Schema.Text()), ("plural_label", Schema.Text()),
            ("icon", Schema.Text()), ("path", Schema.Text()), ("title_field", Schema.Text()), ("can", Schema.Map(Schema.Flag())), ("soft_delete", Schema.Flag()), ("revisions", Schema.Flag()),
            ("fields", Schema.List(Schema.Map(Schema.Any()))), ("columns", Schema.List(Schema.Text())), ("filters", Schema.List(Schema.Text())), ("sort", Schema.Text()),
            ("commands", Schema.List(Schema.Map(Schema.Any()))), ("timeline", Schema.Flag()), ("board", Schema.Map(Schema.Any()).OrNull()))),
        ("ImportPreview", Schema.Object(("format", Schema.Text()), ("details", Schema.Any()), ("columns", Schema.List(Schema.Object(("name", Schema.Text()), ("sample", Schema.List(Schema.Any())), ("suggested_field", Schema.Text().OrNull())))), ("rows", Schema.Integer(0)))),
        ("ImportReport", Schema.Object(("dry_run", Schema.Flag()), ("total", Schema.Integer(0)), ("created", Schema.Integer(0)), ("updated", Schema.Integer(0)), ("skipped", Schema.Integer(0)), ("failed", Schema.Integer(0)),
            ("errors", Schema.List(Schema.Object(("row", Schema.Integer(0)), ("field", Schema.Text().OrNull()), ("code", Schema.Text()), ("message", Schema.Text()), ("value", Schema.Text().OrNull())))),
            ("errors_omitted", Schema.Integer(0)), ("columns", Schema.Map(Schema.Text().OrNull())), ("ignored", Schema.List(Schema.Text())))),
    ];

    /// <summary>Parameters that several verbs of a resource take.</summary>
    public static IEnumerable<(string Name, JsonObject Parameter)> Parameters(ResourceDefinition resource)
    {
        var name = ResourceSchemas.NameOf(resource.Type);
        return [($"{name}Fields", FieldsOf(resource)), ($"{name}Filter", FilterSchema.Parameter(resource)), ($"{name}Include", IncludeOf(resource)), ($"{name}Sort", SortOf(resource))];
    }

    private static JsonObject Shared(ResourceDefinition resource, string what) => Parts.Parameter(ResourceSchemas.NameOf(resource.Type) + what);

    private static JsonObject Sort(ResourceDefinition resource) => Shared(resource, "Sort");

    private static JsonObject Fields(ResourceDefinition resource) => Shared(resource, "Fields");

    private static JsonObject Include(ResourceDefinition resource) => Shared(resource, "Include");

    private static IEnumerable<JsonObject> Reading(ResourceDefinition resource) => [Shared(resource, "Filter"), Parts.Parameter("Search"), Parts.Parameter("Deleted")];

    private static IEnumerable<JsonObject> Paging(ResourceDefinition resource) =>
        [Sort(resource), Parts.Parameter("Limit"), Parts.Parameter("Cursor"), Fields(resource), Include(resource), Parts.Parameter("Meta")];

    private static IEnumerable<JsonObject> Grouping() =>
    [
        Parts.Query("group", Schema.Text(), "Fields to group by, separated by commas; dates as field:day, week, month, quarter or year."),
        Parts.Query("metrics", Schema.Text(), "count, sum(field), avg(field), min(field), max(field), separated by commas; count unless stated."),
    ];

    private static IEnumerable<JsonObject> Importing() =>
    [
        Parts.Query("mapping", Schema.Text(), "Columns to fields as JSON: {\"companyName\":\"name\"}."),
        Parts.Query("dry_run", Schema.Flag(), "Check everything and keep nothing."),
        Parts.Query("upsert", Schema.Text(), "A field whose value finds rows to change instead of adding them."),
        Parts.Query("nulls", Schema.Text(), "Texts that mean an empty value, separated by commas; NULL unless stated."),
    ];

    private static JsonObject Upload(IEnumerable<JsonObject> parameters)
    {
        var file = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/octet-stream" };
        var members = parameters.Select(parameter => ($"{(string)parameter["name"]!}?", (JsonObject)parameter["schema"]!.DeepClone())).Prepend(("file", file));
        var content = Parts.Content("multipart/form-data", Schema.Object(members));
        foreach (var type in (string[])["text/csv", Json, Xlsx])
            content[type] = new JsonObject { ["schema"] = type == Json ? Schema.List(Schema.Map(Schema.Any())) : Schema.Text() };
        return content;
    }

    private static JsonObject Files()
    {
        var content = Parts.Content("text/csv", Schema.Text());
        content[Xlsx] = new JsonObject { ["schema"] = Schema.Text() };
        content[Json] = new JsonObject { ["schema"] = Schema.Any() };
        return content;
    }

    private static JsonObject SortOf(ResourceDefinition resource)
    {
        var names = resource.Fields.Where(field => !field.Secret && field.Kind is not (FieldKind.Json or FieldKind.Tags)).Select(field => field.Name).Concat(StandardFields.All.Select(column => column.Name)).Distinct();
        var sort = Listed("sort", names.SelectMany(name => new[] { name, $"-{name}" }), "Fields to sort by, - for descending; the id breaks ties.");
        sort["example"] = new JsonArray([.. resource.Sort.Split(',').Select(key => (JsonNode)key)]);
        return sort;
    }

    private static JsonObject FieldsOf(ResourceDefinition resource) =>
        Listed("fields", resource.Fields.Where(field => !field.Secret).Select(field => field.Name).Concat(StandardFields.All.Select(column => column.Name)).Append("custom").Distinct(), "Only these attributes.");

    private static JsonObject IncludeOf(ResourceDefinition resource) =>
        Listed("include", resource.Fields.Concat(StandardFields.All.Select(column => column.Field)).Where(field => !field.Secret && field.Relation is not null).Select(field => field.Relation!.Include).Distinct(), "Rows that relations point at, as included.");

    private static JsonObject Listed(string name, IEnumerable<string> values, string description)
    {
        var parameter = Parts.Query(name, Schema.List(Schema.Enum(values)), description);
        parameter["style"] = "form";
        parameter["explode"] = false;
        return parameter;
    }

    private static JsonObject Example(ResourceRoute route, ResourceSchemas parts)
    {
        var attributes = parts.CreateExample();
        attributes["version"] = 1;
        var data = new JsonObject { ["id"] = FieldSchema.SampleId, ["type"] = route.Type, ["attributes"] = attributes };
        return new JsonObject
        {
            ["data"] = data,
            ["meta"] = new JsonObject { ["timestamp"] = "2026-01-31T09:30:00Z", ["version"] = Envelope.Version },
            ["links"] = new JsonObject { ["self"] = $"{route.Path}/{FieldSchema.SampleId}" },
        };
    }

    private static JsonObject BulkExample() => new() { ["op"] = "delete", ["ids"] = new JsonArray(FieldSchema.SampleId), ["dry_run"] = true };

    private static string Article(string label) => "aeiou".Contains(label[0], StringComparison.Ordinal) ? "an" : "a";
}
