using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Tests.Identity;

[Trait("feature", "IDN-04")]
public sealed class JwsTests
{
    [Fact]
    public void Every_published_signature_vector_is_judged_as_published()
    {
        var (accepted, refused) = (0, 0);
        foreach (var group in Groups("wycheproof/json_web_signature_test.json"))
        {
            // Keys of other kinds or uses never enter the ring; their tokens then meet a key of ours.
            var named = group.TryGetProperty("public", out var jwk) ? jwk : default;
            using var key = IsOurs(named) ? Import(named) : Fresh("kid-ec-sign");
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var expected = IsOurs(named) && test.GetProperty("result").GetString() == "valid";
                var token = test.GetProperty("jws") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : test.GetProperty("jws").GetRawText();
                Assert.True(expected == Jws.Verify(token, key) is not null, $"{test.GetProperty("tcId")} {test.GetProperty("comment")}");
                _ = expected ? accepted++ : refused++;
            }
        }

        Assert.Equal((2, 399), (accepted, refused));
    }

    [Fact]
    public void No_token_of_the_published_confused_key_sets_is_accepted()
    {
        using var key = Fresh("kid-ec-sign");
        foreach (var test in Groups("wycheproof/json_web_key_test.json").SelectMany(group => group.GetProperty("tests").EnumerateArray()))
        {
            var token = test.GetProperty("jws") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : test.GetProperty("jws").GetRawText();
            Assert.Null(Jws.Verify(token, key));
        }
    }

    [Fact]
    public void Every_published_ecdsa_vector_is_judged_as_published()
    {
        var count = 0;
        foreach (var group in Groups("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json"))
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromHexString(group.GetProperty("publicKeyDer").GetString()!), out _);
            using var key = new SigningKey("k", ecdsa, false, default, DateTimeOffset.MaxValue);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var signature = Convert.FromHexString(test.GetProperty("sig").GetString()!);
                var valid = signature.Length == 64 && key.Verify(Convert.FromHexString(test.GetProperty("msg").GetString()!), signature);
                Assert.True(valid == (test.GetProperty("result").GetString() == "valid"), $"{test.GetProperty("tcId")} {test.GetProperty("comment")}");
                count++;
            }
        }

        Assert.Equal(262, count);
    }

    [Fact]
    public void A_token_round_trips_and_any_other_spelling_of_it_fails()
    {
        using var key = Fresh("k1");
        var token = Jws.Sign(key, "at+jwt", "{\"a\":1}"u8);
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(Jws.Verify(token, key)!));

        string[] forgeries =
        [
            "", ".", "..", "...", token + ".", "." + token, token + "=", token[..^1], token[..^10], token + " ", " " + token, token.Replace('.', '\n'),
            token[..token.LastIndexOf('.')], token[..(token.LastIndexOf('.') + 1)], token + token, token.Replace('-', '+'), token.ToUpperInvariant(), new string('a', 5000),
        ];
        foreach (var forgery in forgeries.Where(forgery => forgery != token))
            Assert.Null(Jws.Verify(forgery, key));
    }

    [Fact]
    public void Changing_any_single_character_breaks_it()
    {
        using var key = Fresh("k1");
        var token = Jws.Sign(key, "at+jwt", "{\"a\":1}"u8);
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in "Aa0-_.")
            {
                if (token[i] != other)
                    Assert.Null(Jws.Verify($"{token[..i]}{other}{token[(i + 1)..]}", key));
            }
        }
    }

    [Theory]
    [InlineData("{\"alg\":\"none\",\"kid\":\"k1\"}")]
    [InlineData("{\"alg\":\"None\",\"kid\":\"k1\"}")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":\"k1\"}")]
    [InlineData("{\"alg\":\"ES384\",\"kid\":\"k1\"}")]
    [InlineData("{\"alg\":\"es256\",\"kid\":\"k1\"}")]
    [InlineData("{\"alg\":[\"ES256\"],\"kid\":\"k1\"}")]
    [InlineData("{\"alg\":\"ES256\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"k2\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"../k1\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"k1' OR 1=1\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":null}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"k1\",\"kid\":\"k1\"}")]
    [InlineData("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"k1\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"k1\",\"crit\":[\"b64\"],\"b64\":false}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"k1\",\"jku\":\"https://attacker.test/keys\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"k1\",\"jwk\":{}}")]
    [InlineData("[\"ES256\"]")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"\\ud800\"}")]
    [InlineData("{")]
    public void A_header_of_another_kind_is_refused_even_when_signed_with_the_right_key(string header)
    {
        using var key = Fresh("k1");
        var input = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString("{}"u8)}";
        Assert.Null(Jws.Verify($"{input}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(input)))}", key));
    }

    [Fact]
    public void The_public_key_used_as_a_shared_secret_signs_nothing()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = new SigningKey("k1", ecdsa, true, default, DateTimeOffset.MaxValue);
        var input = $"{Base64Url.EncodeToString("{\"alg\":\"HS256\",\"kid\":\"k1\"}"u8)}.{Base64Url.EncodeToString("{}"u8)}";
        foreach (var secret in new[] { ecdsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(ecdsa.ExportSubjectPublicKeyInfoPem()) })
            Assert.Null(Jws.Verify($"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}", key));
        Assert.Null(Jws.Verify($"{Base64Url.EncodeToString("{\"alg\":\"none\"}"u8)}.{Base64Url.EncodeToString("{}"u8)}.", key));
    }

    [Fact]
    public void Another_key_with_the_same_id_verifies_nothing()
    {
        using var ours = Fresh("k1");
        using var theirs = Fresh("k1");
        Assert.Null(Jws.Verify(Jws.Sign(theirs, "at+jwt", "{}"u8), ours));
    }

    private static IEnumerable<JsonElement> Groups(string file) => Vectors.Json(file).GetProperty("testGroups").EnumerateArray();

    private static bool IsOurs(JsonElement jwk) => jwk.ValueKind == JsonValueKind.Object && Text(jwk, "crv") == "P-256" && Text(jwk, "alg") == "ES256" && Text(jwk, "use") == "sig";

    private static string? Text(JsonElement jwk, string name) => jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static SigningKey Import(JsonElement jwk)
    {
        var point = new ECPoint { X = Base64Url.DecodeFromChars(Text(jwk, "x")), Y = Base64Url.DecodeFromChars(Text(jwk, "y")) };
        return new SigningKey(Text(jwk, "kid")!, ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point }), false, default, DateTimeOffset.MaxValue);
    }

    private static SigningKey Fresh(string id) => new(id, ECDsa.Create(ECCurve.NamedCurves.nistP256), true, default, DateTimeOffset.MaxValue);
}
