using System.Security.Cryptography;

namespace Ashlar.Core.Protection.Keys;

/// <summary>AES-256-GCM as everything here stores it: nonce, tag, ciphertext. Nonces are random; a key seals far fewer than 2^32 values.</summary>
internal static class Gcm
{
    public const int NonceLength = 12;
    public const int TagLength = 16;
    public const int Overhead = NonceLength + TagLength;

    public static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var output = new byte[Overhead + plain.Length];
        using var aes = new AesGcm(key, TagLength);
        Encrypt(aes, plain, associated, output);
        return output;
    }

    /// <summary>Null when the key, the bytes or what they are bound to are not those of the encryption.</summary>
    public static byte[]? Decrypt(byte[] key, ReadOnlySpan<byte> input, ReadOnlySpan<byte> associated)
    {
        using var aes = new AesGcm(key, TagLength);
        return Decrypt(aes, input, associated);
    }

    public static void Encrypt(AesGcm aes, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, Span<byte> output)
    {
        RandomNumberGenerator.Fill(output[..NonceLength]);
        aes.Encrypt(output[..NonceLength], plain, output[Overhead..], output[NonceLength..Overhead], associated);
    }

    public static byte[]? Decrypt(AesGcm aes, ReadOnlySpan<byte> input, ReadOnlySpan<byte> associated)
    {
        if (input.Length < Overhead)
            return null;
        var plain = new byte[input.Length - Overhead];
        try
        {
            aes.Decrypt(input[..NonceLength], input[Overhead..], input[NonceLength..Overhead], plain, associated);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
