using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Definitions;
using Ashlar.Core.Resources.Queries;
using Npgsql;

namespace Ashlar.Core.Access.Roles;

/// <summary>Checks a role's rules against the definitions: <c>[{resource, filter, hidden_fields}]</c>.</summary>
internal static class RuleChecks
{
    public static Error? Check(JsonNode? rules, ModuleRegistry modules, ResourceModels models)
    {
        if (rules is null)
            return null;
        if (rules is not JsonArray list)
            return Wrong("rules", "Must be a list of {resource, filter, hidden_fields}.");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (Check(list[i], $"rules[{i}]", seen, modules, models) is { } error)
                return error;
        }

        return null;
    }

    private static Error? Check(JsonNode? node, string path, HashSet<string> seen, ModuleRegistry modules, ResourceModels models)
    {
        if (node is not JsonObject rule || rule.FirstOrDefault(member => member.Key is not ("resource" or "filter" or "hidden_fields")).Key is not null)
            return Wrong(path, "Must be {resource, filter, hidden_fields}.");
        if (rule["resource"] is not JsonValue name || name.GetValueKind() != JsonValueKind.String || modules.Resource(name.GetValue<string>()) is not { } resource)
            return Wrong($"{path}.resource", "Must name a resource such as crm.accounts.");
        if (!seen.Add(resource.Key))
            return Wrong($"{path}.resource", $"{resource.Key} stands here twice.");
        if (rule["hidden_fields"] is { } hidden && (hidden is not JsonArray fields || fields.Any(field => !IsField(field, resource))))
            return Wrong($"{path}.hidden_fields", $"Must be a list of fields of {resource.Key}.");
        if (rule["filter"] is not { } filter)
            return null;

        var parsed = FilterParser.FromJson(JsonSerializer.SerializeToElement(filter));
        var wrong = parsed.Succeeded ? Filters(parsed.Value, models[resource.Key]) : parsed.Error;
        return wrong is null ? null : Wrong($"{path}.filter", wrong.Message);
    }

    /// <summary>A rule that cannot be run would shut its users out, so it is written as SQL once; roles put together nest their rules deeper.</summary>
    private static Error? Filters(Filter filter, ResourceModel model) =>
        new FilterSql(new FieldScope(model, ResourceRule.None, []), new FilterVariables(null, null, [], DateTimeOffset.UnixEpoch), new NpgsqlBatchCommand().Parameters).Write(filter, new StringBuilder(), depth: 2);

    private static bool IsField(JsonNode? node, ResourceDefinition resource) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String && resource.Fields.Any(field => field.Name == value.GetValue<string>());

    private static Error Wrong(string field, string message) => CoreErrors.Validation(field, message, "bad_rule");
}
