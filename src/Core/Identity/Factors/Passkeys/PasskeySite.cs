using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>Where passkeys are made and used: the id they are bound to and the origins whose pages may ask for them.</summary>
/// <param name="Id">A host name; the common one where organisations have names below it.</param>
/// <param name="Origins">As browsers write them.</param>
internal sealed record PasskeySite(string Id, IReadOnlyList<string> Origins)
{
    public static PasskeySite Of(HttpContext context, IdentityOptions options, SettingValues settings)
    {
        var request = context.Request;
        var host = request.Host.Host;
        var common = settings.Get<string?>("core.base_domain", null, null);
        var id = common is { Length: > 0 } && (host.Equals(common, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + common, StringComparison.OrdinalIgnoreCase)) ? common : host;
        // Behind a proxy that ends TLS the address people see is the public one.
        List<string> origins = [$"{request.Scheme}://{request.Host.Value}", .. options.TrustedOrigins];
        if (options.PublicUrl is { } site)
            origins.Add(site.GetLeftPart(UriPartial.Authority));
        if (id == common)
            origins.Add($"https://{request.Host.Value}");
        return new PasskeySite(id.ToLowerInvariant(), origins);
    }
}
