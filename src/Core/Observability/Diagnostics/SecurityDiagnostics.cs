using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Protection;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Observability.Diagnostics;

/// <summary>How the installation is set up against attackers.</summary>
internal sealed class SecurityDiagnostics(IConfiguration configuration, IServer server, IdentityOptions identity, MfaPolicy factors, PasswordHasher hasher, IEnumerable<DemoAccount> demo, StorageOptions storage, TenantDirectory tenants) : IDiagnostics
{
    public IEnumerable<Diagnostic> All =>
    [
        new("https", "security", "Encryption on the way", _ => Task.FromResult(Https())),
        new("first_password", "security", "First password", _ => Task.FromResult(FirstPassword())),
        new("demo", "security", "Demo mode", _ => Task.FromResult(Demo())),
        new("second_factor", "security", "Second factor", Factor),
        new("password_hashing", "security", "Hashing of passwords", _ => Task.FromResult(Hashing())),
        new("metrics_token", "security", "Access to metrics", _ => Task.FromResult(Metrics())),
    ];

    private Finding Https()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (Transport.Open(addresses) is { } open)
            return Finding.Failed($"{open} has no TLS and reaches beyond this machine.", "Listen on https:// with a certificate, or on 127.0.0.1 behind a proxy that ends TLS; ASHLAR_TLS=strict refuses anything else.");
        return identity.PublicUrl switch
        {
            null => Finding.Warning("ASHLAR_PUBLIC_URL is not set, so nothing shows that people come by https.", "Set ASHLAR_PUBLIC_URL to the https address that people use."),
            { Scheme: "https" } url => Finding.Ok($"People come by {url}."),
            var url when Transport.IsLocal(url.Host) => Finding.Ok($"People come by {url}, from this machine only."),
            var url => Finding.Failed($"People come by {url}, without encryption.", "Put a proxy with a certificate in front and set ASHLAR_PUBLIC_URL to its https address."),
        };
    }

    private Finding FirstPassword() => File.Exists(Path.Combine(storage.DataFolder, FirstOperator.PasswordFile))
        ? Finding.Warning("The file with the operator's first password is still in the data folder.", "Change the password, then delete the file operator-password.")
        : Finding.Ok("No file with a first password is left.");

    private Finding Demo() => demo.Any()
        ? Finding.Warning($"{demo.Count()} accounts with a published password exist, and second factors can be switched off.", "For anything but a demonstration start on an empty database without ASHLAR_DEMO.")
        : Finding.Ok("Off.");

    private async Task<Finding> Factor(CancellationToken cancel)
    {
        var demand = factors.For((await tenants.ById(TenantInfo.PlatformId, cancel))!);
        return demand switch
        {
            MfaDemand.Off => Finding.Failed("A password alone lets people into the operator's area.", "Set auth.mfa to admins or all, and ASHLAR_SETTING_AUTH_MFA nowhere to off."),
            MfaDemand.Admins => Finding.Ok("Asked of everybody who administers."),
            _ => Finding.Ok("Asked of everybody."),
        };
    }

    private Finding Hashing() => hasher.Algorithm == "argon2id" ? Finding.Ok("Argon2id.") : Finding.Warning($"{hasher.Algorithm}, because libsodium is missing.", "Install libsodium (Debian: libsodium23) and start the host again; passwords move over at their next use.");

    private Finding Metrics() => configuration["ASHLAR_METRICS_TOKEN"] is { Length: > 0 and < 16 }
        ? Finding.Warning("ASHLAR_METRICS_TOKEN is shorter than 16 characters.", "Set a longer one, made at random.")
        : Finding.Ok(configuration["ASHLAR_METRICS_TOKEN"] is { Length: > 0 } ? "With a token." : "Callers on this machine only.");
}
