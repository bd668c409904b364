using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Fields;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>The operators of each kind, and the filter of each resource.</summary>
internal static class FilterSchema
{
    private const string Words = "Filter as filter[field][operator]=value. Values may be variables: $me, $now, $today, $today-7d, $start_of_month. Groups: filter[or][0][status][eq]=open. "
        + "The same as one JSON tree: filter={\"and\":[{\"field\":\"status\",\"op\":\"eq\",\"value\":\"open\"}]}.";

    public static IEnumerable<(string Name, JsonObject Schema)> Kinds() => Enum.GetValues<FieldKind>()
        .Where(kind => kind != FieldKind.Json)
        .GroupBy(Name, StringComparer.Ordinal)
        .Select(group => (group.Key, Schema.Closed(FieldTypes.Operators(group.First()).Select(op => ($"{op}?", Value(op))))));

    public static JsonObject Parameter(ResourceDefinition resource)
    {
        var fields = resource.Fields.Where(field => !field.Secret && field.Kind != FieldKind.Json).Select(field => ($"{field.Name}?", Schema.Ref(Name(field.Kind))))
            .Concat(StandardFields.All.Select(column => ($"{column.Name}?", Schema.Ref(Name(column.Field.Kind)))))
            .DistinctBy(pair => pair.Item1);
        return new JsonObject
        {
            ["name"] = "filter",
            ["in"] = "query",
            ["description"] = Words,
            ["style"] = "deepObject",
            ["explode"] = true,
            ["schema"] = Schema.Object(fields),
        };
    }

    private static string Name(FieldKind kind) => kind switch
    {
        FieldKind.Text or FieldKind.LongText or FieldKind.Email or FieldKind.Phone or FieldKind.Url => "FilterText",
        FieldKind.Integer or FieldKind.Decimal or FieldKind.Money or FieldKind.Date or FieldKind.Timestamp => "FilterRange",
        FieldKind.Boolean => "FilterBoolean",
        FieldKind.Tags => "FilterTags",
        _ => "FilterChoice",
    };

    private static JsonObject Value(string op) => op switch
    {
        "null" or "empty" => Schema.Flag(),
        "in" or "nin" or "some" or "none" => Schema.Text().Described("Values separated by commas."),
        "between" => Schema.Text().Described("Two values separated by a comma, both included."),
        _ => Schema.Text(),
    };
}
