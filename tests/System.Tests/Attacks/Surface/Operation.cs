using System.Text.Json.Nodes;
using Ashlar.Core.Access;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>One verb of one address of the running host, with everything that it takes from whoever asks.</summary>
internal sealed record Operation(string Method, string Path, EndpointAccess Access, IReadOnlyList<Parameter> Parameters)
{
    /// <summary>The schema of a JSON body, its references followed one level; null where none is taken.</summary>
    public JsonObject? Body { get; init; }

    public JsonNode? Example { get; init; }

    /// <summary>Why it leaves no entry in the log, where it does not.</summary>
    public string? NoEntry { get; init; }

    /// <summary>Only for whoever has just proven to be the one.</summary>
    public bool StepUp { get; init; }

    public string Name => $"{Method} {Path}";

    /// <summary>The names of the members that a JSON body may have.</summary>
    public IEnumerable<KeyValuePair<string, JsonObject>> Fields => Body?["properties"] is JsonObject fields ? fields.Select(pair => KeyValuePair.Create(pair.Key, pair.Value as JsonObject ?? [])) : [];

    public IEnumerable<Parameter> In(string place) => Parameters.Where(parameter => parameter.In == place);

    public bool IsWrite => Method != "GET";

    /// <summary>The address before a parameter: of whose rows the parameter is the id.</summary>
    public string KindOf(string parameter) => Path[..Path.IndexOf($"/{{{parameter}}}", StringComparison.Ordinal)];

    /// <summary>The address with its parameters filled in.</summary>
    public string Filled(IReadOnlyDictionary<string, string> values) =>
        In("path").Aggregate(Path, (path, parameter) => path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(values[parameter.Name]), StringComparison.Ordinal));
}

internal sealed record Parameter(string Name, string In, JsonObject Schema);
