namespace Ashlar.Core.Access;

internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<AccessFactsReader>()
        .AddSingleton<PermissionCache>();
}
