using System.Globalization;
using System.Net;
using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Http.Outbound;

/// <summary>What the operator allows to be called at addresses that people enter. By default: https on port 443 of public addresses.</summary>
internal sealed record AddressOptions
{
    /// <summary>What the variables begin with, such as ASHLAR_WEBHOOKS.</summary>
    public string Prefix { get; init; } = "ASHLAR";

    /// <summary>…_NETWORKS: networks that may be reached although they are private, such as <c>10.20.0.0/16, fd00::/8</c>.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>…_HTTP=1: addresses without https are allowed.</summary>
    public bool Http { get; init; }

    /// <summary>…_PORTS: ports and ranges, such as <c>443, 8000-8999</c>.</summary>
    public IReadOnlyList<(int From, int To)> Ports { get; init; } = [(443, 443)];

    public bool AllowsPort(int port) => Ports.Any(range => port >= range.From && port <= range.To) || (Http && port == 80);

    public static AddressOptions From(IConfiguration configuration, string prefix) => new()
    {
        Prefix = prefix,
        Networks = [.. List(configuration, $"{prefix}_NETWORKS").Select(text => IPNetwork.TryParse(text, out var network)
            ? network
            : throw new StartException($"{prefix}_NETWORKS has '{text}'. Name networks such as 10.20.0.0/16, separated by commas."))],
        Http = configuration[$"{prefix}_HTTP"] == "1",
        Ports = List(configuration, $"{prefix}_PORTS") is { Count: > 0 } ports ? [.. ports.Select(text => Range(text, prefix))] : [(443, 443)],
    };

    private static List<string> List(IConfiguration configuration, string key) =>
        [.. (configuration[key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static (int From, int To) Range(string text, string prefix)
    {
        var parts = text.Split('-', 2);
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from) && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) && from is >= 1 and <= 65535 && to >= from && to <= 65535
            ? (from, to)
            : throw new StartException($"{prefix}_PORTS has '{text}'. Name ports or ranges such as 443 or 8000-8999, separated by commas.");
    }
}
