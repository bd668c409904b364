using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Ashlar.Core.Access;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection.Fields;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Makes the <see cref="FieldScope"/> of a caller on a resource.</summary>
internal sealed class FieldScopes(ResourceModels models, CustomFields customFields, FieldSeals seals)
{
    private readonly ConditionalWeakTable<PermissionSet, ConcurrentDictionary<ResourceModel, FieldScope>> _scopes = [];

    public ValueTask<FieldScope> Of(string resource, Caller caller, CancellationToken cancel) => Of(models[resource], caller, cancel);

    public async ValueTask<FieldScope> Of(ResourceModel model, Caller caller, CancellationToken cancel)
    {
        var custom = await customFields.Of(caller.TenantId, model.Key, cancel);
        var known = _scopes.GetValue(caller.Permissions, static _ => new ConcurrentDictionary<ResourceModel, FieldScope>());
        // One set of permissions may serve several tenants, which differ in their own fields.
        var seal = model.HasSealed ? await seals.Of(model, caller.TenantId, cancel) : null;
        if (known.TryGetValue(model, out var scope) && ReferenceEquals(scope.CustomFields, custom) && ReferenceEquals(scope.Seal, seal))
            return scope;
        return known[model] = new FieldScope(model, Hidden(model, caller), custom) { Differences = Differences(model, caller), Seal = seal };
    }

    /// <summary>What is about somebody's health does not exist for callers without the trait, on any surface.</summary>
    public static IReadOnlySet<string> Hidden(ResourceModel model, Caller caller)
    {
        var hidden = caller.Permissions.HiddenFields(model.Key);
        return model.Phi.Count == 0 || caller.Permissions.PhiAuthorized ? hidden : hidden.Concat(model.Phi).ToHashSet(StringComparer.Ordinal);
    }

    private static string? Differences(ResourceModel model, Caller caller)
    {
        if (model.Key != "audit.entries")
            return null;
        // Names of resources and fields are checked against definitions when a role's rules are saved.
        // Whoever sees some rows only reads what changed in those from their revisions.
        var cases = string.Concat(caller.Permissions.NarrowedResources.Select(resource => $" WHEN resource = '{Quoted(resource)}' THEN NULL")) + string.Concat(caller.Permissions.AllHiddenFields.Select(hidden => $" WHEN resource = '{Quoted(hidden.Resource)}' THEN changes - ARRAY[{string.Join(", ", hidden.Fields.Select(name => $"'{Quoted(name)}'"))}]"));
        return cases.Length == 0 ? null : $"CASE{cases} ELSE changes END";
    }

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
