using Ashlar.Contract.Modules;
using Ashlar.Core.Modules.Manifests;

namespace Ashlar.Core.Modules;

internal static class ModulesRegistration
{
    /// <param name="services">The container.</param>
    /// <param name="modules">The modules of this product.</param>
    public static IServiceCollection AddModules(this IServiceCollection services, params IReadOnlyList<IModule> modules)
    {
        foreach (var module in modules)
            services.AddSingleton(module);
        return services
            .AddSingleton<ModuleRegistry>()
            .AddSingleton<Entitlements>();
    }

    /// <summary>Adds a part of the core that is declared like a module.</summary>
    public static IServiceCollection AddCoreModule(this IServiceCollection services, string id, string name, string icon, IModule definition, params IReadOnlyList<MenuItem> menu) =>
        services.AddSingleton(new CoreModule(new ModuleManifest { Id = id, Name = name, Icon = icon, Version = ModuleRegistry.CoreVersion, Category = "core", Menu = menu }, definition));
}
