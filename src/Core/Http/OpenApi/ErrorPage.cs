using System.Net;
using System.Text;
using Ashlar.Contract.Modules;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>The page that the type of a problem points at: <c>/docs/errors#code</c>.</summary>
internal static class ErrorPage
{
    public static byte[] Html(IServiceProvider services)
    {
        var modules = services.GetRequiredService<IReadOnlyList<ModuleDefinition>>();
        var errors = ErrorCatalogue.Of(modules.Select(module => module.Assembly).Append(typeof(ErrorPage).Assembly).Distinct());
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Errors · Ashlar</title>"
            + "<style>:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}td,th{text-align:left;padding:.35rem .8rem .35rem 0;vertical-align:top;border-bottom:1px solid #8884}tr:target{background:#fb03}</style>"
            + "<h1>Errors</h1><p>The <code>code</code> of an error is permanent; the message may change. <a href=\"/docs/api\">API reference</a></p><table><tr><th>Code<th>Status<th>Meaning");
        foreach (var error in errors.DistinctBy(error => error.Code))
            html.Append($"<tr id=\"{WebUtility.HtmlEncode(error.Code)}\"><td><code>{WebUtility.HtmlEncode(error.Code)}</code><td>{error.Status}<td>{WebUtility.HtmlEncode(error.Message)}");
        return Encoding.UTF8.GetBytes(html.Append("</table></html>").ToString());
    }
}
