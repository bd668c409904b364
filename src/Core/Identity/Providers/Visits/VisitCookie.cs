using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Identity.Providers.Visits;

/// <summary>Keeps the secret of a visit in the browser that began it; each visit has its own, so that two at once do not disturb each other.</summary>
internal static class VisitCookie
{
    private const string Path = "/api/v1/auth/providers";

    public static void Set(HttpContext context, string state, VisitSecret secret, DateTimeOffset until, IdentityOptions options) =>
        context.Response.Cookies.Append(NameOf(state), secret.Text, Flags(context, until, options));

    /// <summary>Takes it out: what follows needs it once.</summary>
    public static VisitSecret? Take(HttpContext context, string state, IdentityOptions options)
    {
        var name = NameOf(state);
        if (!context.Request.Cookies.TryGetValue(name, out var text) || string.IsNullOrEmpty(text))
            return null;
        context.Response.Cookies.Delete(name, Flags(context, null, options));
        return new VisitSecret(text);
    }

    private static string NameOf(string state) => $"ashlar_visit_{Convert.ToHexStringLower(Digest.Of(state).ToBytes().AsSpan(0, 6))}";

    private static CookieOptions Flags(HttpContext context, DateTimeOffset? until, IdentityOptions options)
    {
        var flags = SessionCookies.Flags(context, until, httpOnly: true, options);
        flags.Path = Path;
        return flags;
    }
}
