using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Identity.Providers.Wire;

/// <summary>
/// A public key of a provider (RFC 7517). The key's kind decides which algorithms it may serve; there is no way to use one as a shared secret,
/// and no algorithm without a signature.
/// </summary>
internal sealed class JwkKey
{
    private const int ShortestRsa = 2048;
    private const int LongestRsa = 8192;

    private static readonly FrozenDictionary<string, (string Kind, HashAlgorithmName Hash, bool Pss)> _algorithms = new Dictionary<string, (string, HashAlgorithmName, bool)>(StringComparer.Ordinal)
    {
        ["RS256"] = ("RSA", HashAlgorithmName.SHA256, false), ["RS384"] = ("RSA", HashAlgorithmName.SHA384, false), ["RS512"] = ("RSA", HashAlgorithmName.SHA512, false),
        ["PS256"] = ("RSA", HashAlgorithmName.SHA256, true), ["PS384"] = ("RSA", HashAlgorithmName.SHA384, true), ["PS512"] = ("RSA", HashAlgorithmName.SHA512, true),
        ["ES256"] = ("P-256", HashAlgorithmName.SHA256, false), ["ES384"] = ("P-384", HashAlgorithmName.SHA384, false), ["ES512"] = ("P-521", HashAlgorithmName.SHA512, false),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly RSAParameters _rsa;
    private readonly ECParameters _ec;

    private JwkKey(string? id, string? algorithm, string kind, RSAParameters rsa, ECParameters ec) => (Id, Algorithm, Kind, _rsa, _ec) = (id, algorithm, kind, rsa, ec);

    /// <summary>Every algorithm that is accepted, all of them asymmetric.</summary>
    public static IReadOnlyCollection<string> Algorithms => _algorithms.Keys;

    public string? Id { get; }

    /// <summary>The only algorithm it is meant for, where it says so.</summary>
    public string? Algorithm { get; }

    /// <summary>RSA, P-256, P-384 or P-521.</summary>
    public string Kind { get; }

    /// <summary>The usable keys of a set; those of other kinds, for encryption or too weak are left out.</summary>
    public static IReadOnlyList<JwkKey> ReadAll(JsonElement set) =>
        set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array ? [.. keys.EnumerateArray().Take(100).Select(Read).OfType<JwkKey>()] : [];

    public bool Serves(string algorithm) => _algorithms.TryGetValue(algorithm, out var known) && known.Kind == Kind && (Algorithm is null || Algorithm == algorithm);

    public bool Verify(string algorithm, byte[] data, byte[] signature)
    {
        if (!Serves(algorithm))
            return false;
        var (kind, hash, pss) = _algorithms[algorithm];
        try
        {
            if (kind == "RSA")
            {
                using var rsa = RSA.Create(_rsa);
                return rsa.VerifyData(data, signature, hash, pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
            }

            using var ec = ECDsa.Create(_ec);
            return ec.VerifyData(data, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static JwkKey? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.Text("use") is not (null or "sig") || (json.Texts("key_ops") is { } uses && !uses.Contains("verify")))
            return null;
        var (id, algorithm) = (json.Text("kid"), json.Text("alg"));
        return json.Text("kty") switch
        {
            "RSA" when Bytes(json, "n") is { } modulus && Bytes(json, "e") is { Length: > 0 and <= 8 } exponent && Bits(modulus) is >= ShortestRsa and <= LongestRsa =>
                new JwkKey(id, algorithm, "RSA", new RSAParameters { Modulus = modulus, Exponent = exponent }, default),
            "EC" when json.Text("crv") is ("P-256" or "P-384" or "P-521") and var curve && Bytes(json, "x") is { } x && Bytes(json, "y") is { } y && OnCurve(curve, x, y) is { } point =>
                new JwkKey(id, algorithm, curve, default, point),
            _ => null,
        };
    }

    /// <summary>Null when the point does not lie on the curve.</summary>
    private static ECParameters? OnCurve(string curve, byte[] x, byte[] y)
    {
        var parameters = new ECParameters
        {
            Curve = curve switch { "P-256" => ECCurve.NamedCurves.nistP256, "P-384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 },
            Q = new ECPoint { X = x, Y = y },
        };
        try
        {
            using var key = ECDsa.Create(parameters);
            return parameters;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(JsonElement json, string name) => json.Text(name) is { Length: <= 2048 } text ? Jws.Decode(text) : null;

    private static int Bits(byte[] number)
    {
        var lead = Array.FindIndex(number, part => part != 0);
        return lead < 0 ? 0 : ((number.Length - lead) * 8) - (int)byte.LeadingZeroCount(number[lead]);
    }
}
