using System.Net;
using System.Security.Authentication;
using Ashlar.Core.Lifecycle;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Ashlar.Core.Protection;

/// <summary>
/// Encryption on the way. <c>ASHLAR_TLS=strict</c> speaks TLS 1.3 and nothing older, and listens without TLS on this machine only. A database on
/// another machine is reached with TLS in any case.
/// </summary>
internal static class Transport
{
    public const string Variable = "ASHLAR_TLS";
    public const string PlainDatabase = "ASHLAR_DATABASE_PLAINTEXT";

    public static bool IsStrict(IConfiguration configuration) => configuration[Variable] switch
    {
        null or "" or "standard" => false,
        "strict" => true,
        var other => throw new StartException($"{Variable} is '{other}'. It is standard or strict."),
    };

    public static void Use(IWebHostBuilder web, IConfiguration configuration)
    {
        web.UseKestrelHttpsConfiguration();
        var strict = IsStrict(configuration);
        IEnumerable<string?> addresses = [.. (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"])];
        if (strict && Open(addresses) is { } open)
            throw new StartException($"{Variable} is strict, and {open} would be reached without TLS from other machines. Use https:// with a certificate, or an address of this machine behind a proxy that ends TLS.");
        web.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.SslProtocols = strict ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13));
    }

    /// <summary>An address without TLS that others can reach.</summary>
    public static string? Open(IEnumerable<string?> addresses) => addresses.FirstOrDefault(address => address?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) == true && !IsLocal(BindingAddress.Parse(address).Host));

    /// <summary>Asks for TLS where the server is another machine.</summary>
    /// <exception cref="StartException">The connection string forbids it.</exception>
    public static void Secure(NpgsqlConnectionStringBuilder settings, bool plainAllowed)
    {
        if (plainAllowed || (settings.Host ?? "").Split(',').All(host => IsLocal(host.Split(':')[0])))
            return;
        if (settings.SslMode is SslMode.Disable && settings.ContainsKey("SSL Mode"))
            throw new StartException($"The database {settings.Host} is another machine, and its connection string turns TLS off. Remove SSL Mode, or set {PlainDatabase}=1 where the network itself is encrypted.");
        if (settings.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer)
            settings.SslMode = SslMode.Require;
    }

    public static bool IsLocal(string host) => host.Length == 0 || host[0] is '/' or '@' || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
