using System.Text.Json;
using Ashlar.Contract.Values;

namespace Ashlar.Core.Modules.Manifests;

/// <summary>What a module says about itself before its code runs: schema v2 of <c>module.json</c>.</summary>
internal sealed record ModuleManifest
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Version { get; init; }
    public string Description { get; init; } = "";
    public string Icon { get; init; } = "box";
    public string Category { get; init; } = "other";
    public string CoreVersionRequired { get; init; } = "*";
    public string SecurityLevel { get; init; } = "standard";
    public IReadOnlyList<ModuleDependency> Dependencies { get; init; } = [];
    public IReadOnlyDictionary<string, string> CanonicalModels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<string> AuditEvents { get; init; } = [];
    public IReadOnlyDictionary<string, string> RateLimits { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<ManifestEntry> Permissions { get; init; } = [];
    public IReadOnlyList<ManifestEntry> Features { get; init; } = [];
    public IReadOnlyList<ManifestEntry> Limits { get; init; } = [];
    public IReadOnlyList<ModulePlan> Plans { get; init; } = [];

    /// <summary>Values for settings, by key without the module's prefix; they stand in the environment layer.</summary>
    public IReadOnlyDictionary<string, JsonElement> Settings { get; init; } = new Dictionary<string, JsonElement>();
    public IReadOnlyList<ModuleRoute> Routes { get; init; } = [];
    public IReadOnlyList<MenuItem> Menu { get; init; } = [];

    public ModulePlan? Plan(string id) => Plans.FirstOrDefault(plan => plan.Id == id);
}

/// <summary>Another module that must be there, optionally in a range of versions.</summary>
internal sealed record ModuleDependency(string Id, string Version);

/// <summary>A thing with an id that people read a label of.</summary>
internal sealed record ManifestEntry(string Id, string Label);

/// <summary>What a tenant can buy. A price of null is by agreement; a limit that is missing is none.</summary>
internal sealed record ModulePlan(string Id, string Name, Money? Price, IReadOnlyList<string> Features, IReadOnlyDictionary<string, long> Limits);

internal sealed record ModuleRoute(string Path, string Component, string? Permission);

internal sealed record MenuItem(string Id, string Label, string Icon, string Path, string? Resource = null, string? Page = null, string? Permission = null);
