using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Identity.Tokens;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Identity;

/// <summary>Section <c>Identity</c> of the configuration.</summary>
internal sealed record IdentityOptions
{
    public PasswordHashing Hashing { get; init; } = new();
    public PasswordPolicy Password { get; init; } = new();
    public TokenOptions Tokens { get; init; } = new();

    /// <summary>No session lives longer, however busy.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>So many failures within the window lock the account for as long.</summary>
    public int LockAfter { get; init; } = 5;
    public TimeSpan LockWindow { get; init; } = TimeSpan.FromMinutes(15);

    public TimeSpan VerifyLifetime { get; init; } = TimeSpan.FromDays(3);
    public TimeSpan ResetLifetime { get; init; } = TimeSpan.FromHours(1);
    public TimeSpan InvitationLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Whether strangers may make accounts; they belong to no organisation until they are invited.</summary>
    public bool Registration { get; init; } = true;

    /// <summary>Other origins whose pages may use cookies here, for example a console under development.</summary>
    public IReadOnlyList<string> TrustedOrigins { get; init; } = [];

    /// <summary>Cookies carry Secure even when the request reached this process without TLS and under another name than that of an https <see cref="PublicUrl"/>.</summary>
    public bool AlwaysSecureCookies { get; init; }

    /// <summary>Where people reach the console, for links in mails: ASHLAR_PUBLIC_URL.</summary>
    public Uri? PublicUrl { get; init; }

    public static IdentityOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection("Identity").Get<IdentityOptions>() ?? new IdentityOptions();
        return Uri.TryCreate(configuration["ASHLAR_PUBLIC_URL"], UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
            ? options with { PublicUrl = url, TrustedOrigins = [.. options.TrustedOrigins, url.GetLeftPart(UriPartial.Authority)] }
            : options;
    }
}
