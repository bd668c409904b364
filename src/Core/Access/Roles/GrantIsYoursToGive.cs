using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Access.Roles;

/// <summary>A grant is complete, gives only what the giver holds, lifts only denials he could give, and leaves an administrator.</summary>
internal sealed class GrantIsYoursToGive(GrantingRules rules, AdminGuard admins, IStore store, ModuleRegistry modules) : IBeforeWrite<Grant>
{
    public async Task<Error?> BeforeWrite(Write<Grant> write, CancellationToken cancel)
    {
        rules.Changed();
        if (write.Kind != WriteKind.Delete)
        {
            if ((Complete(write.After) ?? await Given(write.After, cancel)) is { } error)
                return error;
            if (write.After.Effect == GrantEffect.Deny && !await admins.RemainWithout(null, null, write.After.GroupId, write.After.UserId, cancel))
                return AccessErrors.LastAdmin;
        }

        if (write.Before is not { } before)
            return null;
        if (await Lifted(before, cancel) is { } kept)
            return kept;
        return before.Effect == GrantEffect.Allow && before.RoleId is not null && !await admins.RemainWithout(write.Kind == WriteKind.Update && Same(before, write.After) ? null : before.Id, null, null, null, cancel)
            ? AccessErrors.LastAdmin
            : null;
    }

    private Error? Complete(Grant grant)
    {
        if (grant.UserId is null == grant.GroupId is null)
            return CoreErrors.Validation("user_id", "Name a user or a group, and not both.");
        if (grant.RoleId is null == grant.Permission is null)
            return CoreErrors.Validation("role_id", "Name a role or a permission, and not both.");
        if (grant.ResourceId is not null && !Guid.TryParse(grant.ResourceId, out _))
            return CoreErrors.Validation("resource_id", "Must be the id of a row.");
        if (grant.ResourceId is null != grant.Resource is null || (grant.Resource is not null && modules.Resource(grant.Resource) is null))
            return CoreErrors.Validation("resource", "Name the resource, such as crm.accounts, together with the id of its row.");

        return grant.Permission is null ? null : rules.Exist("permission", [grant.Permission]);
    }

    private async Task<Error?> Given(Grant grant, CancellationToken cancel)
    {
        if (grant.Effect == GrantEffect.Deny)
            return null;
        if (grant is { Permission: { } code, ResourceId: { } row } && rules.Mine.AllowsOn(code, Guid.Parse(row)))
            return null;

        return rules.Held(grant.Permission is not null ? [grant.Permission] : await AllowedBy(grant.RoleId!.Value, cancel));
    }

    /// <summary>To take a grant away can give as well: the denials it carried are lifted.</summary>
    private async Task<Error?> Lifted(Grant before, CancellationToken cancel)
    {
        var role = before.RoleId is { } id ? await store.Find<Role>(id, cancel) : null;
        string[] denied = before.Effect == GrantEffect.Deny ? before.Permission is { } code ? [code] : role?.Allow ?? [] : role?.Deny ?? [];
        return denied.Length == 0 ? null : rules.Held(denied);
    }

    private async Task<string[]> AllowedBy(Guid role, CancellationToken cancel) => (await store.Find<Role>(role, cancel))?.Allow ?? [];

    private static bool Same(Grant one, Grant other) => (one.UserId, one.GroupId, one.RoleId, one.Effect, one.ResourceId, one.UnitId, one.ClientId, one.ExpiresAt)
        == (other.UserId, other.GroupId, other.RoleId, other.Effect, other.ResourceId, other.UnitId, other.ClientId, other.ExpiresAt);
}
