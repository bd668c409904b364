using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Keys;
using Ashlar.Core.Modules;
using Ashlar.Core.Protection;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Access;

/// <summary>The one decision on who may do what, asked at the door and again where the work is done.</summary>
internal sealed class AccessCheck(Entitlements entitlements, PhiResources phi, MfaPolicy mfa)
{
    private const string OperatorModule = "platform";

    /// <param name="caller">Who asks; null when nobody is signed in.</param>
    /// <param name="access">What the endpoint or command asks for.</param>
    /// <param name="write">Whether data will change; an expired app can only be read.</param>
    /// <param name="row">The one row it is about, whose own grants count.</param>
    public Error? Check(Caller? caller, EndpointAccess access, bool write, Guid? row = null) => Check(caller, access, write, row, asked: true);

    private Error? Check(Caller? caller, EndpointAccess access, bool write, Guid? row, bool asked)
    {
        if (access is AnonymousAccess)
            return null;
        if (access is ModuleAccess core)
            return caller?.Key?.Module is null ? KeyErrors.Invalid : caller.Permissions.Allows(core.Scope) ? null : CoreErrors.PermissionDenied(core.Scope);
        if (caller is null)
            return CoreErrors.Unauthenticated;
        if (caller.Key is { } key && (key.Module is not null || access is SignedInAccess { Keys: false }))
            return key.Module is null ? KeyErrors.PeopleOnly : KeyErrors.ModulesOnly;
        if (access is SignedInAccess { TenantRequired: false })
            return null;
        if (caller.Tenant is not { } tenant)
            return CoreErrors.TenantRequired;
        if (tenant.Status != TenantStatus.Active)
            return tenant.Status == TenantStatus.Suspended ? CoreErrors.TenantSuspended : AccessErrors.TenantNotReady;
        if (access is not PermissionAccess needed)
            return mfa.Check(caller, null, asked);
        if (needed.Module == OperatorModule && !tenant.IsPlatform)
            return CoreErrors.PermissionDenied(needed.Permission);
        if (entitlements.Check(tenant, needed.Module, needed.Feature, write) is { } notSubscribed)
            return notSubscribed;

        if (phi.Covers(needed.Permission) && !caller.Permissions.PhiAuthorized)
            return ProtectionErrors.PhiDenied;
        return Allows(caller, needed.Permission, row) ? mfa.Check(caller, needed.Permission, asked) : CoreErrors.PermissionDenied(needed.Permission);
    }

    /// <summary>Whether the caller could use a permission now: bought, on this plane, and held. For menus, search and shaping answers.</summary>
    public bool Can(Caller caller, string permission) =>
        caller.Tenant is { Status: TenantStatus.Active } && Check(caller, new PermissionAccess(permission), write: false, row: null, asked: false) is null;

    private static bool Allows(Caller caller, string permission, Guid? row) =>
        row is null ? caller.Permissions.Allows(permission) : caller.Permissions.AllowsOn(permission, row.Value);
}
