using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Identity.Providers.Wire;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Tests.Identity.Providers;

/// <summary>Keys of providers, against published vectors.</summary>
[Trait("feature", "SSO-02")]
public sealed class JwkKeyTests
{
    [Fact]
    public void Every_published_signature_by_an_asymmetric_key_is_judged_as_published()
    {
        var (accepted, refused) = (0, 0);
        foreach (var group in Vectors.Json("wycheproof/json_web_signature_test.json").GetProperty("testGroups").EnumerateArray())
        {
            var keys = group.TryGetProperty("public", out var jwk) ? Read(jwk) : [];
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var valid = keys.Count == 1 && test.GetProperty("jws") is { ValueKind: JsonValueKind.String } text && Verifies(keys[0], text.GetString()!);
                if (valid)
                    Assert.True(test.GetProperty("result").GetString() is "valid" or "acceptable", $"{test.GetProperty("tcId")} {test.GetProperty("comment")}");
                _ = valid ? accepted++ : refused++;
            }
        }

        Assert.True(accepted >= 10, $"{accepted} accepted, {refused} refused");
    }

    [Theory]
    [InlineData("""{"kty":"oct","k":"c2VjcmV0"}""")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""")]
    [InlineData("""{"kty":"RSA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""")]
    [InlineData("""{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"AA"}""")]
    [InlineData("""{"kty":7}""")]
    [InlineData("7")]
    public void A_key_that_cannot_sign_for_us_is_left_out(string key) => Assert.Empty(Read(JsonSerializer.Deserialize<JsonElement>(key)));

    [Fact]
    public void A_set_that_is_none_has_no_keys()
    {
        Assert.Empty(JwkKey.ReadAll(JsonSerializer.Deserialize<JsonElement>("""{"keys":{}}""")));
        Assert.Empty(JwkKey.ReadAll(JsonSerializer.Deserialize<JsonElement>("{}")));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("rs256")]
    [InlineData("ES256K")]
    public void No_other_algorithm_is_known(string algorithm) => Assert.DoesNotContain(algorithm, JwkKey.Algorithms);

    private static IReadOnlyList<JwkKey> Read(JsonElement key) => JwkKey.ReadAll(JsonSerializer.SerializeToElement(new JsonObject { ["keys"] = new JsonArray(JsonNode.Parse(key.GetRawText())) }));

    private static bool Verifies(JwkKey key, string token)
    {
        var parts = token.Split('.');
        return parts.Length == 3 && Jws.Decode(parts[0]) is { } head && Jws.Parse(head) is { } header && !header.TryGetProperty("crit", out _) && header.Text("alg") is { } algorithm
            && Jws.Decode(parts[2]) is { } signature && key.Verify(algorithm, Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), signature);
    }
}
