using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Identity;
using Ashlar.Core.Modules;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.CoreApi;

/// <summary>A person in one organisation, as a module's key reaches them.</summary>
internal sealed record CorePerson(CoreUser User, TenantInfo? Tenant, PermissionSet Permissions);

/// <summary>Finds whom a module asks about, from memory, and says what they may do.</summary>
internal sealed class CorePeople(CoreUsers users, TenantDirectory tenants, PermissionCache permissions, ModuleRegistry modules, Entitlements entitlements)
{
    /// <summary>A key that names organisations reaches those; one that names none reaches all.</summary>
    public static bool Reaches(Caller caller, TenantInfo tenant) => caller.Key is { Module: not null } key && (key.Tenants.Count == 0 || key.Tenants.Contains(tenant.Code));

    /// <summary>An organisation that the key reaches, or null.</summary>
    public async ValueTask<TenantInfo?> Tenant(Caller caller, CoreId? id, CancellationToken cancel) =>
        id is { } given && (given.Id is { } own ? await tenants.ById(own, cancel) : await tenants.ByLegacyId(given.Legacy!.Value, cancel)) is { } tenant && Reaches(caller, tenant) ? tenant : null;

    /// <summary>
    /// Whoever belongs to one organisation is asked about in it; whoever belongs to several needs <c>tenant_id</c>. People outside of what
    /// the key reaches do not exist for it.
    /// </summary>
    public async ValueTask<Result<CorePerson>> Find(Caller caller, CoreId? user, CoreId? tenant, CancellationToken cancel)
    {
        if (user is null || await users.Get(user.Value, cancel) is not { Active: true } known)
            return CoreApiErrors.UserNotFound;

        TenantInfo? chosen = null;
        CoreMembership? membership = null;
        foreach (var candidate in known.Memberships)
        {
            if (await tenants.ById(candidate.TenantId, cancel) is not { } info || !Reaches(caller, info) || (tenant is { } wanted && !(wanted.Id == info.Id || (wanted.Legacy is not null && wanted.Legacy == info.LegacyId))))
                continue;
            if (chosen is not null)
                return CoreApiErrors.TenantNeeded;
            (chosen, membership) = (info, candidate);
        }

        if (chosen is null)
            return CoreApiErrors.UserNotFound;
        return new CorePerson(known, chosen, await permissions.Get(known.Id, chosen, membership!.ClientId, cancel));
    }

    /// <summary>The same decision as at our own door: an active organisation that has the app, the operator's plane for the operator only, and the permission held.</summary>
    public bool Allows(CorePerson person, string permission, Guid? resource)
    {
        var tenant = person.Tenant!;
        if (tenant.Status != TenantStatus.Active || !PermissionCodes.IsWellFormed(permission) || permission.Contains('*', StringComparison.Ordinal))
            return false;
        var module = permission[..permission.IndexOf(':')];
        if (module == "platform" && !tenant.IsPlatform)
            return false;
        // A module that runs elsewhere and is not sold here has nothing but its permissions.
        if (modules.Find(module) is not null && entitlements.Check(tenant, module) is not null)
            return false;
        return resource is { } row ? person.Permissions.AllowsOn(permission, row) : person.Permissions.Allows(permission);
    }

    public IEnumerable<string> Permissions(CorePerson person) => modules.Permissions.Select(known => known.Code).Where(code => Allows(person, code, null));
}
