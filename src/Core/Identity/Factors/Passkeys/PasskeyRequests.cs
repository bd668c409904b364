using System.Buffers.Text;
using System.Text.Json.Nodes;
using Ashlar.Core.Identity.Accounts;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>What a page gives to <c>navigator.credentials</c>, in the JSON form of WebAuthn Level 3.</summary>
internal static class PasskeyRequests
{
    private static long Patience => (long)Challenges.Lifetime.TotalMilliseconds / 2;

    public static JsonObject Create(Account account, IEnumerable<Factor> existing, byte[] nonce, PasskeySite site) => new()
    {
        ["rp"] = new JsonObject { ["id"] = site.Id, ["name"] = "Ashlar" },
        ["user"] = new JsonObject { ["id"] = Base64Url.EncodeToString(account.Id.ToByteArray(bigEndian: true)), ["name"] = account.Email, ["displayName"] = account.Name },
        ["challenge"] = Base64Url.EncodeToString(nonce),
        ["pubKeyCredParams"] = new JsonArray([.. CoseKey.Algorithms.Select(algorithm => new JsonObject { ["type"] = "public-key", ["alg"] = algorithm })]),
        ["timeout"] = Patience,
        ["excludeCredentials"] = Keys(existing),
        ["authenticatorSelection"] = new JsonObject { ["residentKey"] = "preferred", ["userVerification"] = "preferred" },
        ["attestation"] = "none",
    };

    /// <param name="known">The passkeys that will do; none for any of this site.</param>
    /// <param name="nonce">What to sign.</param>
    /// <param name="site">Where.</param>
    public static JsonObject Get(IEnumerable<Factor> known, byte[] nonce, PasskeySite site)
    {
        var keys = Keys(known);
        return new JsonObject
        {
            ["challenge"] = Base64Url.EncodeToString(nonce),
            ["rpId"] = site.Id,
            ["timeout"] = Patience,
            ["allowCredentials"] = keys,
            // Alone it must stand for the password as well.
            ["userVerification"] = keys.Count == 0 ? "required" : "preferred",
        };
    }

    private static JsonArray Keys(IEnumerable<Factor> factors) => new([.. factors.Where(factor => factor.CredentialId is not null).Select(factor => new JsonObject
    {
        ["type"] = "public-key",
        ["id"] = Base64Url.EncodeToString(factor.CredentialId!),
        ["transports"] = new JsonArray([.. factor.Transports.Select(transport => (JsonNode)transport)]),
    })]);
}
