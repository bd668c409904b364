using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Modules;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Access.Roles;

/// <summary>What the rules on roles, grants and group members share: codes that exist, and nobody giving what he does not hold.</summary>
internal sealed class GrantingRules(CurrentOperation current, ModuleRegistry modules)
{
    public PermissionSet Mine => current.Work.Caller.Permissions;

    /// <summary>The first code that is malformed or matches nothing that exists.</summary>
    public Error? Exist(string field, IEnumerable<string> codes) =>
        codes.FirstOrDefault(code => !PermissionCodes.IsWellFormed(code)) is { } malformed ? AccessErrors.BadCode(field, malformed)
        : codes.FirstOrDefault(code => !modules.PermissionCodes.Any(new PermissionCodes([code]).Matches)) is { } unknown ? AccessErrors.Unknown(field, unknown)
        : null;

    public Error? Held(IReadOnlyList<string> codes)
    {
        var missing = Holding.Missing(Mine, codes);
        return missing.Count > 0 ? AccessErrors.NotYours(missing)
            : Holding.Confined(Mine, codes, modules.Modules.SelectMany(module => module.Definition.Resources).Select(resource => resource.Key)) is { Count: > 0 } confined ? AccessErrors.NotYours([.. confined.Select(resource => $"{resource} without limits")])
            : null;
    }

    /// <summary>Whether all that these grants give and deny is held.</summary>
    public async Task<Error?> HeldOf(IStore store, IQueryable<Grant> concerned, CancellationToken cancel)
    {
        var grants = await concerned.ToListAsync(cancel);
        var ids = grants.Where(grant => grant.RoleId is not null).Select(grant => grant.RoleId!.Value).ToList();
        var roles = await store.All<Role>().Where(role => ids.Contains(role.Id)).ToListAsync(cancel);
        return Held([.. grants.Select(grant => grant.Permission).OfType<string>(), .. roles.SelectMany(role => role.Allow.Concat(role.Deny))]);
    }

    /// <summary>The tenant's compiled permissions are dropped with the commit.</summary>
    public void Changed() => current.Work.Invalidate("access", current.Work.Scope.TenantId.ToString());
}
