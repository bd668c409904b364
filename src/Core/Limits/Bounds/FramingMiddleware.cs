using Ashlar.Core.Http;

namespace Ashlar.Core.Limits.Bounds;

/// <summary>
/// Refuses what two servers in a row may read differently: a length beside a transfer encoding, and any encoding but chunked. The server
/// itself would drop the length and read on, which is right for it and no help to a proxy before it that did not.
/// </summary>
internal sealed class FramingMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TransferEncoding is { Count: > 0 } encoding)
        {
            // Kestrel moves the length out of the way under this name when both are there.
            if (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length"))
                return Refuse(context, "The request states both Content-Length and Transfer-Encoding. Send one of them.");
            if (encoding.Count != 1 || !"chunked".Equals(encoding[0], StringComparison.OrdinalIgnoreCase))
                return Refuse(context, "The only transfer encoding that is read here is chunked.");
        }

        return next(context);
    }

    private static Task Refuse(HttpContext context, string message)
    {
        // What follows on this connection may be the rest of an attack.
        context.Response.Headers.Connection = "close";
        return context.WriteError(CoreErrors.Malformed(message));
    }
}
