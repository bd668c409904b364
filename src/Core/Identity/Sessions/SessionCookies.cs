namespace Ashlar.Core.Identity.Sessions;

/// <summary>The two cookies of a browser: one no script can read, one the page repeats in a header.</summary>
internal static class SessionCookies
{
    public const string Session = "ashlar_session";
    public const string CsrfToken = "ashlar_csrf";

    public static void Set(HttpContext context, string secret, string csrfToken, DateTimeOffset expires, IdentityOptions options)
    {
        context.Response.Cookies.Append(Session, secret, Flags(context, expires, httpOnly: true, options));
        context.Response.Cookies.Append(CsrfToken, csrfToken, Flags(context, expires, httpOnly: false, options));
    }

    public static void Clear(HttpContext context, IdentityOptions options)
    {
        context.Response.Cookies.Delete(Session, Flags(context, null, httpOnly: true, options));
        context.Response.Cookies.Delete(CsrfToken, Flags(context, null, httpOnly: false, options));
    }

    private static CookieOptions Flags(HttpContext context, DateTimeOffset? expires, bool httpOnly, IdentityOptions options) => new()
    {
        HttpOnly = httpOnly,
        Secure = context.Request.IsHttps || options.AlwaysSecureCookies || (options.PublicUrl is { Scheme: "https" } site && site.Host.Equals(context.Request.Host.Host, StringComparison.OrdinalIgnoreCase)),
        SameSite = SameSiteMode.Lax,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}
