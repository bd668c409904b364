namespace Ashlar.Core.Tenancy;

internal static class TenancyRegistration
{
    public static IServiceCollection AddTenancy(this IServiceCollection services) => services
        .AddSingleton<TenantAddress>()
        .AddSingleton<TenantReader>()
        .AddSingleton<TenantDirectory>();
}
