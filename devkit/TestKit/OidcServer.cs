using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Ashlar.TestKit;

/// <summary>A real, certified server of OpenID Connect, oidc-provider from npm, and somebody who signs in there. Where it is not installed, tests that need it are skipped.</summary>
public sealed partial class OidcServer : IAsyncDisposable
{
    public const string ClientId = "ashlar";
    public const string ClientSecret = "the secret of the tests & more";

    private readonly Process _process;
    private readonly HttpClient _client = new();

    private OidcServer(Process process, string issuer) => (_process, Issuer) = (process, issuer);

    public string Issuer { get; }

    /// <summary>Null where there is none.</summary>
    public static async Task<OidcServer?> Start(params IEnumerable<string> redirects)
    {
        var folder = Path.Combine(Folders.Artifacts, "oidc-provider");
        if (!File.Exists(Path.Combine(folder, ".complete")))
            return null;
        var start = new ProcessStartInfo("node", [Path.Combine(Folders.Repository, "devkit", "TestKit", "oidc-server.mjs"), folder, "0", .. redirects]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // What it thinks of the version of Node is no business of the tests.
        start.Environment["NODE_NO_WARNINGS"] = "1";
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (!line.StartsWith("Issuer ", StringComparison.Ordinal))
                continue;
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new OidcServer(process, line["Issuer ".Length..]);
        }

        throw new InvalidOperationException("The server of OpenID Connect did not start.");
    }

    /// <summary>Goes to the address as a browser without any session there, signs in as somebody, and returns the address it is sent back to.</summary>
    public static async Task<Uri> SignIn(Uri address, string name)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false });
        for (var steps = 0; steps < 12; steps++)
        {
            using var answer = await browser.GetAsync(address);
            var next = answer.Headers.Location;
            if (answer.StatusCode == HttpStatusCode.OK && LoginForm().Match(await answer.Content.ReadAsStringAsync()) is { Success: true } form)
            {
                using var fields = new FormUrlEncodedContent([new("prompt", "login"), new("login", name), new("password", "any")]);
                using var sent = await browser.PostAsync(new Uri(address, form.Groups[1].Value), fields);
                next = sent.Headers.Location;
            }

            address = next is null ? throw new InvalidOperationException($"{address} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}") : new Uri(address, next);
            if (address.AbsolutePath == "/login/callback")
                return address;
        }

        throw new InvalidOperationException($"The provider never sends back, last to {address}.");
    }

    /// <summary>A new signing key; tokens of the one before are worth nothing.</summary>
    public async Task Rotate() => (await _client.PostAsync(new Uri(Issuer + "/rotate"), null)).EnsureSuccessStatusCode().Dispose();

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex("""<form[^>]*action="([^"]*/interaction/[^"]+)"[^>]*>\s*<input type="hidden" name="prompt" value="login""")]
    private static partial Regex LoginForm();
}
