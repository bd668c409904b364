using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access;

/// <summary>Turns what is stored into what is checked.</summary>
internal static class PermissionCompiler
{
    /// <summary>Denied to everybody outside the operator's own tenant.</summary>
    public const string OperatorPlane = "platform:*:*";

    /// <param name="facts">What is stored.</param>
    /// <param name="platformTenant">Whether the tenant is the operator's own.</param>
    /// <param name="apps">The apps the tenant has; roles of others rest.</param>
    /// <param name="now">The moment it is for.</param>
    public static PermissionSet Compile(AccessFacts facts, bool platformTenant, IReadOnlySet<string> apps, DateTimeOffset now)
    {
        if (!facts.Member)
            return PermissionSet.Nothing;

        List<GrantFact> live = [.. facts.Grants.Where(grant => grant.Idle(facts, apps, now) is null)];
        List<GrantFact> wide = [.. live.Where(grant => grant.ResourceId is null)];
        List<GrantFact> onRows = [.. live.Where(grant => grant.ResourceId is not null)];
        List<RoleFact> roles = [.. wide.Where(grant => grant is { Role: not null, Deny: false }).Select(grant => grant.Role!).DistinctBy(role => role.Id)];

        // Nothing a tenant stores about its own people can open the operator's plane.
        List<string> deny = [.. wide.SelectMany(grant => grant.Denies()).Distinct()];
        if (!platformTenant)
            deny.Add(OperatorPlane);

        return new PermissionSet(
            [.. wide.SelectMany(grant => grant.Allows()).Distinct()],
            deny,
            RowRules.WithoutDenied(RowRules.Combine(roles, [.. wide.Where(grant => grant.Role is null).SelectMany(grant => grant.Allows())]), onRows),
            [.. onRows.GroupBy(grant => grant.ResourceId!.Value).Select(row => new ResourceGrant(
                row.Key,
                new PermissionCodes(row.SelectMany(grant => grant.Allows())),
                new PermissionCodes(row.SelectMany(grant => grant.Denies()))))])
        {
            Roles = [.. roles.Select(role => role.Code)],
            RoleIds = [.. roles.Select(role => role.Id)],
            Traits = facts.BreakGlassUntil > now ? [.. facts.Traits.Union([Clearances.PhiAuthorized, Clearances.BreakGlass])] : facts.Traits,
        };
    }

    /// <summary>When the set must be compiled again though nothing was written; null for never.</summary>
    public static DateTimeOffset? GoodUntil(AccessFacts facts, DateTimeOffset now) =>
        facts.Grants.Select(grant => grant.ExpiresAt).Append(facts.BreakGlassUntil).Where(end => end > now).Min();
}
