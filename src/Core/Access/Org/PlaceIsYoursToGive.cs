using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access.Roles;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Access.Org;

/// <summary>Grants may be narrowed to a unit or client, so moving somebody can give as much as a grant does.</summary>
internal sealed class PlaceIsYoursToGive(GrantingRules rules, IStore store) : IBeforeWrite<OrgUser>
{
    public async Task<Error?> BeforeWrite(Write<OrgUser> write, CancellationToken cancel)
    {
        if (write.Before is not { } before || (before.UnitId == write.After.UnitId && before.ClientId == write.After.ClientId))
            return null;

        var groups = await store.All<GroupMember>().Where(member => member.UserId == before.Id).Select(member => member.GroupId).ToListAsync(cancel);
        return await rules.HeldOf(store, store.All<Grant>().Where(grant => (grant.UnitId != null || grant.ClientId != null) && (grant.UserId == before.Id || groups.Contains(grant.GroupId!.Value))), cancel);
    }
}

/// <summary>Moving a unit below another brings its members what is granted there.</summary>
internal sealed class UnitMoveIsYoursToMake(GrantingRules rules, IStore store) : IBeforeWrite<Unit>
{
    public async Task<Error?> BeforeWrite(Write<Unit> write, CancellationToken cancel) =>
        write.Before is { } before && before.ParentId != write.After.ParentId ? await rules.HeldOf(store, store.All<Grant>().Where(grant => grant.UnitId != null), cancel) : null;
}
