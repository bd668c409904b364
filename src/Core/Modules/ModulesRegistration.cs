using Ashlar.Contract.Modules;
using Ashlar.Core.Modules.Manifests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ashlar.Core.Modules;

internal static class ModulesRegistration
{
    /// <summary>Comes after every other part of the core: fits all modules together, or throws, and registers what they bring.</summary>
    public static IServiceCollection AddModules(this IServiceCollection services, IConfiguration configuration, params IReadOnlyList<IModule> modules)
    {
        var registry = new ModuleRegistry(Given<CoreModule>(services), [.. modules, .. Given<IModule>(services)], configuration);
        services.AddSingleton(registry)
            .AddSingleton<Entitlements>()
            .AddSingleton<Subscriptions>()
            .AddSingleton<Catalogue>()
            .AddSingleton<Menu>();
        foreach (var brought in registry.Modules.SelectMany(module => Brought(module.Definition)))
            services.TryAddScoped(brought);
        return services;
    }

    /// <summary>Adds a part of the core that is declared like a module.</summary>
    public static IServiceCollection AddCoreModule(this IServiceCollection services, string id, string name, string icon, IModule definition, params IReadOnlyList<MenuItem> menu) =>
        services.AddSingleton(new CoreModule(new ModuleManifest { Id = id, Name = name, Icon = icon, Version = ModuleRegistry.CoreVersion, Category = "core", Menu = menu }, definition));

    public static void MapModules(this IEndpointRouteBuilder routes)
    {
        routes.MapCatalogue();
        routes.MapMenu();
    }

    private static IEnumerable<T> Given<T>(IServiceCollection services) => services.Where(service => service.ServiceType == typeof(T)).Select(service => (T)service.ImplementationInstance!);

    /// <summary>The classes that run inside an operation, one instance each.</summary>
    private static IEnumerable<Type> Brought(ModuleDefinition module) =>
    [
        .. module.Commands.Select(command => command.Handler),
        .. module.Queries.Select(query => query.Handler),
        .. module.Subscriptions.Select(subscription => subscription.Handler),
        .. module.Resources.SelectMany(resource => resource.BeforeWrite),
        .. module.Services,
        .. module.Jobs.Select(job => job.Job),
    ];
}
