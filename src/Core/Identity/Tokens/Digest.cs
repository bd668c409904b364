using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ashlar.Core.Identity.Tokens;

/// <summary>SHA-256 of a secret, as the only form in which it is kept; a value, so that looking it up allocates nothing.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Digest(ulong A, ulong B, ulong C, ulong D)
{
    public static Digest Of(ReadOnlySpan<char> secret)
    {
        Span<byte> text = stackalloc byte[Jws.MaxLength];
        if (secret.Length > Jws.MaxLength || !Encoding.UTF8.TryGetBytes(secret, text, out var length))
            return default;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return new Digest(Part(hash, 0), Part(hash, 1), Part(hash, 2), Part(hash, 3));
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        Write(bytes);
        return bytes;
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], D);
    }

    private static ulong Part(ReadOnlySpan<byte> hash, int index) => BinaryPrimitives.ReadUInt64BigEndian(hash[(index * 8)..]);
}

/// <summary>Opaque secrets: 256 random bits that nobody can guess, so a fast hash of them is enough at rest.</summary>
internal static class OpaqueToken
{
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
