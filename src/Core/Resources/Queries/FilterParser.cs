using System.Text;
using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Reads filters from query strings (<c>filter[or][0][status][eq]=open</c>) and from JSON trees.</summary>
internal static class FilterParser
{
    private const int MaxJsonLength = 16 * 1024;

    /// <summary>All filter parameters of a query string, joined with and. Null when there are none.</summary>
    public static Result<Filter?> FromQuery(IQueryCollection query)
    {
        var root = new Node();
        var parts = new List<Filter>();
        foreach (var (key, values) in query)
        {
            if (!key.StartsWith("filter", StringComparison.Ordinal))
                continue;
            if (key.Length == 6)
            {
                foreach (var json in values.Where(json => !string.IsNullOrEmpty(json)))
                {
                    var tree = FromText(json!);
                    if (!tree.Succeeded)
                        return tree.Error;
                    parts.Add(tree.Value);
                }

                continue;
            }

            if (Segments(key[6..]) is not { Count: > 0 and <= 20 } segments)
                return CoreErrors.Validation(key, "Filters are written filter[field][operator]=value.");
            foreach (var value in values)
                root.Add(segments, value ?? "");
        }

        var bracketed = root.Filters("filter", out var error);
        if (error is not null)
            return error;
        parts.AddRange(bracketed);
        return parts.Count switch { 0 => (Filter?)null, 1 => parts[0], _ => Filter.All(parts) };
    }

    public static Result<Filter> FromText(string text)
    {
        if (text.Length > MaxJsonLength)
            return CoreErrors.Validation("filter", "The filter is larger than 16 KiB.");
        try
        {
            using var document = JsonText.Parse(Encoding.UTF8.GetBytes(text), new JsonDocumentOptions { MaxDepth = 32 });
            return FromJson(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return CoreErrors.Validation("filter", "The filter is not valid JSON.");
        }
    }

    /// <summary><c>{"and":[…]}</c>, <c>{"or":[…]}</c>, <c>{"field":…,"op":…,"value":…}</c>, or the short form <c>{"status":{"eq":"open"}}</c>.</summary>
    public static Result<Filter> FromJson(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return Parts(json, and: true);
        if (json.ValueKind != JsonValueKind.Object)
            return CoreErrors.Validation("filter", "A filter is an object such as {\"field\":\"status\",\"op\":\"eq\",\"value\":\"open\"}.");
        if (json.TryGetProperty("and", out var and))
            return Parts(and, and: true);
        if (json.TryGetProperty("or", out var or))
            return Parts(or, and: false);
        if (json.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String)
        {
            var op = json.TryGetProperty("op", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "eq";
            return Filter.Where(field.GetString()!, op, json.TryGetProperty("value", out var value) ? value : null);
        }

        var parts = new List<Filter>();
        foreach (var property in json.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Object)
                parts.Add(Filter.Where(property.Name, "eq", property.Value));
            else
                parts.AddRange(property.Value.EnumerateObject().Select(op => Filter.Where(property.Name, op.Name, op.Value)));
        }

        return parts.Count == 1 ? parts[0] : Filter.All(parts);
    }

    private static Result<Filter> Parts(JsonElement json, bool and)
    {
        if (json.ValueKind != JsonValueKind.Array)
            return CoreErrors.Validation("filter", "'and' and 'or' take a list.");

        var parts = new List<Filter>();
        foreach (var item in json.EnumerateArray())
        {
            var part = FromJson(item);
            if (!part.Succeeded)
                return part;
            parts.Add(part.Value);
        }

        return and ? Filter.All(parts) : Filter.Any(parts);
    }

    private static List<string>? Segments(string key)
    {
        var segments = new List<string>();
        var rest = key.AsSpan();
        while (rest.Length > 0)
        {
            var close = rest.IndexOf(']');
            if (rest[0] != '[' || close < 2)
                return null;
            segments.Add(rest[1..close].ToString());
            rest = rest[(close + 1)..];
        }

        return segments;
    }

    /// <summary>The brackets as a tree; numbers order the parts of a group and are otherwise without meaning.</summary>
    private sealed class Node
    {
        private readonly Dictionary<string, Node> _children = new(StringComparer.Ordinal);
        private readonly List<string> _values = [];

        public void Add(List<string> segments, string value, int at = 0)
        {
            if (at == segments.Count)
            {
                _values.Add(value);
                return;
            }

            if (!_children.TryGetValue(segments[at], out var child))
                _children[segments[at]] = child = new Node();
            child.Add(segments, value, at + 1);
        }

        public List<Filter> Filters(string path, out Error? error)
        {
            var filters = new List<Filter>();
            error = null;
            foreach (var (name, child) in _children)
            {
                var here = $"{path}[{name}]";
                if (name is "and" or "or")
                {
                    var group = new List<Filter>();
                    foreach (var (index, part) in child._children.OrderBy(pair => int.TryParse(pair.Key, out var n) ? n : int.MaxValue))
                    {
                        var inner = part.Filters($"{here}[{index}]", out error);
                        if (error is not null)
                            return filters;
                        group.Add(inner.Count == 1 ? inner[0] : Filter.All(inner));
                    }

                    filters.Add(name == "and" ? Filter.All(group) : Filter.Any(group));
                    continue;
                }

                filters.AddRange(child._values.Select(value => Filter.Where(name, "eq", value)));
                foreach (var (op, leaf) in child._children)
                {
                    if (leaf._children.Count > 0)
                    {
                        error = CoreErrors.Validation($"{here}[{op}]", "Filters are written filter[field][operator]=value.");
                        return filters;
                    }

                    filters.AddRange(leaf._values.Select(value => Filter.Where(name, op, value)));
                }
            }

            return filters;
        }
    }
}
