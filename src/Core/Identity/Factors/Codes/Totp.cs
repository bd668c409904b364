using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ashlar.Core.Identity.Factors.Codes;

/// <summary>Codes of an authenticator app: RFC 6238 over RFC 4226, six digits of SHA-1 every 30 seconds, which is what all apps do.</summary>
internal static class Totp
{
    public const int Digits = 6;
    public const int Period = 30;
    public const int KeyBytes = 20;

    /// <summary>Clocks may be off by one step either way.</summary>
    private const int Drift = 1;

    public static long StepAt(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / Period;

    public static string Code(ReadOnlySpan<byte> key, long step, int digits = Digits, string algorithm = "SHA1")
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[64];
#pragma warning disable CA5350 // The algorithm of the RFC; HMAC does not rest on collisions.
        var length = algorithm switch
        {
            "SHA1" => HMACSHA1.HashData(key, counter, hash),
            "SHA256" => HMACSHA256.HashData(key, counter, hash),
            "SHA512" => HMACSHA512.HashData(key, counter, hash),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
#pragma warning restore CA5350
        var offset = hash[length - 1] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & 0x7fffffff;
        return (number % (int)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step whose code was given, or null. Every candidate is compared, so the time taken tells nothing.</summary>
    public static long? Match(ReadOnlySpan<byte> key, string code, DateTimeOffset now)
    {
        long? found = null;
        Span<byte> given = stackalloc byte[Digits];
        if (code.Length != Digits || !Encoding.ASCII.TryGetBytes(code, given, out _))
            return null;
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Code(key, step))))
                found = step;
        }

        return found;
    }

    /// <summary>What an authenticator app reads from a QR code.</summary>
    public static string Uri(string issuer, string account, ReadOnlySpan<byte> key) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={Base32.Encode(key)}&issuer={System.Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits={Digits}&period={Period}";
}
