using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Tests.Identity;

[Trait("feature", "IDN-04")]
public sealed class AccessTokenTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task A_stranger_can_verify_a_token_with_the_published_keys()
    {
        var pair = await host.Tokens(await host.User(await host.Tenant()));
        var keys = (await host.Get("/.well-known/jwks.json")).Json!["keys"]!.AsArray();
        var parts = pair.Access.Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        var key = Assert.Single(keys, one => (string?)one!["kid"] == (string?)header["kid"])!;
        Assert.Equal(("ES256", "ES256", "EC", "sig"), ((string?)header["alg"], (string?)key["alg"], (string?)key["kty"], (string?)key["use"]));
        Assert.Null(key["d"]);

        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Base64Url.DecodeFromChars((string?)key["x"]), Y = Base64Url.DecodeFromChars((string?)key["y"]) } });
        Assert.True(ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        Assert.Equal(["iss", "aud", "sub", "sid", "tid", "iat", "exp", "jti"], claims.Select(claim => claim.Key));
        Assert.InRange((long)claims["exp"]! - (long)claims["iat"]!, 1, 900);
    }

    [Fact]
    public async Task An_expired_token_is_worth_nothing_though_it_was_remembered()
    {
        var pair = await host.Tokens(await host.User(await host.Tenant()));
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", pair.Access)).Status);
        host.Time.Pass(TimeSpan.FromMinutes(16));
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", pair.Access)).Status);
    }

    [Fact]
    public async Task Tokens_that_we_signed_for_something_else_are_refused()
    {
        var user = await host.User(await host.Tenant());
        var pair = await host.Tokens(user);
        var key = await host.Service<SigningKeys>().ForSigning(CancellationToken.None);
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(pair.Access.Split('.')[1]))!.AsObject();
        Assert.Equal(200, await With(_ => { }));

        var later = (long)claims["exp"]!;
        Assert.Equal(401, await With(json => json["aud"] = "another-api"));
        Assert.Equal(401, await With(json => json["aud"] = new JsonArray("ashlar-api")));
        Assert.Equal(401, await With(json => json["iss"] = "https://elsewhere.example"));
        Assert.Equal(401, await With(json => json.Remove("exp")));
        Assert.Equal(401, await With(json => json["exp"] = $"{later}"));
        Assert.Equal(401, await With(json => json["exp"] = later + 86_400));
        Assert.Equal(401, await With(json => json["exp"] = 1));
        Assert.Equal(401, await With(json => json["iat"] = later + 600));
        Assert.Equal(401, await With(json => json.Remove("sid")));
        Assert.Equal(401, await With(json => json["sid"] = Guid.Empty.ToString()));
        Assert.Equal(401, await With(json => json["sub"] = Guid.Empty.ToString()));
        Assert.Equal(401, await With(json => json.Remove("tid")));
        Assert.Equal(401, await With(json => json["tid"] = Guid.Empty.ToString()));
        Assert.Equal(401, await With(json => json["tid"] = null));
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", Jws.Sign(key, "id+jwt", Encoding.UTF8.GetBytes(claims.ToJsonString())))).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", Jws.Sign(key, "at+jwt", Encoding.UTF8.GetBytes(claims.ToJsonString().Replace("\"aud\"", "\"aud\":\"ashlar-api\",\"aud\"", StringComparison.Ordinal))))).Status);

        async Task<int> With(Action<JsonObject> change)
        {
            var changed = (JsonObject)claims.DeepClone();
            change(changed);
            return (await host.Get("/api/v1/auth/me", Jws.Sign(key, "at+jwt", Encoding.UTF8.GetBytes(changed.ToJsonString())))).Status;
        }
    }

    [Fact]
    public async Task Forged_headers_and_keys_are_refused()
    {
        var pair = await host.Tokens(await host.User(await host.Tenant()));
        var payload = pair.Access.Split('.')[1];
        var kid = (string)JsonNode.Parse(Base64Url.DecodeFromChars(pair.Access.Split('.')[0]))!["kid"]!;
        using var mine = new SigningKey(kid, ECDsa.Create(ECCurve.NamedCurves.nistP256), true, default, default);
        string[] forgeries =
        [
            $"{Part("{\"alg\":\"none\"}")}.{payload}.", $"{Part($"{{\"alg\":\"none\",\"kid\":\"{kid}\",\"typ\":\"at+jwt\"}}")}.{payload}.",
            $"{Part($"{{\"alg\":\"HS256\",\"kid\":\"{kid}\",\"typ\":\"at+jwt\"}}")}.{payload}.{Part("signature")}",
            Jws.Sign(mine, "at+jwt", Base64Url.DecodeFromChars(payload)), pair.Access[..^2], pair.Access + "AA", "", "a.b.c", new string('x', 9000),
        ];
        foreach (var forgery in forgeries)
            Assert.Equal(401, (await host.Get("/api/v1/auth/me", forgery)).Status);

        static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public async Task Keys_follow_each_other_with_an_overlap()
    {
        var keys = host.Service<SigningKeys>();
        var first = await keys.ForSigning(CancellationToken.None);
        host.Time.Pass(first.SignsFrom + TimeSpan.FromDays(30) - TimeSpan.FromMinutes(50) - host.Time.GetUtcNow());
        await keys.EnsureKey(CancellationToken.None);
        Assert.NotEqual(first.Id, (await keys.All(CancellationToken.None))[0].Id);
        Assert.Equal(first.Id, (await keys.ForSigning(CancellationToken.None)).Id);
        var pair = await host.Tokens(await host.User(await host.Tenant()));

        host.Time.Pass(TimeSpan.FromMinutes(65));
        var second = await keys.ForSigning(CancellationToken.None);
        Assert.NotEqual(first.Id, second.Id);
        var next = await host.Post("/api/v1/auth/refresh", new { refresh_token = pair.Refresh });
        Assert.Equal(401, next.Status);
        var key = await keys.Find(first.Id, CancellationToken.None);
        Assert.NotNull(key);

        host.Time.Pass(TimeSpan.FromDays(3));
        Assert.Null(await keys.Find(first.Id, CancellationToken.None));
        Assert.NotNull(await keys.Find(second.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Several_hosts_starting_at_once_make_one_key()
    {
        await host.Database.Execute("DELETE FROM public.identity_signing_keys", CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Service<SigningKeyStore>().Renew(CancellationToken.None)));
        Assert.Equal(1L, await host.Database.Scalar<long>("SELECT count(*) FROM public.identity_signing_keys", CancellationToken.None));
        await host.Service<SigningKeys>().EnsureKey(CancellationToken.None);
    }

    [Fact]
    public async Task The_private_half_is_not_readable_in_the_database_and_a_lost_key_is_replaced()
    {
        var stored = await host.Database.Scalar<byte[]>("SELECT private_key FROM public.identity_signing_keys LIMIT 1", CancellationToken.None);
        using var ecdsa = ECDsa.Create();
        Assert.ThrowsAny<CryptographicException>(() => ecdsa.ImportPkcs8PrivateKey(stored, out _));

        var elsewhere = new SigningKeyStore(host.Service<Databases>(), new KeyProtector(RandomNumberGenerator.GetBytes(32)), new TokenOptions(), host.Time);
        Assert.All(await elsewhere.Load(CancellationToken.None), key => Assert.False(key.CanSign));
        Assert.Contains(await elsewhere.Renew(CancellationToken.None), key => key.CanSign);
        await host.Service<SigningKeys>().EnsureKey(CancellationToken.None);
    }
}
