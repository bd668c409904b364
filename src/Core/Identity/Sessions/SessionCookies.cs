namespace Ashlar.Core.Identity.Sessions;

/// <summary>The cookies of a browser: the session, which no script can read, what the page repeats in a header, and the secret of a trusted device.</summary>
internal static class SessionCookies
{
    public const string Session = "ashlar_session";
    public const string CsrfToken = "ashlar_csrf";
    public const string Device = "ashlar_device";

    public static void Set(HttpContext context, string secret, string csrfToken, DateTimeOffset expires, IdentityOptions options)
    {
        context.Response.Cookies.Append(Session, secret, Flags(context, expires, httpOnly: true, options));
        context.Response.Cookies.Append(CsrfToken, csrfToken, Flags(context, expires, httpOnly: false, options));
    }

    /// <summary>The device's secret outlives the session.</summary>
    public static void Trust(HttpContext context, string secret, DateTimeOffset until, IdentityOptions options) =>
        context.Response.Cookies.Append(Device, secret, Flags(context, until, httpOnly: true, options));

    public static void Clear(HttpContext context, IdentityOptions options)
    {
        context.Response.Cookies.Delete(Session, Flags(context, null, httpOnly: true, options));
        context.Response.Cookies.Delete(CsrfToken, Flags(context, null, httpOnly: false, options));
    }

    public static CookieOptions Flags(HttpContext context, DateTimeOffset? expires, bool httpOnly, IdentityOptions options) => new()
    {
        HttpOnly = httpOnly,
        Secure = context.Request.IsHttps || options.AlwaysSecureCookies || (options.PublicUrl is { Scheme: "https" } site && site.Host.Equals(context.Request.Host.Host, StringComparison.OrdinalIgnoreCase)),
        SameSite = SameSiteMode.Lax,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}
