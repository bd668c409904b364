namespace Ashlar.Core.Keys;

/// <summary>What somebody asks for. Which members count depends on the kind: scopes default to all of the Core API for a module and to nothing else.</summary>
internal sealed record NewKey(string Name)
{
    public KeyKind? Kind { get; init; }
    public KeyEnvironment Environment { get; init; } = KeyEnvironment.Dev;
    public string[]? Scopes { get; init; }
    public string? ModuleName { get; init; }

    /// <summary>An integration that exists; a new one is made when empty.</summary>
    public Guid? OwnerId { get; init; }
    public string[]? AllowedIps { get; init; }
    public string[]? Tenants { get; init; }
    public int? RateLimit { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Without an end; otherwise 30 days for dev, 90 for staging and 365 for prod when <see cref="ExpiresAt"/> is empty.</summary>
    public bool NeverExpires { get; init; }
}

/// <summary>How a key is rotated: the old secret works on for so many hours.</summary>
internal sealed record Rotation(int OverlapHours = 24, DateTimeOffset? ExpiresAt = null);

/// <summary>What a form for a new key offers: permissions somebody holds himself, modules he develops, and what he may make for others.</summary>
internal sealed record KeyOptions(IReadOnlyList<KeyScope> Scopes, IReadOnlyList<string> CoreScopes, IReadOnlyList<string> Modules, bool Integrations, bool ModuleKeys, bool Approves);

internal sealed record KeyScope(string Code, string Label);

/// <summary>A key as lists of one's own show it.</summary>
internal record KeyView(string Name, KeyKind Kind, string? ModuleName, KeyEnvironment Environment, KeyStatus Status, bool IsActive, Guid? OwnerId, string[] Scopes, string[] AllowedIps, string[] Tenants, long? RateLimit, string Prefix)
{
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? OverlapEndsAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    public static KeyView Of(ApiKey key) => new(key.Name, key.Kind, key.ModuleName, key.Environment, key.Status, key.IsActive, key.OwnerId, key.Scopes, key.AllowedIps, key.Tenants, key.RateLimit, key.Prefix)
    {
        ExpiresAt = key.ExpiresAt,
        OverlapEndsAt = key.OverlapEndsAt,
        LastUsedAt = key.LastUsedAt,
        CreatedAt = key.CreatedAt,
    };
}

/// <summary>The one answer that carries a secret.</summary>
internal sealed record IssuedKey : KeyView
{
    public IssuedKey(ApiKey key, string secret) : base(Of(key)) => (Id, Key) = (key.Id, secret);

    [System.Text.Json.Serialization.JsonIgnore]
    public Guid Id { get; }

    /// <summary>Shown now and never again.</summary>
    public string Key { get; }
}
