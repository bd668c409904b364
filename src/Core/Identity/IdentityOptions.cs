using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Tenancy;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Identity;

/// <summary>Section <c>Identity</c> of the configuration.</summary>
internal sealed record IdentityOptions
{
    /// <summary>The tenant's own value of the idle time-out, in seconds.</summary>
    public const string IdleSetting = "auth.session_timeout";

    private static readonly TimeSpan _shortestIdle = TimeSpan.FromMinutes(1);

    public PasswordHashing Hashing { get; init; } = new();
    public PasswordPolicy Password { get; init; } = new();
    public TokenOptions Tokens { get; init; } = new();

    /// <summary>A session unused for so long is over.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(3600);

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

    /// <summary>Cookies carry Secure even when the request reached this process without TLS.</summary>
    public bool AlwaysSecureCookies { get; init; }

    /// <summary>Where people reach the console, for links in mails: ASHLAR_PUBLIC_URL.</summary>
    public Uri? PublicUrl { get; init; }

    public static IdentityOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection("Identity").Get<IdentityOptions>() ?? new IdentityOptions();
        return Uri.TryCreate(configuration["ASHLAR_PUBLIC_URL"], UriKind.Absolute, out var url) ? options with { PublicUrl = url } : options;
    }

    public TimeSpan IdleFor(TenantInfo? tenant)
    {
        if (tenant is null || !tenant.Settings.TryGetValue((IdleSetting, Guid.Empty), out var setting) || !setting.Value.TryGetInt32(out var seconds))
            return IdleTimeout;
        return TimeSpan.FromSeconds(seconds) is var idle && idle > _shortestIdle ? idle : _shortestIdle;
    }
}
