namespace Ashlar.Core.Http;

/// <summary>Answers for addresses that no endpoint serves, and methods that an address does not answer, in the house's error shape.</summary>
internal static class RoutingErrors
{
    /// <summary>Directly after routing, before anybody asks who may call the endpoint.</summary>
    public static void UseRoutingErrors(this IApplicationBuilder app) => app.Use((context, next) => context.GetEndpoint() switch
    {
        RouteEndpoint => next(context),
        null when IsApi(context.Request.Path) => context.WriteError(CoreErrors.NotFound.Saying($"There is no route {context.Request.Path}.")),
        { DisplayName: { } name } wrongMethod when name.StartsWith("405 ", StringComparison.Ordinal) => WriteMethodNotAllowed(context, wrongMethod),
        { DisplayName: { } name } when name.StartsWith("415 ", StringComparison.Ordinal) => context.WriteError(CoreErrors.UnsupportedMediaType),
        _ => next(context),
    });

    public static bool IsApi(PathString path) =>
        path.StartsWithSegments("/api") || path.StartsWithSegments("/.well-known") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/health");

    private static async Task WriteMethodNotAllowed(HttpContext context, Endpoint endpoint)
    {
        // The endpoint that routing made sets the Allow header and nothing else.
        await endpoint.RequestDelegate!(context);
        await context.WriteError(CoreErrors.MethodNotAllowed);
    }
}
