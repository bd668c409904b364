using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Ashlar.TestKit;

/// <summary>An issuer of OpenID Connect that describes itself, has a key and knows every client; nobody can sign in there.</summary>
public sealed class StaticIssuer : IDisposable
{
    private readonly HttpListener _listener = new();

    public StaticIssuer()
    {
        Address = $"http://127.0.0.1:{HostProcess.FreePort()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = Serve();
    }

    public string Address { get; }

    /// <summary>What a host is told so that it may ask issuers on this machine.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["ASHLAR_SIGN_IN_NETWORKS"] = "127.0.0.0/8", ["ASHLAR_SIGN_IN_HTTP"] = "1", ["ASHLAR_SIGN_IN_PORTS"] = "1-65535",
    };

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task Serve()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var keys = $$"""{"keys":[{"kty":"EC","crv":"P-256","use":"sig","kid":"one","x":"{{Text(point.X!)}}","y":"{{Text(point.Y!)}}"}]}""";
        var about = $$"""{"issuer":"{{Address}}","authorization_endpoint":"{{Address}}/auth","token_endpoint":"{{Address}}/token","jwks_uri":"{{Address}}/keys","id_token_signing_alg_values_supported":["ES256"]}""";
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var (status, body) = context.Request.Url!.AbsolutePath switch
                {
                    "/.well-known/openid-configuration" => (200, about),
                    "/keys" => (200, keys),
                    "/token" => (400, """{"error":"invalid_grant"}"""),
                    _ => (404, "{}"),
                };
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }
}
