using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Modules;

/// <summary>A permission that exists, as the roles matrix shows it.</summary>
internal sealed record CataloguedPermission(string Code, string Label, string Module, string Resource, string Action);

/// <summary>Collects the permissions that resources, commands, queries and manifests bring.</summary>
internal static class PermissionCatalogue
{
    public static IReadOnlyList<CataloguedPermission> Of(IReadOnlyList<InstalledModule> modules) =>
        [.. modules.SelectMany(Of).DistinctBy(entry => entry.Code).Select(entry =>
        {
            // A malformed code has fewer parts and is refused before anybody sees it.
            string[] parts = [.. entry.Code.Split(':'), "", ""];
            return new CataloguedPermission(entry.Code, entry.Label, parts[0], parts[1], parts[2]);
        })];

    private static IEnumerable<(string Code, string Label)> Of(InstalledModule module)
    {
        // Labels written by people come first, so that they win over the derived ones.
        var written = module.Definition.Permissions.Select(permission => (permission.Code, permission.Label))
            .Concat(module.Manifest.Permissions.Select(permission => (permission.Id, permission.Label)))
            .DistinctBy(entry => entry.Item1)
            .ToDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);
        var derived = module.Definition.Resources.SelectMany(OfResource)
            .Concat(module.Definition.Commands.Select(command => (command.Permission, Label: $"{command.Label} ({Words(command.Resource[(command.Resource.IndexOf('.') + 1)..])})")))
            .Concat(module.Definition.Queries.Select(query => (query.Permission, Label: Words(query.Permission[(query.Permission.IndexOf(':') + 1)..].Replace(':', ' ')))));
        return derived.Select(entry => (entry.Item1, written.GetValueOrDefault(entry.Item1, entry.Item2))).Concat(written.Select(entry => (entry.Key, entry.Value)));
    }

    private static IEnumerable<(string Code, string Label)> OfResource(ResourceDefinition resource)
    {
        var name = resource.PluralLabel.ToLowerInvariant();
        foreach (var (operation, action, verb) in ((Operations, string, string)[])[
            (Operations.Read, "read", "See"), (Operations.Create, "create", "Create"), (Operations.Update, "update", "Change"),
            (Operations.Delete, "delete", "Delete"), (Operations.Import, "import", "Import"), (Operations.Read, "export", "Export")])
        {
            if (resource.Operations.HasFlag(operation))
                yield return (resource.Permission(action), $"{verb} {name}");
        }
    }

    private static string Words(string name) => name.Replace('_', ' ');
}
