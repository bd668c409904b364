using Ashlar.Core.Access.Org;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Access;

internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<AccessFactsReader>()
        .AddSingleton<PermissionCache>()
        .AddSingleton<AccessCheck>()
        .AddSingleton<AccessExplainer>()
        .AddSingleton<RoleSeeder>()
        .AddScoped<GrantingRules>()
        .AddScoped<AdminGuard>()
        .AddCoreModule("org", "People", "users", new OrgModule())
        .AddCoreModule("rbac", "Roles", "shield", new RbacModule());

    public static void MapAccess(this IEndpointRouteBuilder routes) => routes.MapRbac();

    /// <summary>After routing and sign-in, before every endpoint.</summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessMiddleware>();
}
