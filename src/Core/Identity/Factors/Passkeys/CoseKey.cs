using System.Formats.Cbor;
using System.Security.Cryptography;
using Ashlar.Core.Identity.Passwords;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>Public keys of authenticators (RFC 9052): ES256, RS256, and EdDSA where libsodium is installed. The key says which, not the message.</summary>
internal sealed record CoseKey(int Algorithm, byte[] X, byte[] Y)
{
    public const int Es256 = -7;
    public const int EdDsa = -8;
    public const int Rs256 = -257;

    /// <summary>In the order we prefer them.</summary>
    public static IReadOnlyList<int> Algorithms { get; } = Sodium.Installed is null ? [Es256, Rs256] : [Es256, EdDsa, Rs256];

    public static CoseKey? Read(byte[] bytes)
    {
        try
        {
            var reader = new CborReader(bytes, CborConformanceMode.Ctap2Canonical);
            var (numbers, texts) = (new Dictionary<int, int>(), new Dictionary<int, byte[]>());
            reader.ReadStartMap();
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                var label = reader.ReadInt32();
                if (reader.PeekState() == CborReaderState.ByteString)
                    texts[label] = reader.ReadByteString();
                else
                    numbers[label] = reader.ReadInt32();
            }

            reader.ReadEndMap();
            return reader.BytesRemaining == 0 ? Of(numbers, texts) : null;
        }
        catch (Exception failure) when (failure is CborContentException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    public bool Verify(ReadOnlySpan<byte> message, byte[] signature)
    {
        try
        {
            switch (Algorithm)
            {
                case Es256:
                    using (var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = X, Y = Y } }))
                        return key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
                case Rs256:
                    using (var key = RSA.Create(new RSAParameters { Modulus = X, Exponent = Y }))
                        return key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                default:
                    return Sodium.Installed?.VerifyEd25519(signature, message.ToArray(), X) == true;
            }
        }
        catch (CryptographicException)
        {
            // A point that is not on the curve, or a signature that is none.
            return false;
        }
    }

    // 1 kty, 3 alg; EC and OKP: -1 crv, -2 x, -3 y; RSA: -1 n, -2 e.
    private static CoseKey? Of(Dictionary<int, int> numbers, Dictionary<int, byte[]> texts) => (numbers.GetValueOrDefault(1), numbers.GetValueOrDefault(3)) switch
    {
        (2, Es256) when numbers.GetValueOrDefault(-1) == 1 && texts.GetValueOrDefault(-2) is { Length: 32 } x && texts.GetValueOrDefault(-3) is { Length: 32 } y => new CoseKey(Es256, x, y),
        (1, EdDsa) when numbers.GetValueOrDefault(-1) == 6 && texts.GetValueOrDefault(-2) is { Length: 32 } x && Sodium.Installed is not null => new CoseKey(EdDsa, x, []),
        (3, Rs256) when texts.GetValueOrDefault(-1) is { Length: >= 256 and <= 1024 } n && texts.GetValueOrDefault(-2) is { Length: >= 1 and <= 8 } e => new CoseKey(Rs256, n, e),
        _ => null,
    };
}
