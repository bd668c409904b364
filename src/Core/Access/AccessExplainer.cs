using Ashlar.Core.Identity;
using Ashlar.Core.Modules;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Access;

/// <summary>One grant that was looked at.</summary>
internal sealed record ConsideredRule(Guid GrantId, string Kind, string Effect, string? Role, string Via, string Code, bool Counts, string? WhyNot);

/// <summary>The rule that decided.</summary>
internal sealed record DecidingRule(string Kind, string? Role = null, string? Via = null, string? Code = null);

internal sealed record Explanation(bool Allowed, string Reason, DecidingRule Deciding, IReadOnlyList<ConsideredRule> Considered);

/// <summary>Says which rule decides whether somebody may do something, from the same facts that the check is compiled from.</summary>
internal sealed class AccessExplainer(AccessFactsReader reader, Entitlements entitlements, ModuleRegistry modules, TimeProvider time)
{
    /// <summary>Whether somebody is a member whom the caller may ask about: one of the caller's own client, if he is confined to one.</summary>
    public Task<bool> IsVisible(Caller caller, Guid userId, CancellationToken cancel) => reader.IsMember(userId, caller.TenantId, caller.ClientId, cancel);

    public async Task<Explanation> Explain(TenantInfo tenant, Guid userId, string permission, Guid? row, CancellationToken cancel)
    {
        var facts = await reader.Read(userId, tenant.Id, await reader.ClientOf(userId, tenant.Id, cancel), cancel);
        List<ConsideredRule> considered = [.. facts.Grants.SelectMany(grant => Considered(grant, facts, tenant, permission, row))];
        var counting = considered.Where(rule => rule.Counts).ToList();
        var module = permission.Split(':')[0];
        if (!facts.Member)
            return new Explanation(false, "This person is not an active member of the organisation.", new DecidingRule("none"), considered);
        if (module == "platform" && !tenant.IsPlatform)
            return new Explanation(false, "Only the operator's own organisation reaches the platform.", new DecidingRule("deny", Code: PermissionCompiler.OperatorPlane), considered);
        if (entitlements.Check(tenant, module) is { } notSubscribed)
            return new Explanation(false, notSubscribed.Message, new DecidingRule("not_subscribed"), considered);
        if (counting.Find(rule => rule.Effect == "deny") is { } deny)
            return new Explanation(false, $"{Name(deny)} denies it, and a denial beats everything.", Deciding(deny, "deny"), considered);
        if (counting.Find(rule => rule.Effect == "allow") is { } allow)
            return new Explanation(true, $"{Name(allow)} allows it.", Deciding(allow, allow.Role is null ? "grant" : "role"), considered);

        return new Explanation(false, "No role and no grant allows it.", new DecidingRule("none"), considered);
    }

    /// <summary>Everything one person holds in a tenant, and by what.</summary>
    public async Task<(IReadOnlyList<GrantFact> Grants, PermissionSet Permissions, IReadOnlyList<string> Effective)> Of(TenantInfo tenant, Guid userId, CancellationToken cancel)
    {
        var facts = await reader.Read(userId, tenant.Id, await reader.ClientOf(userId, tenant.Id, cancel), cancel);
        var permissions = PermissionCompiler.Compile(facts, tenant.IsPlatform, tenant.Apps, time.GetUtcNow());
        return (
            [.. facts.Grants.Where(grant => grant.Idle(facts, tenant.Apps, time.GetUtcNow()) is null)],
            permissions,
            [.. modules.Permissions.Where(known => permissions.Allows(known.Code) && entitlements.IsOn(tenant, known.Module)).Select(known => known.Code)]);
    }

    private IEnumerable<ConsideredRule> Considered(GrantFact grant, AccessFacts facts, TenantInfo tenant, string permission, Guid? row)
    {
        var why = grant.Idle(facts, tenant.Apps, time.GetUtcNow()) ?? (grant.ResourceId is not null && grant.ResourceId != row ? "other_row" : null);
        foreach (var (effect, codes) in ((string, IEnumerable<string>)[])[("deny", grant.Denies()), ("allow", grant.Allows())])
        {
            // The one code that matches says most; without one, the grant was looked at in vain.
            if (codes.FirstOrDefault(code => new PermissionCodes([code]).Matches(permission)) is { } code)
                yield return new ConsideredRule(grant.Id, grant.Role is null ? "grant" : "role", effect, grant.Role?.Code, grant.Via, code, why is null, why);
        }
    }

    private static string Name(ConsideredRule rule) => $"{(rule.Role is null ? "A grant" : $"The role {rule.Role}")} ({rule.Via}) with {rule.Code}";

    private static DecidingRule Deciding(ConsideredRule rule, string kind) => new(kind, rule.Role, rule.Via, rule.Code);
}
