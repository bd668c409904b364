using System.Text.Json;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access;

/// <summary>Reads the JSON form of a filter: <c>{"and":[…]}</c>, <c>{"or":[…]}</c> or <c>{"field":…,"op":…,"value":…}</c>.</summary>
internal static class RuleFilter
{
    /// <exception cref="FormatException">The tree has another form.</exception>
    public static Filter Parse(JsonElement tree, int depth = 0)
    {
        if (depth > 20 || tree.ValueKind != JsonValueKind.Object)
            throw new FormatException("A filter is an object with and, or, or field, op and value, at most 20 levels deep.");
        if (tree.TryGetProperty("and", out var all))
            return Filter.All(Parts(all, depth));
        if (tree.TryGetProperty("or", out var any))
            return Filter.Any(Parts(any, depth));
        if (tree.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String)
            return Filter.Where(field.GetString()!, tree.TryGetProperty("op", out var op) ? op.GetString() ?? "eq" : "eq", tree.TryGetProperty("value", out var value) ? Value(value) : null);

        throw new FormatException("A filter is an object with and, or, or field, op and value.");
    }

    private static Filter[] Parts(JsonElement list, int depth) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select(part => Parse(part, depth + 1))]
        : throw new FormatException("The parts of and and or are lists.");

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDecimal(),
        JsonValueKind.Array => value.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Null => null,
        _ => throw new FormatException("A value is a string, number, boolean, list or null."),
    };
}
