using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Protection;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ashlar.Core.Tests.Protection;

public sealed class TransportTests(TestServer server)
{
    [Theory]
    [InlineData("strict", false)]
    [InlineData("standard", true)]
    [Trait("feature", "PHI-06")]
    public async Task A_client_of_tls_1_2_is_refused_where_strict_mode_is_on(string mode, bool old)
    {
        var folder = Directory.CreateTempSubdirectory("ashlar-tls-").FullName;
        await using var host = new TestHost(server);
        try
        {
            await host.Start(
                settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_TLS"] = mode, ["Kestrel:Certificates:Default:Path"] = Certificate(folder), ["Kestrel:Certificates:Default:Password"] = "test" },
                adjust: builder => builder.WebHost.UseUrls("https://127.0.0.1:0"));
            var port = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
            Assert.Equal(old, await Connects(port, "-tls1_2"));
            Assert.True(await Connects(port, "-tls1_3"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    [Trait("feature", "PHI-06")]
    public void Strict_mode_does_not_listen_without_tls_beyond_this_machine()
    {
        Assert.Equal("http://0.0.0.0:5080", Transport.Open(["https://0.0.0.0:5443", "http://127.0.0.1:5081", "http://[::1]:1", "http://localhost:2", "http://0.0.0.0:5080"]));
        Assert.Null(Transport.Open(["https://*:443", "http://localhost:5080", null]));
        Assert.Equal("http://*:80", Transport.Open(["http://*:80"]));
    }

    [Theory]
    [InlineData("Host=db.example", SslMode.Require)]
    [InlineData("Host=db.example;SSL Mode=Prefer", SslMode.Require)]
    [InlineData("Host=db.example;SSL Mode=VerifyFull", SslMode.VerifyFull)]
    [InlineData("Host=/var/run/postgresql", SslMode.Prefer)]
    [InlineData("Host=127.0.0.1", SslMode.Prefer)]
    [InlineData("Host=localhost,db.example", SslMode.Require)]
    [Trait("feature", "PHI-06")]
    public void A_database_on_another_machine_is_reached_with_tls(string given, SslMode becomes)
    {
        var settings = new NpgsqlConnectionStringBuilder(given);
        Transport.Secure(settings, plainAllowed: false);
        Assert.Equal(becomes, settings.SslMode);
    }

    [Fact]
    [Trait("feature", "PHI-06")]
    public void Turning_tls_off_for_a_database_elsewhere_stops_the_start()
    {
        var settings = new NpgsqlConnectionStringBuilder("Host=db.example;SSL Mode=Disable");
        Assert.Throws<StartException>(() => Transport.Secure(settings, plainAllowed: false));
        Transport.Secure(settings, plainAllowed: true);
        Assert.Equal(SslMode.Disable, settings.SslMode);
    }

    private static string Certificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var path = Path.Combine(folder, "test.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, "test"));
        return path;
    }

    private static async Task<bool> Connects(int port, string version)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed.");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/openssl", ["s_client", "-connect", $"{IPAddress.Loopback}:{port}", version]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await errors;
        return process.ExitCode == 0 && output.Contains("TLSv1.", StringComparison.Ordinal) && !output.Contains("Cipher is (NONE)", StringComparison.Ordinal);
    }
}
