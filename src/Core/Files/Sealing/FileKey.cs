using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ashlar.Core.Files.Sealing;

/// <summary>
/// The key of one file; what seals its bytes and what signs its links are derived from it, so that both end with it. A file is sealed once under
/// its key, in frames: AES-256-GCM with the number of the frame and whether it is the last one as nonce. Frames that are cut off, exchanged or
/// taken from another file do not open.
/// </summary>
internal sealed class FileKey : IDisposable
{
    public const int Length = 32;
    public const int FrameSize = 64 * 1024;
    public const int TagSize = 16;
    public const int SealedFrameSize = FrameSize + TagSize;

    private readonly AesGcm _content;
    private readonly byte[] _links;
    private readonly byte[] _place;

    public FileKey(byte[] key, Guid tenant, Guid file)
    {
        _content = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Length, info: "ashlar file content"u8.ToArray()), TagSize);
        _links = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Length, info: "ashlar file link"u8.ToArray());
        _place = Encoding.UTF8.GetBytes($"ashlar-file-1:{tenant}:{file}");
    }

    public static string Purpose(Guid file) => $"file:{file}";

    /// <summary>How many frames a file has; an empty one has one, which says that it is empty.</summary>
    public static long Frames(long size) => Math.Max(1, (size + FrameSize - 1) / FrameSize);

    public void Seal(long frame, bool last, ReadOnlySpan<byte> plain, Span<byte> output) =>
        _content.Encrypt(Nonce(stackalloc byte[12], frame, last), plain, output[..plain.Length], output.Slice(plain.Length, TagSize), _place);

    /// <summary>False when the frame was changed or is not the one that belongs here.</summary>
    public bool Open(long frame, bool last, ReadOnlySpan<byte> input, Span<byte> plain)
    {
        if (input.Length < TagSize)
            return false;
        try
        {
            _content.Decrypt(Nonce(stackalloc byte[12], frame, last), input[..^TagSize], input[^TagSize..], plain[..(input.Length - TagSize)], _place);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public byte[] Sign(ReadOnlySpan<byte> link) => HMACSHA256.HashData(_links, link);

    public void Dispose()
    {
        _content.Dispose();
        CryptographicOperations.ZeroMemory(_links);
    }

    private static Span<byte> Nonce(Span<byte> nonce, long frame, bool last)
    {
        nonce.Clear();
        nonce[3] = last ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], frame);
        return nonce;
    }
}
