using System.Buffers.Binary;
using System.Formats.Cbor;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>What an authenticator signs: WebAuthn Level 3, section 6.1.</summary>
internal sealed record AuthenticatorData(byte[] SiteHash, bool Present, bool Verified, uint SignCount)
{
    private const int Shortest = 37;
    private const int AaguidLength = 16;

    /// <summary>Given when a key was made.</summary>
    public byte[]? CredentialId { get; init; }

    public byte[]? PublicKey { get; init; }

    /// <summary>Null when it is not well formed to the last byte.</summary>
    public static AuthenticatorData? Read(byte[] bytes)
    {
        if (bytes.Length < Shortest)
            return null;

        var flags = bytes[32];
        var data = new AuthenticatorData(bytes[..32], (flags & 0x01) != 0, (flags & 0x04) != 0, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(33)));
        // A key that is backed up must be one that can be.
        if ((flags & 0x18) == 0x10)
            return null;

        var rest = bytes.AsMemory(Shortest);
        if ((flags & 0x40) != 0)
        {
            if (rest.Length < AaguidLength + 2)
                return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[AaguidLength..]);
            rest = rest[(AaguidLength + 2)..];
            if (length is 0 or > 1023 || rest.Length <= length)
                return null;
            var id = rest[..length].ToArray();
            if (Item(rest[length..]) is not { } key)
                return null;
            data = data with { CredentialId = id, PublicKey = key.ToArray() };
            rest = rest[(length + key.Length)..];
        }

        if ((flags & 0x80) != 0)
        {
            if (Item(rest) is not { } extensions)
                return null;
            rest = rest[extensions.Length..];
        }

        return rest.IsEmpty ? data : null;
    }

    /// <summary>The one CBOR value at the beginning.</summary>
    private static ReadOnlyMemory<byte>? Item(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return new CborReader(bytes, CborConformanceMode.Ctap2Canonical, allowMultipleRootLevelValues: true).ReadEncodedValue();
        }
        catch (Exception failure) when (failure is CborContentException or InvalidOperationException)
        {
            return null;
        }
    }
}
