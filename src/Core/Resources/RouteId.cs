namespace Ashlar.Core.Resources;

/// <summary>The id in the route. Anything that is not an id names nothing.</summary>
internal static class RouteId
{
    public static bool TryGet(HttpContext context, out Guid id) => Guid.TryParseExact(context.Request.RouteValues["id"] as string, "D", out id);
}
