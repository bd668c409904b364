using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access.Roles;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Access.Org;

/// <summary>Joining a group brings its grants, leaving it lifts its denials; both need a hand that holds them.</summary>
internal sealed class MembershipIsYoursToGive(GrantingRules rules, AdminGuard admins, IStore store) : IBeforeWrite<GroupMember>
{
    public async Task<Error?> BeforeWrite(Write<GroupMember> write, CancellationToken cancel)
    {
        if (write.Kind != WriteKind.Delete && rules.Held(await Codes(write.After.GroupId, GrantEffect.Allow, cancel)) is { } notHeld)
            return notHeld;
        if (write.Before is not { } before)
            return null;
        if (rules.Held(await Codes(before.GroupId, GrantEffect.Deny, cancel)) is { } denied)
            return denied;

        return await store.All<Grant>().AnyAsync(grant => grant.GroupId == before.GroupId, cancel) && !await admins.RemainWithout(null, before.Id, null, null, cancel) ? AccessErrors.LastAdmin : null;
    }

    private async Task<string[]> Codes(Guid group, GrantEffect effect, CancellationToken cancel)
    {
        var grants = await store.All<Grant>().Where(grant => grant.GroupId == group).ToListAsync(cancel);
        var roleIds = grants.Where(grant => grant.RoleId is not null).Select(grant => grant.RoleId!.Value).ToList();
        var roles = await store.All<Role>().Where(role => roleIds.Contains(role.Id)).ToDictionaryAsync(role => role.Id, cancel);
        return [.. grants.Where(grant => grant.Effect == effect).SelectMany(grant => grant.Permission is { } code ? [code] : roles[grant.RoleId!.Value].Allow),
            .. effect == GrantEffect.Deny ? roles.Values.SelectMany(role => role.Deny) : []];
    }
}

/// <summary>A group does not go while it is what makes somebody an administrator, nor to lift its denials.</summary>
internal sealed class GroupLeavesAnAdmin(AdminGuard admins, IStore store) : IBeforeWrite<Group>
{
    public async Task<Error?> BeforeWrite(Write<Group> write, CancellationToken cancel) =>
        write.Kind == WriteKind.Delete && await store.All<Grant>().AnyAsync(grant => grant.GroupId == write.After.Id, cancel) && !await admins.RemainWithout(null, null, write.After.Id, null, cancel)
            ? AccessErrors.LastAdmin
            : null;
}
