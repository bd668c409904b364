using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ashlar.Core.Audit.Proofs;

/// <summary>What the host vouches for: the log had this root at this size at this time. On the wire it is a JWS (RFC 7515, ES256).</summary>
internal sealed record SignedHead(Guid Log, long Size, byte[] Root, DateTimeOffset Time, string KeyId, string Jws)
{
    public const string Type = "ashlar-audit-head+jws";

    public static SignedHead Sign(Guid log, long size, byte[] root, DateTimeOffset time, string keyId, ECDsa key)
    {
        var header = Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{keyId}}","typ":"{{Type}}"}""");
        var payload = Encoding.UTF8.GetBytes($$"""{"log":"{{log}}","root":"{{Base64Url.EncodeToString(root)}}","size":{{size.ToString(CultureInfo.InvariantCulture)}},"time":"{{AuditLeaf.Moment(time.UtcDateTime)}}","v":1}""");
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return new SignedHead(log, size, root, time, keyId, $"{input}.{Base64Url.EncodeToString(signature)}");
    }

    /// <summary>The head when a key of the list signed it, else null.</summary>
    public static SignedHead? Verify(string jws, IReadOnlyDictionary<string, ECDsa> keys)
    {
        try
        {
            if (jws.Split('.') is not [var first, var second, var third])
                return null;
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(first));
            var kid = header.RootElement.GetProperty("kid").GetString()!;
            if (header.RootElement.GetProperty("alg").GetString() != "ES256" || header.RootElement.GetProperty("typ").GetString() != Type || header.RootElement.TryGetProperty("crit", out _)
                || !keys.TryGetValue(kid, out var key)
                || !key.VerifyData(Encoding.ASCII.GetBytes($"{first}.{second}"), Base64Url.DecodeFromChars(third), HashAlgorithmName.SHA256))
                return null;

            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(second));
            var root = payload.RootElement;
            return root.GetProperty("v").GetInt32() != 1 ? null : new SignedHead(
                root.GetProperty("log").GetGuid(), root.GetProperty("size").GetInt64(), Base64Url.DecodeFromChars(root.GetProperty("root").GetString()),
                root.GetProperty("time").GetDateTimeOffset(), kid, jws);
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Public keys of a JWK set, each under the name its own thumbprint gives it; a key under another name is left out.</summary>
    public static Dictionary<string, ECDsa> Keys(JsonElement set)
    {
        var keys = new Dictionary<string, ECDsa>(StringComparer.Ordinal);
        foreach (var jwk in set.GetProperty("keys").EnumerateArray())
        {
            if (jwk.GetProperty("kty").GetString() != "EC" || jwk.GetProperty("crv").GetString() != "P-256")
                continue;
            var point = new ECPoint { X = Base64Url.DecodeFromChars(jwk.GetProperty("x").GetString()), Y = Base64Url.DecodeFromChars(jwk.GetProperty("y").GetString()) };
            var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            if (Thumbprint(key) == jwk.GetProperty("kid").GetString())
                keys[Thumbprint(key)] = key;
        }

        return keys;
    }

    /// <summary>RFC 7638.</summary>
    public static string Thumbprint(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""")));
    }

    public static string Jwk(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return $$"""{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"{{Thumbprint(key)}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
    }
}
