using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>A key that an authenticator made.</summary>
internal sealed record NewPasskey(byte[] CredentialId, byte[] PublicKey, uint SignCount, bool Verified);

/// <summary>Checks a registration: WebAuthn Level 3, section 7.1, with attestation none or the key's own.</summary>
internal static class Registration
{
    /// <summary>The new key, or what is wrong, for the log.</summary>
    public static (NewPasskey? Key, string? Wrong) Check(PasskeyAnswer answer, ReadOnlySpan<byte> challenge, PasskeySite site)
    {
        if (ClientData.Wrong(answer.ClientData, ClientData.Create, challenge, site) is { } wrong)
            return (null, wrong);
        if (answer.AttestationObject is null || Attestation.Read(answer.AttestationObject) is not { } attestation || AuthenticatorData.Read(attestation.Data) is not { } data)
            return (null, "no attestation object");
        if (!CryptographicOperations.FixedTimeEquals(data.SiteHash, SHA256.HashData(Encoding.UTF8.GetBytes(site.Id))))
            return (null, "made for another site");
        if (!data.Present)
            return (null, "nobody was present");
        if (data.CredentialId is null || !data.CredentialId.AsSpan().SequenceEqual(answer.Id) || CoseKey.Read(data.PublicKey!) is not { } key)
            return (null, "no key of a kind we know");
        if (!attestation.Holds(key, SHA256.HashData(answer.ClientData)))
            return (null, "attestation does not hold");
        return (new NewPasskey(data.CredentialId, data.PublicKey!, data.SignCount, data.Verified), null);
    }

    /// <summary>How the authenticator vouches for the key. We ask for nothing, and take the key's own signature where one comes all the same.</summary>
    private sealed record Attestation(string Format, byte[] Data, int? Algorithm, byte[]? Signature, bool Certified, int Members)
    {
        public static Attestation? Read(byte[] bytes)
        {
            try
            {
                var reader = new CborReader(bytes, CborConformanceMode.Ctap2Canonical);
                var attestation = new Attestation("", [], null, null, false, 0);
                reader.ReadStartMap();
                while (reader.PeekState() != CborReaderState.EndMap)
                {
                    attestation = reader.ReadTextString() switch
                    {
                        "fmt" => attestation with { Format = reader.ReadTextString() },
                        "authData" => attestation with { Data = reader.ReadByteString() },
                        "attStmt" => Statement(reader, attestation),
                        _ => Skipped(reader, attestation),
                    };
                }

                reader.ReadEndMap();
                return reader.BytesRemaining == 0 ? attestation : null;
            }
            catch (Exception failure) when (failure is CborContentException or InvalidOperationException or OverflowException)
            {
                return null;
            }
        }

        public bool Holds(CoseKey key, byte[] clientHash) => Format switch
        {
            "none" => Members == 0,
            "packed" => !Certified && Algorithm == key.Algorithm && Signature is not null && key.Verify([.. Data, .. clientHash], Signature),
            _ => false,
        };

        private static Attestation Statement(CborReader reader, Attestation attestation)
        {
            reader.ReadStartMap();
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                attestation = reader.ReadTextString() switch
                {
                    "alg" => attestation with { Algorithm = reader.ReadInt32() },
                    "sig" => attestation with { Signature = reader.ReadByteString() },
                    "x5c" => Skipped(reader, attestation with { Certified = true }),
                    _ => Skipped(reader, attestation),
                } with
                { Members = attestation.Members + 1 };
            }

            reader.ReadEndMap();
            return attestation;
        }

        private static Attestation Skipped(CborReader reader, Attestation attestation)
        {
            reader.SkipValue();
            return attestation;
        }
    }
}
