namespace Ashlar.Core.Identity.Endpoints;

internal static class IdentityEndpoints
{
    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/v1/auth");
        auth.MapSessions();
        auth.MapAccounts();
        auth.MapProfile();
        auth.MapFactors();
        auth.MapChallenges();
        auth.MapProviders();
        routes.MapKeys();
        routes.MapMemberFactors();
        routes.MapProviderAdmin();
    }
}
