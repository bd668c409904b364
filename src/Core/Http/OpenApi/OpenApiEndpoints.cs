using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Ashlar.Core.Access;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>GET /openapi/v1.json and the pages made from it. Nothing here comes from another site.</summary>
internal static class OpenApiEndpoints
{
    private const string Reason = "Whoever writes a client reads the reference first; it holds no data of anybody.";

    public static void MapOpenApi(this IEndpointRouteBuilder routes)
    {
        // Routes are complete only after the host has mapped all of them, so the document is made when first asked for.
        var document = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(DocumentOf(routes).Build(Version).ToJsonString(JsonSettings.Options)));
        routes.MapGet("/openapi/v1.json", context => Send(context, "application/json", document.Value)).Anonymous(Reason).Describes(OwnDocs.Document);
        routes.MapGet("/docs/api", context => Send(context, "text/html; charset=utf-8", Resource("reference.html"))).Anonymous(Reason).Describes(OwnDocs.Page);
        routes.MapGet("/docs/api/reference.js", context => Send(context, "text/javascript; charset=utf-8", Resource("reference.js"))).Anonymous(Reason).Describes(OwnDocs.Script);
        routes.MapGet("/docs/errors", context => Send(context, "text/html; charset=utf-8", ErrorPage.Html(context.RequestServices))).Anonymous(Reason).Describes(OwnDocs.Errors);
    }

    public static Document DocumentOf(IEndpointRouteBuilder routes) => new(routes.DataSources, routes.ServiceProvider.GetRequiredService<ResourceModels>());

    private static string Version => typeof(OpenApiEndpoints).Assembly.GetName().Version!.ToString(3);

    private static Task Send(HttpContext context, string type, byte[] content)
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
