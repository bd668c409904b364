using Ashlar.Core.Identity;

namespace Ashlar.Core.Resources;

/// <summary>Makes the <see cref="FieldScope"/> of a caller on a resource.</summary>
internal sealed class FieldScopes(ResourceModels models, CustomFields customFields)
{
    public ValueTask<FieldScope> Of(string resource, Caller caller, CancellationToken cancel) => Of(models[resource], caller, cancel);

    public async ValueTask<FieldScope> Of(ResourceModel model, Caller caller, CancellationToken cancel) =>
        new(model, caller.Permissions.HiddenFields(model.Key), await customFields.Of(caller.TenantId, model.Key, cancel)) { Differences = Differences(model, caller) };

    private static string? Differences(ResourceModel model, Caller caller)
    {
        if (model.Key != "audit.entries")
            return null;
        // Names of resources and fields are checked against definitions when a role's rules are saved.
        var cases = string.Concat(caller.Permissions.AllHiddenFields.Select(hidden => $" WHEN resource = '{Quoted(hidden.Resource)}' THEN changes - ARRAY[{string.Join(", ", hidden.Fields.Select(name => $"'{Quoted(name)}'"))}]"));
        return cases.Length == 0 ? null : $"CASE{cases} ELSE changes END";
    }

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
