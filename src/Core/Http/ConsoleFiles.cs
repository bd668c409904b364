using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;

namespace Ashlar.Core.Http;

/// <summary>Serves the built console: hashed files for a year, the page itself always fresh.</summary>
internal static class ConsoleFiles
{
    public static void UseConsole(this WebApplication app)
    {
        var folder = app.Configuration["ASHLAR_CONSOLE"] ?? Path.Combine(AppContext.BaseDirectory, "console");
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            app.Use((context, next) => context.GetEndpoint() is null && HttpMethods.IsGet(context.Request.Method) && !RoutingErrors.IsApi(context.Request.Path)
                ? context.Response.WriteAsync("The console is not built. Run ./ashlar up, or npm ci && npm run build in console/.", context.RequestAborted)
                : next(context));
            return;
        }

        var files = new PhysicalFileProvider(folder);
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new FileExtensionContentTypeProvider(),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache",
        });
        app.Use(async (context, next) =>
        {
            // Any other address belongs to the console's own router.
            if (context.GetEndpoint() is null && HttpMethods.IsGet(context.Request.Method) && !RoutingErrors.IsApi(context.Request.Path) && !Path.HasExtension(context.Request.Path))
            {
                context.Response.ContentType = "text/html; charset=utf-8";
                context.Response.Headers.CacheControl = "no-cache";
                await context.Response.SendFileAsync(files.GetFileInfo("index.html"), context.RequestAborted);
                return;
            }

            if (context.GetEndpoint() is null)
                await context.WriteError(CoreErrors.NotFound);
            else
                await next(context);
        });
    }
}
