using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;

namespace Ashlar.Core.Modules;

/// <summary>Checks what modules declare in code against each other: permissions, roles, menus, and events with the fields their readers expect.</summary>
internal static class DefinitionChecks
{
    public static IEnumerable<string> Mistakes(IReadOnlyList<InstalledModule> modules)
    {
        var events = modules.SelectMany(module => module.Definition.Events.Concat(module.Definition.Resources.SelectMany(Generated))).GroupBy(declared => declared.Type).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var resources = modules.SelectMany(module => module.Definition.Resources).DistinctBy(resource => resource.Key).ToDictionary(resource => resource.Key, StringComparer.Ordinal);
        var codes = new HashSet<string>(PermissionCatalogue.Of(modules).Select(permission => permission.Code), StringComparer.Ordinal);
        foreach (var module in modules)
        {
            IEnumerable<string> mistakes =
            [
                .. Permissions(module),
                .. module.Definition.Resources.SelectMany(Protection.Fields.SealedDefinitions.Mistakes),
                .. Roles(module, codes),
                .. Subscriptions(module, events, modules),
                .. module.Definition.Roles.SelectMany(role => role.Rules.Where(rule => !resources.ContainsKey(rule.Resource)).Select(rule => $"role {role.Code} confines {rule.Resource}, which no module declares.")),
                .. module.Definition.Commands.Where(command => !resources.ContainsKey(command.Resource)).Select(command => $"command {command.Name} acts on {command.Resource}, which no module declares."),
                .. module.Manifest.Menu.Where(item => item.Resource is not null && !resources.ContainsKey(item.Resource)).Select(item => $"menu item {item.Id} shows {item.Resource}, which no module declares."),
                .. module.Manifest.Menu.Select(item => item.Permission).Concat(module.Manifest.Routes.Select(route => route.Permission)).Where(code => code is not null && !codes.Contains(code)).Distinct().Select(code => $"menu or route needs {code}, which nothing declares."),
            ];
            foreach (var mistake in mistakes)
                yield return $"{module.Id}: {mistake}";
        }
    }

    private static IEnumerable<string> Permissions(InstalledModule module) => PermissionCatalogue.Of([module])
        .Where(permission => !PermissionCodes.IsWellFormed(permission.Code) || permission.Code.Contains('*', StringComparison.Ordinal) || permission.Module != module.Id)
        .Select(permission => $"'{permission.Code}' is not a permission of this module: {module.Id}:resource:action, lower case.");

    private static IEnumerable<string> Roles(InstalledModule module, HashSet<string> codes)
    {
        foreach (var role in module.Definition.Roles)
        {
            foreach (var code in role.Allow)
            {
                if (!PermissionCodes.IsWellFormed(code))
                    yield return $"role {role.Code} allows '{code}', which is not module:resource:action.";
                else if (!module.Core && code.Split(':')[0] != module.Id)
                    yield return $"role {role.Code} allows '{code}'; a module offers roles over itself only.";
                else if (!codes.Any(new PermissionCodes([code]).Matches))
                    yield return $"role {role.Code} allows '{code}', which matches no permission that exists.";
            }
        }
    }

    private static IEnumerable<string> Subscriptions(InstalledModule module, Dictionary<string, EventDefinition> events, IReadOnlyList<InstalledModule> modules)
    {
        foreach (var reaction in module.Definition.Subscriptions)
        {
            if (reaction.WhenPresent is { } other && modules.All(known => known.Id != other))
                continue;
            if (!events.TryGetValue(reaction.Event, out var producer))
            {
                yield return $"reacts to {reaction.Event}, which no module publishes.";
                continue;
            }

            foreach (var wanted in reaction.Data.GetProperties())
            {
                if (producer.Data.GetProperty(wanted.Name) is not { } given)
                    yield return $"reads {wanted.Name} of {reaction.Event}, which that event does not have.";
                else if (Plain(given.PropertyType) != Plain(wanted.PropertyType) && !(Plain(given.PropertyType).IsEnum && wanted.PropertyType == typeof(string)))
                    yield return $"reads {wanted.Name} of {reaction.Event} as {wanted.PropertyType.Name}; it is {given.PropertyType.Name}.";
            }
        }
    }

    /// <summary>Every resource tells of its rows without declaring it.</summary>
    private static IEnumerable<EventDefinition> Generated(ResourceDefinition resource) =>
        new[] { "created", "updated", "deleted", "restored" }.Select(verb => new EventDefinition($"{resource.Module}.{resource.Name}_{verb}", typeof(Events.EventCatalog.RowChanged)));

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
