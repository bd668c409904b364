namespace Ashlar.Core.Access;

internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<AccessFactsReader>()
        .AddSingleton<PermissionCache>()
        .AddSingleton<AccessCheck>();

    /// <summary>After routing and sign-in, before every endpoint.</summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessMiddleware>();
}
