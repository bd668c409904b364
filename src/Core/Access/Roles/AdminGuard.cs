using Ashlar.Contract.Resources;
using Ashlar.Core.Access.Org;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Access.Roles;

/// <summary>Keeps every organisation with at least one active person who holds the administrator's role without condition.</summary>
internal sealed class AdminGuard(IStore store)
{
    /// <summary>Whether somebody remains when these are gone. The role's row is locked, so two removals at once cannot both succeed.</summary>
    public async Task<bool> RemainWithout(Guid? grant, Guid? membership, Guid? group, Guid? user, CancellationToken cancel)
    {
        var admin = await store.All<Role>().Where(role => role.Code == BuiltinRoles.Admin && role.Builtin).Select(role => role.Id).SingleOrDefaultAsync(cancel);
        // What is about to go must matter before it can be the last.
        if (grant is not null && (await Whole(admin, cancel)).TrueForAll(held => held.Id != grant))
            return true;

        await store.Lock<Role>(admin, cancel);
        // Read behind the lock: what was read before it may be gone by now.
        var left = (await Whole(admin, cancel)).Where(held => held.Id != grant && (group is null || held.GroupId != group) && (user is null || held.UserId != user)).ToList();
        var groups = left.Where(held => held.GroupId is not null).Select(held => held.GroupId!.Value).ToList();
        var people = left.Where(held => held.UserId is not null).Select(held => held.UserId!.Value).ToList();
        var members = await store.All<GroupMember>().Where(member => groups.Contains(member.GroupId) && member.Id != membership).Select(member => member.UserId).ToListAsync(cancel);
        people.AddRange(members.Where(member => member != user));
        return await store.All<OrgUser>().AnyAsync(person => people.Contains(person.Id) && person.Status == MemberStatus.Active, cancel);
    }

    private async Task<List<Grant>> Whole(Guid admin, CancellationToken cancel) =>
        [.. (await store.All<Grant>().Where(held => held.RoleId == admin).ToListAsync(cancel)).Where(held => held is { Effect: GrantEffect.Allow, ResourceId: null, UnitId: null, ClientId: null, ExpiresAt: null })];
}
