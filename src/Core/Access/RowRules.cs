using System.Text.Json;
using Ashlar.Contract.Resources;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Access;

/// <summary>
/// The rules of roles on rows and fields. Roles add up: a user sees the rows that any of his roles shows, and a field is hidden
/// only when every role that opens the resource hides it.
/// </summary>
internal static class RowRules
{
    /// <param name="roles">The roles the user holds.</param>
    /// <param name="direct">Permissions granted without a role; they carry no rule.</param>
    public static Dictionary<string, ResourceRule> Combine(IReadOnlyList<RoleFact> roles, IReadOnlyList<string> direct)
    {
        var byRole = roles.ToDictionary(role => role, role => Of(role.Rules));
        var combined = new Dictionary<string, ResourceRule>(StringComparer.Ordinal);
        foreach (var resource in byRole.Values.SelectMany(rules => rules.Keys).Distinct())
        {
            var opening = byRole.Where(role => role.Value.ContainsKey(resource) || role.Key.Allow.Any(code => Opens(code, resource))).Select(role => role.Value.GetValueOrDefault(resource)).ToList();
            if (direct.Any(code => Opens(code, resource)) || opening.Contains(null))
                continue;

            var filters = opening.Select(rule => rule!.Rows).ToList();
            var hidden = opening.Select(rule => rule!.HiddenFields).Aggregate((all, one) => all.Intersect(one).ToHashSet(StringComparer.Ordinal));
            combined[resource] = new ResourceRule(filters.Contains(null) ? null : filters is [var only] ? only : Filter.Any([.. filters.OfType<Filter>()]), hidden);
        }

        return combined;
    }

    /// <summary>The rules a role states, by resource.</summary>
    public static Dictionary<string, ResourceRule> Of(JsonElement? rules)
    {
        var result = new Dictionary<string, ResourceRule>(StringComparer.Ordinal);
        if (rules is not { ValueKind: JsonValueKind.Array } list)
            return result;

        foreach (var rule in list.EnumerateArray())
        {
            var filter = rule.TryGetProperty("filter", out var tree) && tree.ValueKind != JsonValueKind.Null ? FilterParser.FromJson(tree).Value : null;
            var hidden = rule.TryGetProperty("hidden_fields", out var fields) && fields.ValueKind == JsonValueKind.Array ? fields.EnumerateArray().Select(field => field.GetString()!) : [];
            result[rule.GetProperty("resource").GetString()!] = new ResourceRule(filter, hidden.ToHashSet(StringComparer.Ordinal));
        }

        return result;
    }

    /// <summary>Rows denied one by one are left out of lists.</summary>
    public static Dictionary<string, ResourceRule> WithoutDenied(Dictionary<string, ResourceRule> rules, IReadOnlyList<GrantFact> onRows)
    {
        foreach (var denied in onRows.Where(grant => grant.Resource is not null && grant.Denies().Any(code => new PermissionCodes([code]).Matches($"{grant.Resource!.Replace('.', ':')}:read"))).GroupBy(grant => grant.Resource!))
        {
            var others = Filter.Where("id", "nin", denied.Select(grant => grant.ResourceId!.Value.ToString()).Distinct().ToList());
            rules[denied.Key] = rules.TryGetValue(denied.Key, out var rule)
                ? rule with { Rows = rule.Rows is null ? others : Filter.All(rule.Rows, others) }
                : new ResourceRule(others, ResourceRule.None);
        }

        return rules;
    }

    /// <summary>Whether a code reaches any action of a resource.</summary>
    public static bool Opens(string code, string resource)
    {
        var (parts, dot) = (code.Split(':'), resource.IndexOf('.'));
        return (parts[0] == "*" || resource.AsSpan(0, dot).SequenceEqual(parts[0])) && (parts[1] == "*" || resource.AsSpan(dot + 1).SequenceEqual(parts[1]));
    }
}
