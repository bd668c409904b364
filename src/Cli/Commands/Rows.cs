using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>Resources by their keys, rows by id or by a field that names them, and values as people type them.</summary>
internal static class Rows
{
    public static string Path(string resource) => resource.Split('.') is [{ Length: > 0 } module, { Length: > 0 } plural] && resource.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_')
        ? $"api/v1/{module}/{plural}"
        : throw Failure.Usage($"'{resource}' is no resource such as crm.accounts.");

    /// <summary>Rows of a list, page by page until there are enough.</summary>
    public static async Task<List<JsonObject>> List(Api api, string path, IEnumerable<(string Name, string Value)> query, int limit, CancellationToken cancel)
    {
        var rows = new List<JsonObject>();
        var text = string.Concat(query.Select(pair => $"&{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
        var next = $"{path}?limit={Math.Clamp(limit, 1, 200)}{text}";
        while (next is not null && rows.Count < limit)
        {
            var answer = await api.Get(next, cancel);
            rows.AddRange(answer["data"]!.AsArray().Select(row => (JsonObject)row!.DeepClone()));
            next = (string?)answer["links"]?["next"];
        }

        return rows.Count > limit ? rows[..limit] : rows;
    }

    /// <summary>An id, or the value of a field that one row alone has.</summary>
    public static async Task<string> Id(Api api, string path, string field, string value, CancellationToken cancel)
    {
        if (Guid.TryParseExact(value, "D", out _))
            return value;
        var found = await List(api, path, [($"filter[{field}][eq]", value)], 2, cancel);
        return found.Count switch
        {
            1 => (string)found[0]["id"]!,
            0 => throw new Failure(ExitCode.NotFound, "not_found", $"There is none whose {field} is '{value}'."),
            _ => throw new Failure(ExitCode.Conflict, "ambiguous", $"Several have the {field} '{value}'. Give the id."),
        };
    }

    /// <summary><c>status=open</c> and <c>value[gt]=10</c>.</summary>
    public static IEnumerable<(string Name, string Value)> Filters(IEnumerable<string> filters)
    {
        foreach (var filter in filters)
        {
            var equals = filter.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
                throw Failure.Usage($"'{filter}' is no filter such as status=open or value[gt]=10.");
            var (name, value) = (filter[..equals], filter[(equals + 1)..]);
            var bracket = name.IndexOf('[', StringComparison.Ordinal);
            yield return (bracket > 0 ? $"filter[{name[..bracket]}]{name[bracket..]}" : $"filter[{name}][eq]", value);
        }
    }

    /// <summary><c>name=Acme active:=true</c>: texts after =, JSON after :=; more from --data.</summary>
    public static JsonObject Body(IEnumerable<string> assignments, string? data)
    {
        var body = data is null ? [] : Json(data == "-" ? Console.In.ReadToEnd() : data) as JsonObject ?? throw Failure.Usage("--data takes a JSON object.");
        foreach (var assignment in assignments)
        {
            var at = assignment.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw Failure.Usage($"'{assignment}' is no field such as name=Acme or active:=true.");
            var json = assignment[at - 1] == ':';
            var value = assignment[(at + 1)..];
            body[assignment[..(json ? at - 1 : at)]] = json ? Json(value) : value;
        }

        return body;
    }

    public static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException wrong)
        {
            throw Failure.Usage(string.Create(CultureInfo.InvariantCulture, $"Not JSON: {wrong.Message}"));
        }
    }
}
