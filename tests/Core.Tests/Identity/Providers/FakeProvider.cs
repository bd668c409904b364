using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Identity.Providers;

/// <summary>A provider that lies on demand. What it does not lie about it checks as a real one does: the client, the verifier of PKCE, the redirect address, and that a code is used once.</summary>
internal sealed class FakeProvider : IDisposable
{
    public const string ClientId = "ashlar client";
    public const string Secret = "s3cret/with+signs";

    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, (string Token, string Challenge, string RedirectUri)> _codes = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private RSA _key = RSA.Create(2048);
    private int _number = 1;

    public FakeProvider(TimeProvider time)
    {
        _time = time;
        Issuer = $"http://127.0.0.1:{HostProcess.FreePort()}/realms/test";
        _listener.Prefixes.Add(new Uri(Issuer).GetLeftPart(UriPartial.Authority) + "/");
        _listener.Start();
        _ = Serve();
    }

    public string Issuer { get; }

    /// <summary>Changes what the provider says about itself.</summary>
    public Action<JsonObject> Describe { get; set; } = _ => { };

    /// <summary>How often the keys were asked for.</summary>
    public int KeyReads { get; private set; }

    /// <summary>The public key as somebody would write it into a file who wants it to pass for a shared secret.</summary>
    public byte[] PublicKeyText => Encoding.UTF8.GetBytes(_key.ExportSubjectPublicKeyInfoPem());

    public string KeyId => $"k{_number}";

    public void Rotate() => (_key, _number) = (RSA.Create(2048), _number + 1);

    /// <summary>A code for somebody, as the answer to a request; the token says what is asked for, or the truth.</summary>
    public string Code(string request, JsonObject claims, Func<JsonObject, string>? sign = null)
    {
        var query = HttpUtility.ParseQueryString(new Uri(request).Query);
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var all = new JsonObject { ["iss"] = Issuer, ["aud"] = ClientId, ["iat"] = now, ["exp"] = now + 300, ["nonce"] = query["nonce"] };
        foreach (var (name, value) in claims)
        {
            if (value is null)
                all.Remove(name);
            else
                all[name] = value.DeepClone();
        }

        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = ((sign ?? Signed)(all), query["code_challenge"]!, query["redirect_uri"]!);
        return code;
    }

    public string Signed(JsonObject claims) => Token(new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId }, claims, input => _key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Token(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var input = $"{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header))}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public void Dispose()
    {
        ((IDisposable)_listener).Dispose();
        _key.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var (status, body) = await Answer(context.Request);
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await using var writer = new StreamWriter(context.Response.OutputStream);
                await writer.WriteAsync(body.ToJsonString());
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task<(int, JsonObject)> Answer(HttpListenerRequest request) => request.Url!.AbsolutePath.Replace("/realms/test", "", StringComparison.Ordinal) switch
    {
        "/.well-known/openid-configuration" => (200, Description()),
        "/keys" => (200, Keys()),
        "/token" => Trade(request.Headers["Authorization"], HttpUtility.ParseQueryString(await new StreamReader(request.InputStream).ReadToEndAsync())),
        _ => (404, []),
    };

    private JsonObject Description()
    {
        var json = new JsonObject
        {
            ["issuer"] = Issuer, ["authorization_endpoint"] = Issuer + "/auth?kc=1", ["token_endpoint"] = Issuer + "/token", ["jwks_uri"] = Issuer + "/keys",
            ["response_types_supported"] = new JsonArray("code"), ["code_challenge_methods_supported"] = new JsonArray("plain", "S256"), ["id_token_signing_alg_values_supported"] = new JsonArray("RS256", "HS256"),
        };
        Describe(json);
        return json;
    }

    private JsonObject Keys()
    {
        KeyReads++;
        var key = _key.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject { ["kty"] = "RSA", ["use"] = "enc", ["kid"] = "for-encryption", ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) },
                new JsonObject { ["kty"] = "oct", ["kid"] = "shared", ["k"] = "c2VjcmV0" },
                new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = KeyId, ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) }),
        };
    }

    private (int, JsonObject) Trade(string? authorization, System.Collections.Specialized.NameValueCollection form)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(ClientId)}:{WebUtility.UrlEncode(Secret)}"));
        if (authorization != expected)
            return (401, new JsonObject { ["error"] = "invalid_client" });
        if (!_codes.TryRemove(form["code"] ?? "", out var known) || form["redirect_uri"] != known.RedirectUri
            || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"] ?? ""))) != known.Challenge)
            return (400, new JsonObject { ["error"] = "invalid_grant" });
        return (200, new JsonObject { ["access_token"] = "opaque", ["token_type"] = "Bearer", ["id_token"] = known.Token });
    }
}
