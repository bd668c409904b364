using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Identity.Tokens;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Forged access tokens at every door. The published vectors judge the same code beside it.</summary>
[Trait("feature", "SEC-09")]
public sealed class TokenForgeryTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    [Fact]
    public async Task No_forged_token_opens_any_route()
    {
        var forgeries = await Forgeries();
        var operations = world.Map.Operations.Where(operation => operation.Access is SignedInAccess or PermissionAccess).ToList();
        var requests = new List<(Operation Operation, string Path, JsonNode? Body)>();
        foreach (var operation in operations)
            requests.Add((operation, operation.Filled(await AttackWorld.Ids(operation, world.Ours)), await world.Ours.Bodies.Of(operation)));

        var (wrong, turn) = (new List<string>(), 0);
        using var client = world.Host.NewClient();
        foreach (var (operation, path, body) in requests)
        {
            var (name, token) = forgeries[turn++ % forgeries.Count];
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            using var answer = await client.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
                wrong.Add($"{operation.Name} took a token with {name}: {(int)answer.StatusCode}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(turn > forgeries.Count);
    }

    [Fact]
    public async Task A_module_that_asks_about_a_forged_token_is_told_that_it_is_none()
    {
        var key = (await Organisation.Data(await world.Operator.PostAsJsonAsync("/api/v1/keys/api_keys", new { name = "Verifier", kind = "module", module_name = "verifier", environment = "dev" }))).GetProperty("attributes").GetProperty("key").GetString()!;
        using var module = world.With(key);
        foreach (var (name, token) in await Forgeries())
        {
            using var answer = await module.PostAsJsonAsync("/api/v1/core/auth/verify", new { token });
            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"A token with {name} was answered {(int)answer.StatusCode}.");
        }
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("bearer\t")]
    [InlineData("Bearer,Bearer")]
    [InlineData("Token")]
    public async Task A_good_token_under_another_scheme_is_none(string scheme)
    {
        using var client = world.Host.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {world.Attacker.Admin.DefaultRequestHeaders.Authorization!.Parameter}");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<List<(string Name, string Token)>> Forgeries()
    {
        var token = world.Attacker.Admin.DefaultRequestHeaders.Authorization!.Parameter!;
        var (header, payload, signature) = token.Split('.') is [var h, var p, var s] ? (h, p, s) : throw new InvalidOperationException(token);
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(payload))!.AsObject();
        var key = await world.Host.Services.GetRequiredService<SigningKeys>().ForSigning(CancellationToken.None);
        var (x, y) = (Base64Url.EncodeToString(key.PublicPoint().X), Base64Url.EncodeToString(key.PublicPoint().Y));
        using var mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new SigningKey(key.Id, ECDsa.Create(ECCurve.NamedCurves.nistP256), true, default, default);
        var jwk = $"{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{Base64Url.EncodeToString(mine.ExportParameters(false).Q.X)}\",\"y\":\"{Base64Url.EncodeToString(mine.ExportParameters(false).Q.Y)}\"}}";
        var raw = Base64Url.DecodeFromChars(signature);
        var later = (long)claims["exp"]!;

        List<(string, string)> forgeries =
        [
            .. new[] { "none", "None", "NONE", "nOnE", "" }.Select(algorithm => ($"the algorithm '{algorithm}'", $"{Text(Head(algorithm))}.{payload}.")),
            ("no algorithm", $"{Text($"{{\"kid\":\"{key.Id}\",\"typ\":\"at+jwt\"}}")}.{payload}.{signature}"),
            .. new[] { $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{x}\",\"y\":\"{y}\"}}", x + y, Pem(key.PublicPoint()) }.Select(secret => ("the public key for a shared secret", Hmac(Head("HS256"), payload, Encoding.UTF8.GetBytes(secret)))),
            ("an empty shared secret", Hmac(Head("HS256"), payload, [])),
            ("another key under the same name", Jws.Sign(own, "at+jwt", Base64Url.DecodeFromChars(payload))),
            .. new[] { "../../../../dev/null", "'; SELECT 1 --", "", "/proc/self/environ", "http://127.0.0.1/key" }.Select(kid => ($"the key '{kid}'", Mine($"{{\"alg\":\"ES256\",\"kid\":\"{kid}\",\"typ\":\"at+jwt\"}}"))),
            .. new[] { $"\"jwk\":{jwk}", "\"jku\":\"https://evil.test/jwks.json\"", "\"x5u\":\"https://evil.test/cert.pem\"", "\"x5c\":[\"AAAA\"]", "\"crit\":[\"exp\"],\"exp\":1", "\"zip\":\"DEF\"", "\"b64\":false,\"crit\":[\"b64\"]" }
                .Select(more => ($"the header {more[..8]}", Mine($"{{\"alg\":\"ES256\",\"kid\":\"{key.Id}\",\"typ\":\"at+jwt\",{more}}}"))),
            ("no signature", $"{header}.{payload}."), ("half a signature", $"{header}.{payload}.{Base64Url.EncodeToString(raw.AsSpan(0, 32))}"), ("a signature of zeros", $"{header}.{payload}.{Base64Url.EncodeToString(new byte[64])}"),
            ("a signature in DER", $"{header}.{payload}.{Base64Url.EncodeToString(Der(raw))}"), ("a signature with a tail", $"{header}.{payload}.{Base64Url.EncodeToString([.. raw, 0])}"), ("padding", $"{header}.{payload}.{signature}=="),
            ("four parts", $"{token}.{signature}"), ("two parts", $"{header}.{payload}"), ("another payload", $"{header}.{Text(claims.ToJsonString().Replace(world.Attacker.Id.ToString(), world.Victim.Id.ToString(), StringComparison.Ordinal))}.{signature}"),
            .. new (string, Action<JsonObject>)[]
            {
                ("another organisation", json => json["tid"] = world.Victim.Id.ToString()), ("another person", json => json["sub"] = Guid.Empty.ToString()), ("a session that is none", json => json["sid"] = Contract.Values.Ids.New().ToString()),
                ("another audience", json => json["aud"] = "elsewhere"), ("another issuer", json => json["iss"] = "https://evil.test"), ("an end in the past", json => json["exp"] = 1), ("a life too long", json => json["exp"] = later + 86_400), ("a beginning to come", json => json["iat"] = later + 600),
                ("no end", json => json.Remove("exp")), ("an end as text", json => json["exp"] = $"{later}"), ("several audiences", json => json["aud"] = new JsonArray("ashlar-api")),
            }.Select(change => (change.Item1, Signed(change.Item2))),
            ("another purpose", Jws.Sign(key, "id+jwt", Base64Url.DecodeFromChars(payload))),
        ];
        return forgeries;

        string Head(string algorithm) => $"{{\"alg\":\"{algorithm}\",\"kid\":\"{key.Id}\",\"typ\":\"at+jwt\"}}";

        string Mine(string head)
        {
            var input = $"{Text(head)}.{payload}";
            return $"{input}.{Base64Url.EncodeToString(mine.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
        }

        string Signed(Action<JsonObject> change)
        {
            var changed = (JsonObject)claims.DeepClone();
            change(changed);
            return Jws.Sign(key, "at+jwt", Encoding.UTF8.GetBytes(changed.ToJsonString()));
        }
    }

    private static string Hmac(string head, string payload, byte[] secret)
    {
        var input = $"{Text(head)}.{payload}";
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Pem(ECPoint point)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static byte[] Der(byte[] raw)
    {
        var writer = new global::System.Formats.Asn1.AsnWriter(global::System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new global::System.Numerics.BigInteger(raw.AsSpan(0, 32), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new global::System.Numerics.BigInteger(raw.AsSpan(32), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }

    private static string Text(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
