using Ashlar.Contract.Settings;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy.Flags;
using Ashlar.Core.Tenancy.Settings;
using Ashlar.Core.Tenancy.Tenants;

namespace Ashlar.Core.Tenancy;

internal static class TenancyRegistration
{
    public static IServiceCollection AddTenancy(this IServiceCollection services) => services
        .AddSingleton<TenantAddress>()
        .AddSingleton<TenantReader>()
        .AddSingleton<TenantDirectory>()
        .AddSingleton<PlacementRemoval>()
        .AddSingleton<Provisioner>()
        .AddScoped<TenantStanding>()
        .AddSingleton<SettingCatalogue>()
        .AddSingleton<EnvironmentSettings>()
        .AddSingleton<SettingValues>()
        .AddSingleton<SettingStore>()
        .AddSingleton<SettingDesk>()
        .AddScoped<ISettings, CurrentSettings>()
        .AddSingleton<FlagEvaluation>()
        .AddCoreModule("platform", "Platform", "server", new PlatformModule())
        .AddCoreModule("settings", "Settings", "settings", new SettingsModule())
        .AddStartTask("settings", StartPhase.Core, critical: true, (provider, _) =>
        {
            // Made here so that a value that cannot be one stops the start and not a request.
            provider.GetRequiredService<EnvironmentSettings>();
            return Task.CompletedTask;
        })
        .AddStartTask("roles", StartPhase.Core, critical: true, (provider, cancel) => provider.GetRequiredService<RoleSeeder>().Refresh(provider.GetRequiredService<Databases>().System, cancel));

    public static void MapTenancy(this IEndpointRouteBuilder routes)
    {
        routes.MapTenants();
        routes.MapSettings();
        routes.MapGivenSettings();
        routes.MapFlags();
    }
}
