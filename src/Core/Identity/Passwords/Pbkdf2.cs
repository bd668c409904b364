using System.Globalization;
using System.Security.Cryptography;

namespace Ashlar.Core.Identity.Passwords;

/// <summary>PBKDF2 as <c>$pbkdf2-sha512$i=210000$salt$hash</c>: for hosts without libsodium and for hashes brought from elsewhere.</summary>
internal static class Pbkdf2
{
    private const int Length = 64;
    private const int MaxIterations = 10_000_000;

    public static string Hash(byte[] password, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, Length);
        return $"$pbkdf2-sha512$i={iterations}${Encode(salt)}${Encode(hash)}";
    }

    public static bool Verify(string phc, byte[] password)
    {
        if (Parse(phc) is not { } parsed)
            return false;
        var actual = Rfc2898DeriveBytes.Pbkdf2(password, parsed.Salt, parsed.Iterations, parsed.Digest, parsed.Hash.Length);
        return CryptographicOperations.FixedTimeEquals(actual, parsed.Hash);
    }

    public static bool NeedsRehash(string phc, int iterations) => Parse(phc) is not { } parsed || parsed.Digest != HashAlgorithmName.SHA512 || parsed.Iterations < iterations;

    private static (HashAlgorithmName Digest, int Iterations, byte[] Salt, byte[] Hash)? Parse(string phc)
    {
        if (phc.Split('$') is not ["", var name, ['i', '=', .. var count], var salt, var hash]
            || Digest(name) is not { } digest
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < 1 or > MaxIterations)
            return null;

        return Decode(salt) is { Length: > 0 } saltBytes && Decode(hash) is { Length: >= 16 } hashBytes ? (digest, iterations, saltBytes, hashBytes) : null;
    }

    private static HashAlgorithmName? Digest(string name) => name switch
    {
        "pbkdf2-sha1" or "pbkdf2" => HashAlgorithmName.SHA1,
        "pbkdf2-sha256" => HashAlgorithmName.SHA256,
        "pbkdf2-sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var written) ? bytes[..written] : null;
    }
}
