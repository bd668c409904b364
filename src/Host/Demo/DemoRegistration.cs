using Ashlar.Core.Http;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Host.Demo;

internal static class DemoRegistration
{
    /// <summary>ASHLAR_DEMO=1 fills a database that holds no organisation yet, before the host serves.</summary>
    public static IServiceCollection AddDemo(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["ASHLAR_DEMO"] != "1")
            return services;

        services.AddSingleton(new DemoAccount(TenantInfo.PlatformCode, "Operator of the platform", DemoOrganisations.Operator.Email, DemoOrganisations.Password));
        foreach (var trade in DemoOrganisations.All)
        {
            foreach (var person in trade.People)
                services.AddSingleton(new DemoAccount(trade.Code, $"{trade.Name}: {person.Title}", person.Email, DemoOrganisations.Password));
        }

        return services.AddStartTask("demo", StartPhase.SecurityAndApi, critical: true, async (provider, cancel) =>
        {
            // Asked here, since the loading composes a host of its own.
            if (await provider.GetRequiredService<Databases>().System.Scalar<bool>("SELECT EXISTS (SELECT FROM public.tenants WHERE id <> $1)", cancel, TenantInfo.PlatformId))
                return;
            var (connections, options) = (provider.GetRequiredService<DatabaseConnections>(), provider.GetRequiredService<StorageOptions>());
            await DemoData.Load(connections.Owner, options.DataFolder, provider.GetRequiredService<TimeProvider>().GetUtcNow(), cancel);
        });
    }
}
