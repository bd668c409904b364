using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access;

/// <summary>Writes role rules in the JSON form in which roles store them.</summary>
internal static class RuleFilter
{
    public static JsonArray Write(IEnumerable<RoleRule> rules) => [.. rules.Select(rule => new JsonObject
    {
        ["resource"] = rule.Resource,
        ["filter"] = rule.Rows is null ? null : Write(rule.Rows),
        ["hidden_fields"] = new JsonArray([.. rule.HiddenFields.Select(field => JsonValue.Create(field))]),
    })];

    private static JsonObject Write(Filter filter) => filter switch
    {
        AllOf all => new JsonObject { ["and"] = new JsonArray([.. all.Parts.Select(Write)]) },
        AnyOf any => new JsonObject { ["or"] = new JsonArray([.. any.Parts.Select(Write)]) },
        Comparison comparison => new JsonObject { ["field"] = comparison.Field, ["op"] = comparison.Op, ["value"] = JsonSerializer.SerializeToNode(comparison.Value) },
        _ => throw new InvalidOperationException($"Unknown filter {filter.GetType().Name}."),
    };
}
