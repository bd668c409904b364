using System.Net;
using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Limits;

/// <summary>Section <c>Limits</c> of the configuration. A value that cannot be one stops the start.</summary>
internal sealed record LimitOptions
{
    /// <summary><c>Limits:Scale</c> multiplies every number, for measuring and testing.</summary>
    public double Scale { get; init; } = 1;

    /// <summary><c>Limits:Rates:{class}</c>, such as <c>200/minute</c>.</summary>
    public IReadOnlyDictionary<string, Rate> Rates { get; init; } = new Dictionary<string, Rate>(StringComparer.Ordinal);

    /// <summary><c>Limits:TrustedProxies</c>: networks whose X-Forwarded-For and X-Forwarded-Proto are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary><c>Limits:Countries</c>: a CSV file that says which network is in which country.</summary>
    public string? Countries { get; init; }

    /// <summary><c>Limits:Running</c>: requests that run at once on this host, streams aside. By default eight less than the connections to the database, at least sixteen.</summary>
    public int Running { get; init; }

    /// <summary><c>Limits:Waiting</c>: requests of one organisation that may wait for their turn.</summary>
    public int Waiting { get; init; } = 200;

    /// <summary><c>Limits:Streams</c>: live streams of one user on one host.</summary>
    public int Streams { get; init; } = 10;

    public static LimitOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Limits");
        return new LimitOptions
        {
            Scale = section.GetValue("Scale", 1d) is var scale && scale > 0 ? scale : throw new StartException("Limits:Scale must be a number above 0."),
            Rates = section.GetSection("Rates").GetChildren().ToDictionary(rate => rate.Key, Read, StringComparer.Ordinal),
            TrustedProxies = [.. (section["TrustedProxies"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Network)],
            Countries = section["Countries"],
            Running = section.GetValue("Running", 0),
            Waiting = section.GetValue("Waiting", 200),
            Streams = section.GetValue("Streams", 10),
        };
    }

    private static Rate Read(IConfigurationSection rate)
    {
        if (LimitPolicies.Find(rate.Key) is null)
            throw new StartException($"{rate.Path} names no class of limits. There are {string.Join(", ", LimitPolicies.All.Select(policy => policy.Name))}.");
        return Rate.TryParse(rate.Value ?? "", out var read) ? read : throw new StartException($"{rate.Path} is '{rate.Value}'. Write a number per second, minute, hour or day, such as 100/minute.");
    }

    private static IPNetwork Network(string text) => Networks.TryParse(text, out var network)
        ? network
        : throw new StartException($"Limits:TrustedProxies holds '{text}', which is no network. Write addresses or networks such as 10.0.0.0/8, separated by commas.");
}
