using System.Collections.Frozen;
using System.Text.Json;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Tenancy;

internal enum TenantStatus { Provisioning, Active, Suspended, Failed }

/// <summary>What every request needs to know about its tenant; an immutable snapshot kept in memory.</summary>
internal sealed record TenantInfo(Guid Id, string Code, string Name, TenantStatus Status, Placement Placement)
{
    /// <summary>The operator's own organisation; its members run the platform.</summary>
    public const string PlatformCode = "platform";

    /// <summary>The operator's organisation has the same id everywhere; migrations know it too.</summary>
    public static readonly Guid PlatformId = new("00000000-0000-7000-8000-000000000001");

    public bool IsPlatform => Code == PlatformCode;

    /// <summary>Host names of its own besides <c>tenant-code.base-domain</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The number under which another system knew it.</summary>
    public long? LegacyId { get; init; }

    /// <summary>By module.</summary>
    public IReadOnlyDictionary<string, Subscription> Subscriptions { get; init; } = FrozenDictionary<string, Subscription>.Empty;

    /// <summary>The apps it has, expired ones included; roles of a core module always count.</summary>
    public IReadOnlySet<string> Apps => Subscriptions.Values.Where(subscription => subscription.Status != Subscription.Cancelled).Select(subscription => subscription.Module)
        .Concat(Modules.Manifests.ManifestReader.Reserved).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Resources allotted by the operator over what the plans say, by name of the limit.</summary>
    public IReadOnlyDictionary<string, long> Limits { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>Settings of the tenant (client empty) and of its clients.</summary>
    public IReadOnlyDictionary<(string Key, Guid Client), SettingValue> Settings { get; init; } = FrozenDictionary<(string, Guid), SettingValue>.Empty;
}

/// <summary>A setting's value as somebody set it.</summary>
internal sealed record SettingValue(JsonElement Value, string By, DateTimeOffset At);
