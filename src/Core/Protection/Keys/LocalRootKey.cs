using System.Security.Cryptography;

namespace Ashlar.Core.Protection.Keys;

/// <summary>A root key that this process holds in memory; it wraps with AES-256-GCM.</summary>
internal sealed class LocalRootKey : IRootKey
{
    private readonly byte[] _key;

    public LocalRootKey(byte[] key, string kind)
    {
        (_key, Kind) = (key, kind);
        // A fingerprint of a random key tells nothing about it.
        Id = $"local:{Convert.ToHexStringLower(HMACSHA256.HashData(key, "ashlar root key"u8).AsSpan(0, 8))}";
    }

    public string Id { get; }

    public string Kind { get; }

    public ValueTask<byte[]> Wrap(ReadOnlyMemory<byte> key, CancellationToken cancel) => ValueTask.FromResult(Gcm.Encrypt(_key, key.Span, "ashlar wrap"u8));

    public ValueTask<byte[]?> Unwrap(ReadOnlyMemory<byte> wrapped, CancellationToken cancel) => ValueTask.FromResult(Gcm.Decrypt(_key, wrapped.Span, "ashlar wrap"u8));
}
