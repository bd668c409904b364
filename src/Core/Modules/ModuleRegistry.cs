using System.Collections.Frozen;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Modules.Manifests;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Modules;

/// <summary>A part of the core declared like any module. It is always on.</summary>
internal sealed record CoreModule(ModuleManifest Manifest, IModule Definition);

/// <summary>A module that is part of this product, with all it declares.</summary>
internal sealed record InstalledModule(ModuleManifest Manifest, ModuleDefinition Definition, bool Core)
{
    public string Id => Manifest.Id;
}

/// <summary>All modules of the process. It does not come into being unless they fit together; the exception lists every mistake.</summary>
internal sealed class ModuleRegistry
{
    private readonly FrozenDictionary<string, InstalledModule> _byId;
    private readonly FrozenDictionary<string, ResourceDefinition> _resources;

    public ModuleRegistry(IEnumerable<CoreModule> core, IEnumerable<IModule> modules, IConfiguration configuration)
    {
        var mistakes = new List<string>();
        List<InstalledModule> all =
        [
            .. core.Select(part => Installed(part.Manifest, part.Definition, core: true)),
            .. modules.Select(module => Read(module, name => configuration[name], mistakes)).OfType<InstalledModule>(),
        ];
        mistakes.AddRange(ModuleGraph.Mistakes(all, CoreVersion));
        mistakes.AddRange(DefinitionChecks.Mistakes(all));
        if (mistakes.Count > 0)
            throw new ModulesDoNotFitException(mistakes);

        Modules = all;
        _byId = all.ToFrozenDictionary(module => module.Id, StringComparer.Ordinal);
        _resources = all.SelectMany(module => module.Definition.Resources).ToFrozenDictionary(resource => resource.Key, StringComparer.Ordinal);
        Permissions = PermissionCatalogue.Of(all);
        PermissionCodes = Permissions.Select(permission => permission.Code).ToFrozenSet(StringComparer.Ordinal);
    }

    public static string CoreVersion { get; } = typeof(ModuleRegistry).Assembly.GetName().Version!.ToString(3);

    public IReadOnlyList<InstalledModule> Modules { get; }

    /// <summary>Every permission that exists, in the order of declaration.</summary>
    public IReadOnlyList<CataloguedPermission> Permissions { get; }

    public FrozenSet<string> PermissionCodes { get; }

    public InstalledModule? Find(string id) => _byId.GetValueOrDefault(id);

    public ResourceDefinition? Resource(string key) => _resources.GetValueOrDefault(key);

    /// <summary>Whether a module is part of the core, which nobody buys and nobody can switch off.</summary>
    public bool IsCore(string id) => ManifestReader.Reserved.Contains(id) || _byId.GetValueOrDefault(id) is { Core: true };

    private static InstalledModule Installed(ModuleManifest manifest, IModule module, bool core)
    {
        var builder = new ModuleBuilder(manifest.Id, module.GetType().Assembly);
        module.Define(builder);
        return new InstalledModule(manifest, builder.Build(), core);
    }

    private static InstalledModule? Read(IModule module, Func<string, string?> environment, List<string> mistakes)
    {
        var type = module.GetType();
        // An assembly of several modules names each manifest after its class.
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Name}.module.json") ?? type.Assembly.GetManifestResourceStream("module.json");
        if (stream is null)
        {
            mistakes.Add($"{type.FullName}: its assembly has no module.json.");
            return null;
        }

        using var reader = new StreamReader(stream);
        var (manifest, errors) = ManifestReader.Read(reader.ReadToEnd(), environment);
        mistakes.AddRange(errors.Select(error => $"{type.Name} module.json {error.Path}: {error.Message}"));
        return manifest is null ? null : Installed(manifest, module, core: false);
    }
}

/// <summary>The modules cannot run together as they are.</summary>
internal sealed class ModulesDoNotFitException(IReadOnlyList<string> mistakes)
    : Exception($"The modules do not fit together:{Environment.NewLine}{string.Join(Environment.NewLine, mistakes.Select(mistake => $"  - {mistake}"))}")
{
    public IReadOnlyList<string> Mistakes => mistakes;
}
