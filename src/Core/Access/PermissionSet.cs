using System.Collections.Frozen;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access;

/// <summary>Everything one user may do in one tenant, compiled once and checked without allocation. Deny wins.</summary>
internal sealed class PermissionSet
{
    /// <summary>The system itself, which also processes what only cleared people may read.</summary>
    public static readonly PermissionSet Everything = new(["*:*:*"], []) { Traits = [Clearances.PhiAuthorized] };
    public static readonly PermissionSet Nothing = new([], []);

    private readonly PermissionCodes _allow;
    private readonly PermissionCodes _deny;
    private readonly IReadOnlyDictionary<string, ResourceRule> _rules;
    private readonly FrozenDictionary<Guid, ResourceGrant> _grants;
    private bool? _phi;

    public PermissionSet(IReadOnlyList<string> allow, IReadOnlyList<string> deny, IReadOnlyDictionary<string, ResourceRule>? rules = null, IReadOnlyList<ResourceGrant>? grants = null)
    {
        (Allow, Deny) = (allow, deny);
        (_allow, _deny) = (new PermissionCodes(allow), new PermissionCodes(deny));
        IsAdministrative = allow.Any(AdminArea.Reaches);
        _rules = rules ?? new Dictionary<string, ResourceRule>(StringComparer.Ordinal);
        _grants = (grants ?? []).ToFrozenDictionary(grant => grant.ResourceId);
    }

    public IReadOnlyList<string> Allow { get; }

    /// <summary>Whether it reaches what steers the organisation; such people are asked for more than a password.</summary>
    public bool IsAdministrative { get; }

    public IReadOnlyList<string> Deny { get; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<Guid> RoleIds { get; init; } = [];

    public IReadOnlyList<string> Traits { get; init; } = [];

    /// <summary>The same within some codes only. Denials, rules on rows and hidden fields stay as they are.</summary>
    public PermissionSet Within(IReadOnlyList<string> scopes) => new(
        PermissionCodes.Meet(Allow, scopes), Deny, _rules,
        [.. _grants.Values.Select(grant => grant with { Allow = new PermissionCodes(PermissionCodes.Meet(grant.Allow.All, scopes)) })])
    {
        Roles = Roles,
        RoleIds = RoleIds,
        Traits = Traits,
    };

    /// <summary>Whether the user may read what is about somebody's health.</summary>
    public bool PhiAuthorized => _phi ??= Traits.Contains(Clearances.PhiAuthorized);

    public bool Allows(string permission) => _allow.Matches(permission) && !_deny.Matches(permission);

    /// <summary>The same for one row, whose own grants may allow or deny beyond the roles.</summary>
    public bool AllowsOn(string permission, Guid resourceId) => _grants.TryGetValue(resourceId, out var grant)
        ? !_deny.Matches(permission) && !grant.Deny.Matches(permission) && (_allow.Matches(permission) || grant.Allow.Matches(permission))
        : Allows(permission);

    /// <summary>Rows of a resource beyond which the user sees nothing; null when no rule narrows it.</summary>
    public Filter? RowRule(string resource) => _rules.TryGetValue(resource, out var rule) ? rule.Rows : null;

    /// <summary>Every resource with hidden fields, for surfaces that show fields of several resources at once.</summary>
    public IEnumerable<(string Resource, IReadOnlySet<string> Fields)> AllHiddenFields => _rules.Where(rule => rule.Value.HiddenFields.Count > 0).Select(rule => (rule.Key, rule.Value.HiddenFields));

    /// <summary>Every resource of which the user sees some rows only.</summary>
    public IEnumerable<string> NarrowedResources => _rules.Where(rule => rule.Value.Rows is not null).Select(rule => rule.Key);

    public IReadOnlySet<string> HiddenFields(string resource) => _rules.TryGetValue(resource, out var rule) ? rule.HiddenFields : ResourceRule.None;
}

/// <summary>What the user's roles together say about the rows and fields of one resource.</summary>
internal sealed record ResourceRule(Filter? Rows, IReadOnlySet<string> HiddenFields)
{
    public static readonly IReadOnlySet<string> None = new HashSet<string>(StringComparer.Ordinal);
}

/// <summary>Permissions allowed and denied on one row only.</summary>
internal sealed record ResourceGrant(Guid ResourceId, PermissionCodes Allow, PermissionCodes Deny);
