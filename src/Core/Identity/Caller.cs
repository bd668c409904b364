using Ashlar.Core.Access;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity;

/// <summary>What limits, audit and attribution need to know of an API key.</summary>
/// <param name="Id">The key.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Module">The module it belongs to; null for keys of people and integrations.</param>
/// <param name="Environment">Where it is used.</param>
/// <param name="RateLimit">Calls per minute, when it allows fewer than others.</param>
/// <param name="Tenants">Codes of the organisations a module's key reaches; all when empty.</param>
internal sealed record CallerKey(Guid Id, string Name, string? Module, Keys.KeyEnvironment Environment, int? RateLimit, IReadOnlyList<string> Tenants);

/// <summary>The authenticated caller of one request, or the system acting in a tenant.</summary>
internal sealed record Caller
{
    public required Guid? UserId { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }
    public Guid? SessionId { get; init; }

    /// <summary>What stands behind the session; null for callers without one.</summary>
    public SessionProof? Proof { get; init; }

    /// <summary>Null while the user has not chosen an organisation.</summary>
    public TenantInfo? Tenant { get; init; }
    public Guid? ClientId { get; init; }
    public required PermissionSet Permissions { get; init; }

    /// <summary>Signed in by cookie, so unsafe requests must prove they come from our own pages.</summary>
    public bool ByCookie { get; init; }

    /// <summary>The API key the caller came with; null for sessions.</summary>
    public CallerKey? Key { get; init; }

    /// <summary>user, service (an integration), module or system.</summary>
    public string Kind { get; init; } = "user";

    public Guid TenantId => Tenant?.Id ?? throw new InvalidOperationException("The caller has not chosen a tenant.");

    public bool Can(string permission) => Permissions.Allows(permission);

    public TenantScope Scope(bool controlPlane) => new(TenantId, ClientId, controlPlane ? Placement.ControlPlane : Tenant!.Placement);

    public static Caller System(TenantInfo tenant, string reason) => new()
    {
        UserId = null,
        Name = reason,
        Tenant = tenant,
        Permissions = PermissionSet.Everything,
        Kind = "system",
    };
}
