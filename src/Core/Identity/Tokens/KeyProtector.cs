using System.Security.Cryptography;
using Ashlar.Core.Protection.Keys;

namespace Ashlar.Core.Identity.Tokens;

/// <summary>
/// AES-256-GCM with the installation's key, so that a copy of the database alone neither signs tokens nor opens mailed links. The key is
/// <c>ASHLAR_KEY</c> (base64, 32 bytes) or the file <c>keys/identity.key</c> in the data folder; replicas must share it. Losing it costs
/// no data: signing keys are made anew and waiting mails are dropped.
/// </summary>
internal sealed class KeyProtector(byte[] key)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static KeyProtector Open(string? configured, string dataFolder) => new(configured is { Length: > 0 } ? Decode(configured) : FromFile(Path.Combine(dataFolder, "keys", "identity.key")));

    /// <param name="plain">What to protect.</param>
    /// <param name="purpose">What it is for; opening it for another purpose fails.</param>
    public byte[] Protect(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> purpose)
    {
        var sealedBytes = new byte[NonceLength + TagLength + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength), purpose);
        return sealedBytes;
    }

    /// <summary>Null when another key or purpose protected it, or it was changed.</summary>
    public byte[]? Open(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> purpose)
    {
        if (sealedBytes.Length < NonceLength + TagLength)
            return null;
        var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(sealedBytes[..NonceLength], sealedBytes[(NonceLength + TagLength)..], sealedBytes.Slice(NonceLength, TagLength), plain, purpose);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Decode(string text)
    {
        var bytes = new byte[64];
        return Convert.TryFromBase64String(text, bytes, out var written) && written == 32
            ? bytes[..32]
            : throw new InvalidOperationException("ASHLAR_KEY must be 32 bytes in base64, for example from: openssl rand -base64 32");
    }

    private static byte[] FromFile(string path)
    {
        if (!File.Exists(path))
            RootKeyFile.Create(path);
        return Decode(File.ReadAllText(path).Trim());
    }
}
