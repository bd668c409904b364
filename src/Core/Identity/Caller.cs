using Ashlar.Contract.Access;
using Ashlar.Core.Access;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity;

/// <summary>The authenticated caller of one request, or the system acting in a tenant.</summary>
internal sealed record Caller : IActor
{
    public required Guid? UserId { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }
    public Guid? SessionId { get; init; }

    /// <summary>Null while the user has not chosen an organisation.</summary>
    public TenantInfo? Tenant { get; init; }
    public Guid? ClientId { get; init; }
    public required PermissionSet Permissions { get; init; }

    /// <summary>Signed in by cookie, so unsafe requests must prove they come from our own pages.</summary>
    public bool ByCookie { get; init; }
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
