using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.ScaleOut;

/// <summary>The nginx of deploy/nginx, with TLS, before the given hosts.</summary>
internal sealed class Gateway : IDisposable
{
    private readonly Process _process;
    private readonly string _fingerprint;

    private Gateway(Process process, Uri address, string fingerprint) => (_process, Address, _fingerprint) = (process, address, fingerprint);

    public Uri Address { get; }

    public static string? Program { get; } = new[] { "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx" }.FirstOrDefault(File.Exists);

    public static async Task<Gateway> Start(string folder, IEnumerable<Uri> hosts)
    {
        var port = HostProcess.FreePort();
        Directory.CreateDirectory(folder);
        var fingerprint = Certificate(folder);
        File.Copy(Path.Combine(Folders.Repository, "deploy/nginx/nginx.conf"), Path.Combine(folder, "nginx.conf"));
        await File.WriteAllLinesAsync(Path.Combine(folder, "hosts.conf"), hosts.Select(host => $"server {host.Authority} max_fails=1 fail_timeout=2s;"));
        await File.WriteAllTextAsync(Path.Combine(folder, "listen.conf"), $"listen 127.0.0.1:{port} ssl;\nssl_certificate {folder}/tls.crt;\nssl_certificate_key {folder}/tls.key;\n");
        var start = new ProcessStartInfo(Program!, ["-p", folder, "-c", "nginx.conf", "-e", "stderr", "-g", $"daemon off; pid {folder}/nginx.pid;"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        var said = new List<string?>();
        process.ErrorDataReceived += (_, line) => said.Add(line.Data);
        process.BeginErrorReadLine();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var gateway = new Gateway(process, new Uri($"https://127.0.0.1:{port}"), fingerprint);
        using var client = gateway.Client();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            Assert.False(process.HasExited, string.Join('\n', said));
            try
            {
                await client.GetAsync("/health/live");
                return gateway;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException(string.Join('\n', said));
    }

    /// <summary>A client that trusts the certificate made for the test.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == _fingerprint }, PooledConnectionLifetime = TimeSpan.FromSeconds(5) }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Makes the certificate and its key, and says its fingerprint.</summary>
    public static string Certificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();
            _process.WaitForExit(TimeSpan.FromSeconds(10));
        }

        _process.Dispose();
    }
}
