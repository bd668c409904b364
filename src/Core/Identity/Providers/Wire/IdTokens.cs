using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Identity.Providers.Wire;

/// <summary>Believes an ID token or refuses it (OpenID Connect Core 1.0, 3.1.3.7).</summary>
internal sealed class IdTokens(Discovery discovery, TimeProvider time)
{
    private const int MaxLength = 16 * 1024;
    private const int LongestSubject = 255;
    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(60);

    /// <summary>Who it is about.</summary>
    /// <exception cref="ProviderException">It does not hold; the message says why.</exception>
    public async Task<Vouched> Read(string token, Metadata metadata, string clientId, string nonce, CancellationToken cancel)
    {
        var payload = await Verify(token, metadata, cancel);
        if (Jws.Parse(payload, maxDepth: 16) is not { } claims)
            throw Untrusted("the ID token's claims are no JSON object");
        Check(claims, metadata.Issuer, clientId, nonce, time.GetUtcNow());
        return new Vouched(metadata.Issuer, claims.Text("sub")!)
        {
            Email = claims.Text("email"),
            EmailVerified = claims.IsTrue("email_verified"),
            Name = claims.Text("name"),
            ProvedAt = claims.Moment("auth_time"),
            Session = claims.Text("sid") is { Length: <= 255 } session ? session : null,
        };
    }

    /// <summary>The payload, once a key of the issuer has signed exactly this token.</summary>
    private async Task<byte[]> Verify(string token, Metadata metadata, CancellationToken cancel)
    {
        var parts = token.Length <= MaxLength ? token.Split('.') : [];
        if (parts.Length != 3 || Jws.Decode(parts[0]) is not { } head || Jws.Parse(head, maxDepth: 16) is not { } header || Jws.Decode(parts[1]) is not { } payload || Jws.Decode(parts[2]) is not { } signature)
            throw Untrusted("the ID token is no signed token");
        // Whatever else stands in the header, such as a key or an address of one, is not looked at; what demands to be understood is refused.
        if (header.TryGetProperty("crit", out _))
            throw Untrusted("the ID token's header demands extensions");
        if (header.Text("alg") is not { } algorithm || !JwkKey.Algorithms.Contains(algorithm))
            throw Untrusted($"the ID token's algorithm '{Shown(header.Text("alg"))}' is not accepted");

        var id = header.Text("kid");
        var keys = Fitting(await discovery.Keys(metadata, missing: false, cancel), id, algorithm);
        if (keys.Count == 0)
            keys = Fitting(await discovery.Keys(metadata, missing: true, cancel), id, algorithm);
        if (keys.Count == 0)
            throw Untrusted($"the issuer has no {algorithm} key '{Shown(id)}'");
        if (id is null && keys.Count > 1)
            throw Untrusted("the ID token does not say which of the issuer's keys signed it");
        var input = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
        return keys.Any(key => key.Verify(algorithm, input, signature)) ? payload : throw Untrusted("the ID token's signature is wrong");
    }

    private static List<JwkKey> Fitting(IReadOnlyList<JwkKey> keys, string? id, string algorithm) => [.. keys.Where(key => (id is null || key.Id == id) && key.Serves(algorithm))];

    private static void Check(JsonElement claims, string issuer, string clientId, string nonce, DateTimeOffset now)
    {
        if (claims.Text("iss") != issuer)
            throw Untrusted($"the ID token is of the issuer '{Shown(claims.Text("iss"))}'");
        IReadOnlyList<string> audience = claims.Texts("aud") ?? (claims.Text("aud") is { } one ? [one] : []);
        if (!audience.Contains(clientId))
            throw Untrusted("the ID token is for another client");
        // Of several audiences one asked for it, and that must have been us.
        if ((audience.Count > 1 || claims.TryGetProperty("azp", out _)) && claims.Text("azp") != clientId)
            throw Untrusted("the ID token was made for another client to use");
        if (claims.Moment("exp") is not { } expires || expires <= now - _skew)
            throw Untrusted("the ID token has expired");
        if (claims.Moment("iat") is not { } issued || issued > now + _skew)
            throw Untrusted("the ID token is of the future");
        if (claims.Moment("nbf") > now + _skew)
            throw Untrusted("the ID token is not valid yet");
        if (claims.Text("nonce") is not { } given || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(nonce)))
            throw Untrusted("the ID token answers another request (nonce)");
        if (claims.Text("sub") is not { Length: <= LongestSubject } subject || subject.Any(char.IsControl))
            throw Untrusted("the ID token names nobody");
    }

    private static ProviderException Untrusted(string why) => new(why, untrusted: true);

    /// <summary>What strangers wrote, short enough for the log.</summary>
    private static string Shown(string? text) => new([.. (text ?? "").Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(100)]);
}
