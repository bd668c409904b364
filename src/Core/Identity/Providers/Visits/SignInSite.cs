using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Identity.Providers.Visits;

/// <summary>The page to which providers send people back, at the address they came from.</summary>
internal static class SignInSite
{
    private const string Page = "/login/callback";

    public static string RedirectUri(HttpContext context, IdentityOptions options, SettingValues settings)
    {
        var host = context.Request.Host;
        if (options.PublicUrl is { } site && site.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase))
            return site.GetLeftPart(UriPartial.Authority) + Page;
        // Behind a proxy that ends TLS, organisations' own names are reached by https as the common one is.
        var common = settings.Get<string?>("core.base_domain", null, null);
        var secure = context.Request.IsHttps || options.AlwaysSecureCookies || (common is { Length: > 0 } && host.Host.EndsWith("." + common, StringComparison.OrdinalIgnoreCase) && options.PublicUrl?.Scheme == "https");
        return $"{(secure ? "https" : "http")}://{host.Value}{Page}";
    }
}
