using System.Security.Cryptography;
using System.Text;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>Checks that an authenticator holds the key: WebAuthn Level 3, section 7.2.</summary>
internal static class Assertion
{
    /// <summary>What the authenticator said, or what is wrong, for the log.</summary>
    /// <param name="answer">From the browser.</param>
    /// <param name="publicKey">The stored key, COSE form.</param>
    /// <param name="challenge">What had to be signed.</param>
    /// <param name="site">Where.</param>
    /// <param name="verified">Whether the authenticator must have recognised its user, by finger, face or PIN.</param>
    public static (AuthenticatorData? Data, string? Wrong) Check(PasskeyAnswer answer, byte[] publicKey, ReadOnlySpan<byte> challenge, PasskeySite site, bool verified)
    {
        if (ClientData.Wrong(answer.ClientData, ClientData.Get, challenge, site) is { } wrong)
            return (null, wrong);
        if (answer.Signature is null || answer.AuthenticatorData is null || AuthenticatorData.Read(answer.AuthenticatorData) is not { } data || CoseKey.Read(publicKey) is not { } key)
            return (null, "no assertion");
        if (!CryptographicOperations.FixedTimeEquals(data.SiteHash, SHA256.HashData(Encoding.UTF8.GetBytes(site.Id))))
            return (null, "made for another site");
        if (!data.Present || (verified && !data.Verified))
            return (null, "the authenticator did not recognise its user");
        return key.Verify([.. answer.AuthenticatorData, .. SHA256.HashData(answer.ClientData)], answer.Signature) ? (data, null) : (null, "wrong signature");
    }
}
