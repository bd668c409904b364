using System.Collections.Concurrent;

namespace Ashlar.Core.Identity.Tokens;

/// <summary>Issues and checks access tokens. A token once verified is remembered by its hash until it expires.</summary>
internal sealed class AccessTokens(SigningKeys keys, TokenOptions options, TimeProvider time)
{
    private const string Type = "at+jwt";
    private const int Capacity = 50_000;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<Digest, AccessClaims> _verified = new();

    public TimeSpan Lifetime { get; } = options.AccessLifetime < TokenOptions.LongestAccess ? options.AccessLifetime : TokenOptions.LongestAccess;

    public async ValueTask<string> Issue(Guid userId, Guid sessionId, Guid? tenantId, Guid? clientId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var claims = new AccessClaims(userId, sessionId, tenantId, clientId, now, now + Lifetime);
        return Jws.Sign(await keys.ForSigning(cancel), Type, claims.ToJson(options.Issuer, options.Audience));
    }

    /// <summary>What the token says, when we signed it, for us, and it has not expired; whether its session still lives is another question.</summary>
    public ValueTask<AccessClaims?> Verify(ReadOnlyMemory<char> token, CancellationToken cancel)
    {
        var digest = Digest.Of(token.Span);
        if (!_verified.TryGetValue(digest, out var claims))
            return VerifySignature(token.ToString(), digest, cancel);
        if (claims.ExpiresAt > time.GetUtcNow())
            return ValueTask.FromResult<AccessClaims?>(claims);

        _verified.TryRemove(digest, out _);
        return ValueTask.FromResult<AccessClaims?>(null);
    }

    private async ValueTask<AccessClaims?> VerifySignature(string token, Digest digest, CancellationToken cancel)
    {
        if (Jws.ReadHeader(token) is not { Type: Type } header
            || await keys.Find(header.KeyId, cancel) is not { } key
            || Jws.Verify(token, key) is not { } payload
            || Jws.Parse(payload) is not { } json
            || AccessClaims.Read(json, options.Issuer, options.Audience) is not { } claims)
            return null;

        var now = time.GetUtcNow();
        if (claims.ExpiresAt <= now || claims.IssuedAt > now + Skew || claims.ExpiresAt - claims.IssuedAt > TokenOptions.LongestAccess)
            return null;

        if (_verified.Count >= Capacity)
            _verified.Clear();
        _verified[digest] = claims;
        return claims;
    }
}
