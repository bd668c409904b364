namespace Ashlar.Core.Http;

/// <summary>What every answer tells a browser, whatever it carries: nothing of it runs, is framed, is guessed at or is read by other sites.</summary>
internal static class SecureHeaders
{
    public const string Permissions = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    private const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private const string SameOrigin = "same-origin";

    /// <summary>The same for answers that the server makes by itself, which are never pages.</summary>
    public const string Bare =
        $"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nCross-Origin-Opener-Policy: {SameOrigin}\r\nCross-Origin-Resource-Policy: {SameOrigin}\r\nPermissions-Policy: {Permissions}\r\nReferrer-Policy: {SameOrigin}\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n";

    public static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = SameOrigin;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        // What somebody was shown is kept by his own browser alone, and asked for anew. Static files say otherwise of themselves.
        headers.CacheControl = "private, no-cache";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
    }
}
