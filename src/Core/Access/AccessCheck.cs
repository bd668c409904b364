using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Modules;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Access;

/// <summary>The one decision on who may do what, asked at the door and again where the work is done.</summary>
internal sealed class AccessCheck(Entitlements entitlements)
{
    private const string OperatorModule = "platform";

    /// <param name="caller">Who asks; null when nobody is signed in.</param>
    /// <param name="access">What the endpoint or command asks for.</param>
    /// <param name="write">Whether data will change; an expired app can only be read.</param>
    /// <param name="row">The one row it is about, whose own grants count.</param>
    public Error? Check(Caller? caller, EndpointAccess access, bool write, Guid? row = null)
    {
        if (access is AnonymousAccess)
            return null;
        if (caller is null)
            return CoreErrors.Unauthenticated;
        if (access is SignedInAccess { TenantRequired: false })
            return null;
        if (caller.Tenant is not { } tenant)
            return CoreErrors.TenantRequired;
        if (tenant.Status != TenantStatus.Active)
            return tenant.Status == TenantStatus.Suspended ? CoreErrors.TenantSuspended : AccessErrors.TenantNotReady;
        if (access is not PermissionAccess needed)
            return null;
        if (needed.Module == OperatorModule && !tenant.IsPlatform)
            return CoreErrors.PermissionDenied(needed.Permission);
        if (entitlements.Check(tenant, needed.Module, needed.Feature, write) is { } notSubscribed)
            return notSubscribed;

        return Allows(caller, needed.Permission, row) ? null : CoreErrors.PermissionDenied(needed.Permission);
    }

    /// <summary>Whether the caller could use a permission now: bought, on this plane, and held. For menus, search and shaping answers.</summary>
    public bool Can(Caller caller, string permission) =>
        caller.Tenant is { Status: TenantStatus.Active } && Check(caller, new PermissionAccess(permission), write: false) is null;

    private static bool Allows(Caller caller, string permission, Guid? row) =>
        row is null ? caller.Permissions.Allows(permission) : caller.Permissions.AllowsOn(permission, row.Value);
}
