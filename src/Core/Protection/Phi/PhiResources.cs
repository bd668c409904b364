using System.Collections.Frozen;
using Ashlar.Contract.Modules;

namespace Ashlar.Core.Protection.Phi;

/// <summary>The resources whose every row is about somebody's health, as permissions name them.</summary>
internal sealed class PhiResources(IReadOnlyList<ModuleDefinition> modules)
{
    private readonly FrozenSet<string> _named = modules.SelectMany(module => module.Resources).Where(resource => resource.Phi).Select(resource => $"{resource.Module}:{resource.Plural}").ToFrozenSet(StringComparer.Ordinal);

    public bool Covers(string permission) => _named.Count > 0 && _named.Contains(permission[..permission.LastIndexOf(':')]);
}
