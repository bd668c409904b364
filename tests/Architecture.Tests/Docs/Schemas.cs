using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ashlar.Architecture.Tests.Docs;

/// <summary>Checks values against the schemas of the API document: the part of JSON Schema that the document uses.</summary>
internal sealed class Schemas(JsonObject document)
{
    /// <summary>What is wrong with a value; nothing when it is valid. Strict means that members the schema does not name are wrong too.</summary>
    public IReadOnlyList<string> Check(JsonNode? value, JsonNode schema, bool strict = false)
    {
        var wrong = new List<string>();
        Check(value, schema, "$", wrong, strict);
        return wrong;
    }

    public JsonObject Resolve(JsonNode node)
    {
        while (node is JsonObject json && json["$ref"] is { } reference)
            node = ((string)reference!)[2..].Split('/').Aggregate((JsonNode)document, (at, key) => at[key] ?? throw new InvalidOperationException($"{reference} leads nowhere."));
        return node.AsObject();
    }

    private void Check(JsonNode? value, JsonNode node, string at, List<string> wrong, bool strict)
    {
        var schema = Resolve(node);
        if (schema["anyOf"] is JsonArray choices)
        {
            if (!choices.Any(choice => Check(value, choice!, strict).Count == 0))
                wrong.Add($"{at}: fits none of {choices.ToJsonString()}");
            return;
        }

        if (schema["type"] is { } type && !(type is JsonArray types ? types.Select(one => (string)one!) : [(string)type!]).Any(name => Is(value, name)))
        {
            wrong.Add($"{at}: {value?.ToJsonString() ?? "null"} is not {type.ToJsonString()}");
            return;
        }

        if (schema["const"] is { } only && !JsonNode.DeepEquals(only, value))
            wrong.Add($"{at}: is not {only}");
        if (schema["enum"] is JsonArray listed && !listed.Any(option => JsonNode.DeepEquals(option, value)))
            wrong.Add($"{at}: {value} is not listed");
        if (value is JsonObject json)
            Members(json, schema, at, wrong, strict);
        else if (value is JsonArray list && schema["items"] is { } items)
            list.Select((item, index) => (item, index)).ToList().ForEach(pair => Check(pair.item, items, $"{at}[{pair.index}]", wrong, strict));
        else if (value?.GetValueKind() == JsonValueKind.String)
            Texts((string)value!, schema, at, wrong);
        else if (value?.GetValueKind() == JsonValueKind.Number && (decimal)value is var number && (number < (decimal?)schema["minimum"] || number > (decimal?)schema["maximum"]))
            wrong.Add($"{at}: {number} is out of range");
    }

    private void Members(JsonObject value, JsonObject schema, string at, List<string> wrong, bool strict)
    {
        var properties = schema["properties"] as JsonObject;
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => (string)name!).Where(name => !value.ContainsKey(name)))
            wrong.Add($"{at}: {name} is missing");
        foreach (var (name, member) in value)
        {
            if (properties?[name] is { } known)
                Check(member, known, $"{at}.{name}", wrong, strict);
            else if (schema["additionalProperties"] is JsonObject other)
                Check(member, other, $"{at}.{name}", wrong, strict);
            else if (schema["additionalProperties"] is JsonValue || (strict && properties is not null))
                wrong.Add($"{at}: {name} is not described");
        }
    }

    private static void Texts(string text, JsonObject schema, string at, List<string> wrong)
    {
        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, (string)pattern!, RegexOptions.NonBacktracking))
            wrong.Add($"{at}: '{text}' does not match {pattern}");
        if (schema["maxLength"] is { } max && text.Length > (int)max)
            wrong.Add($"{at}: '{text}' is too long");
        var valid = (string?)schema["format"] switch
        {
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && text.Contains('T', StringComparison.Ordinal),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            "email" => text.Contains('@', StringComparison.Ordinal),
            _ => true,
        };
        if (!valid)
            wrong.Add($"{at}: '{text}' is no {schema["format"]}");
    }

    private static bool Is(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && (decimal)value % 1 == 0,
        _ => value?.GetValueKind() == JsonValueKind.Number,
    };
}
