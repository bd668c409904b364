using System.Text.Json;

namespace Ashlar.Core.Access;

/// <summary>Everything stored that decides what one user may do in one tenant.</summary>
internal sealed record AccessFacts
{
    /// <summary>Whether the user is an active member at all.</summary>
    public required bool Member { get; init; }
    public IReadOnlyList<string> Traits { get; init; } = [];

    /// <summary>When clearance taken in an emergency ends; null when none was taken.</summary>
    public DateTimeOffset? BreakGlassUntil { get; init; }

    /// <summary>The client the session is confined to, with the clients above it.</summary>
    public IReadOnlySet<Guid> Clients { get; init; } = new HashSet<Guid>();

    /// <summary>The user's unit, with the units above it.</summary>
    public IReadOnlySet<Guid> Units { get; init; } = new HashSet<Guid>();
    public required IReadOnlyList<GrantFact> Grants { get; init; }
}

/// <summary>A role's stored content.</summary>
internal sealed record RoleFact(Guid Id, string Code, string Name, string? App, IReadOnlyList<string> Allow, IReadOnlyList<string> Deny, JsonElement? Rules);

/// <summary>One grant that reaches the user, by name or through a group.</summary>
internal sealed record GrantFact(Guid Id, string Via, RoleFact? Role, string? Permission, bool Deny, string? Resource, Guid? ResourceId, Guid? ClientId, Guid? UnitId, DateTimeOffset? ExpiresAt)
{
    /// <summary>Why the grant does not count now, or null when it does.</summary>
    public string? Idle(AccessFacts facts, IReadOnlySet<string> apps, DateTimeOffset now) => this switch
    {
        { ExpiresAt: { } end } when end <= now => "expired",
        { ClientId: { } client } when !facts.Clients.Contains(client) => "other_client",
        { Role.App: { } app } when !apps.Contains(app) => "not_subscribed",
        { UnitId: { } unit } when !facts.Units.Contains(unit) => "other_unit",
        _ => null,
    };

    /// <summary>The codes it allows. A role of an app reaches no other app.</summary>
    public IEnumerable<string> Allows() => Deny ? [] : Role is null ? [Permission!] : Role.Allow.Select(code => Confined(code, Role.App)).OfType<string>();

    /// <summary>The codes it denies: those of a denying grant, or those its role denies.</summary>
    public IEnumerable<string> Denies() => Deny
        ? Role is null ? [Permission!] : Role.Allow.Select(code => Confined(code, Role.App)).OfType<string>()
        : Role is null ? [] : Role.Deny.Select(code => Confined(code, Role.App)).OfType<string>();

    private static string? Confined(string code, string? app)
    {
        if (app is null)
            return code;

        var colon = code.IndexOf(':');
        return code[..colon] == "*" ? app + code[colon..] : code[..colon] == app ? code : null;
    }
}
