using Ashlar.Core.Modules.Manifests;
using NuGet.Versioning;

namespace Ashlar.Core.Modules;

/// <summary>Checks that every module finds what it needs, and that no module needs itself in the end.</summary>
internal static class ModuleGraph
{
    public static IEnumerable<string> Mistakes(IReadOnlyList<InstalledModule> modules, string coreVersion)
    {
        foreach (var twice in modules.GroupBy(module => module.Id).Where(group => group.Count() > 1))
            yield return $"{twice.Key}: two modules carry this id: {string.Join(" and ", twice.Select(module => module.Definition.Assembly.GetName().Name))}.";

        var byId = modules.DistinctBy(module => module.Id).ToDictionary(module => module.Id, StringComparer.Ordinal);
        foreach (var module in modules.Where(module => !module.Core))
        {
            if (!InRange(module.Manifest.CoreVersionRequired, coreVersion))
                yield return $"{module.Id}: needs core {module.Manifest.CoreVersionRequired}, and this is {coreVersion}.";

            foreach (var dependency in module.Manifest.Dependencies.Where(dependency => dependency.Id != "core"))
            {
                if (!byId.TryGetValue(dependency.Id, out var needed))
                    yield return $"{module.Id}: needs the module {dependency.Id}, which is missing.";
                else if (!needed.Core && !InRange(dependency.Version, needed.Manifest.Version))
                    yield return $"{module.Id}: needs {dependency.Id} {dependency.Version}, and {needed.Manifest.Version} is here.";
            }
        }

        foreach (var cycle in Cycles(byId))
            yield return $"{cycle[0]}: depends on itself: {string.Join(" → ", cycle)}.";
    }

    private static bool InRange(string range, string version) => SemverRange.TryParse(range, out var parsed) && parsed.Contains(SemanticVersion.Parse(version));

    /// <summary>Each cycle once, beginning and ending with its smallest id.</summary>
    private static IEnumerable<List<string>> Cycles(Dictionary<string, InstalledModule> modules)
    {
        foreach (var start in modules.Keys.Order(StringComparer.Ordinal))
        {
            if (PathBack(start, start, [start], modules) is { } path)
                yield return path;
        }
    }

    private static List<string>? PathBack(string start, string at, List<string> path, Dictionary<string, InstalledModule> modules)
    {
        foreach (var next in modules[at].Manifest.Dependencies.Select(dependency => dependency.Id))
        {
            if (next == start)
                return [.. path, start];
            // A cycle is reported where its smallest id starts it.
            if (string.CompareOrdinal(next, start) < 0 || path.Contains(next) || !modules.ContainsKey(next))
                continue;
            if (PathBack(start, next, [.. path, next], modules) is { } found)
                return found;
        }

        return null;
    }
}
