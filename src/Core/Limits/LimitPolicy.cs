using System.Collections.Frozen;

namespace Ashlar.Core.Limits;

/// <summary>Whose requests are counted together.</summary>
internal enum LimitScope
{
    /// <summary>Everything from one network address.</summary>
    Address,

    /// <summary>One user, API key or module; the address while nobody is signed in.</summary>
    Caller,

    /// <summary>Everybody of one organisation; the address while nobody is signed in.</summary>
    Tenant,
}

/// <summary>A class of endpoints and how often it may be called. Every class has counters of its own.</summary>
/// <param name="Name">As it stands in headers, settings and the log.</param>
/// <param name="Scope">Whose requests are counted together.</param>
/// <param name="Rate">Unless the operator sets another.</param>
/// <param name="About">What belongs to it, for people.</param>
internal sealed record LimitPolicy(string Name, LimitScope Scope, Rate Rate, string About)
{
    /// <summary>Counted by each host for itself and never in the database, which these must not depend on.</summary>
    public bool Local { get; init; }

    /// <summary>Waits for no place among what runs: it costs next to nothing by itself and is written together with others.</summary>
    public bool Ungated { get; init; }
}

/// <summary>Every class there is.</summary>
internal static class LimitPolicies
{
    private const int Minute = 60;

    public static readonly LimitPolicy Default = new("default", LimitScope.Caller, new Rate(100, Minute), "Data of apps, and everything no other class names.");
    public static readonly LimitPolicy Session = new("session", LimitScope.Caller, new Rate(100, Minute), "What a console asks about itself: who I am, menu, definitions, saved views, live changes.");
    public static readonly LimitPolicy Admin = new("admin", LimitScope.Caller, new Rate(100, Minute), "People, roles, settings, audit and the operator's plane.");
    public static readonly LimitPolicy Auth = new("auth", LimitScope.Address, new Rate(5, Minute), "Signing in and whatever proves an identity.");
    public static readonly LimitPolicy Challenge = new("challenge", LimitScope.Address, new Rate(5, Minute), "The second step of signing in, and setting out to a provider, counted by themselves.");
    public static readonly LimitPolicy Hook = new("hook", LimitScope.Address, new Rate(120_000, Minute), "Webhooks that other systems send, many from one address.") { Ungated = true };
    public static readonly LimitPolicy Search = new("search", LimitScope.Tenant, new Rate(30, Minute), "The search across all resources.");
    public static readonly LimitPolicy Bulk = new("bulk", LimitScope.Caller, new Rate(10, 3_600), "Changes of many rows and imports, rehearsals included.");
    public static readonly LimitPolicy Core = new("core", LimitScope.Caller, new Rate(1_000, Minute), "The API that modules call with their keys, counted per module.");
    public static readonly LimitPolicy Probe = new("probe", LimitScope.Address, new Rate(600, Minute), "Health and version, asked by machines.") { Local = true };

    /// <summary>Counted for every request before anybody is asked who he is.</summary>
    public static readonly LimitPolicy Address = new("address", LimitScope.Address, new Rate(150_000, Minute), "All requests of one address together, per host.") { Local = true };

    /// <summary>Counted on top of the class of the endpoint.</summary>
    public static readonly LimitPolicy Tenant = new("tenant", LimitScope.Tenant, new Rate(20_000, Minute), "All requests of one organisation together.");

    /// <summary>An API key's own number, where it has one.</summary>
    public static readonly LimitPolicy Key = new("key", LimitScope.Caller, new Rate(1_000, Minute), "One API key whose owner gave it a number of its own.");

    public static readonly IReadOnlyList<LimitPolicy> All = [Default, Session, Admin, Auth, Challenge, Hook, Search, Bulk, Core, Probe, Address, Tenant, Key];

    private static readonly FrozenDictionary<string, LimitPolicy> _byName = All.ToFrozenDictionary(policy => policy.Name, StringComparer.Ordinal);

    public static LimitPolicy? Find(string name) => _byName.GetValueOrDefault(name);
}
