using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Ashlar.Core.Protection.Keys;

/// <summary>
/// The keys of one tenant or of the platform, unwrapped. What it seals reads: format (1 byte), key id (16), nonce (12), tag (16), ciphertext.
/// Each use derives a key of its own, and the scope, the key and the place are bound as associated data, so that no value opens elsewhere.
/// </summary>
internal sealed class ScopeKeys(Guid scope, IReadOnlyDictionary<Guid, KeyRow> rows, IReadOnlyDictionary<Guid, byte[]> bare, DateTimeOffset readAt)
{
    public const byte Format = 1;
    public const int HeaderLength = 17;

    private readonly ConcurrentDictionary<(Guid Key, string Use), byte[]> _derived = new();
    private readonly KeyRow? _active = rows.Values.FirstOrDefault(row => row.Kind == KeyRow.Data && row.IsActive);
    private readonly KeyRow? _index = rows.Values.FirstOrDefault(row => row.Kind == KeyRow.Index && row.IsActive);

    public DateTimeOffset ReadAt => readAt;

    public bool Knows(ReadOnlySpan<byte> sealedBytes) => sealedBytes.Length < HeaderLength || rows.ContainsKey(KeyOf(sealedBytes));

    /// <summary>The key that seals now; what another sealed waits to be sealed anew.</summary>
    public Guid ActiveKey => _active?.Id ?? throw Missing(rows.Values.FirstOrDefault(row => row.Kind == KeyRow.Data));

    /// <summary>Whether the root key here opens the key that seals.</summary>
    public bool CanSeal => _active is not null && bare.ContainsKey(_active.Id);

    public byte[] Seal(string use, string place, ReadOnlySpan<byte> plain)
    {
        var id = ActiveKey;
        var output = new byte[HeaderLength + Gcm.Overhead + plain.Length];
        output[0] = Format;
        id.TryWriteBytes(output.AsSpan(1), bigEndian: true, out _);
        using var aes = new AesGcm(Derived(id, use), Gcm.TagLength);
        Gcm.Encrypt(aes, plain, Associated(id, use, place), output.AsSpan(HeaderLength));
        return output;
    }

    public byte[] Open(string use, string place, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < HeaderLength + Gcm.Overhead || sealedBytes[0] != Format)
            throw new UnreadableException(Unreadable.Changed);
        var id = KeyOf(sealedBytes);
        using var aes = new AesGcm(Derived(id, use), Gcm.TagLength);
        return Gcm.Decrypt(aes, sealedBytes[HeaderLength..], Associated(id, use, place)) ?? throw new UnreadableException(Unreadable.Changed);
    }

    /// <summary>A fingerprint under this scope's index key: equal values of one use have equal ones, and without the key nobody can tell whose.</summary>
    public byte[] Fingerprint(string use, ReadOnlySpan<byte> value) =>
        HMACSHA256.HashData(Derived(_index?.Id ?? throw Missing(rows.Values.FirstOrDefault(row => row.Kind == KeyRow.Index)), use), value);

    public static Guid KeyOf(ReadOnlySpan<byte> sealedBytes) => new(sealedBytes[1..HeaderLength], bigEndian: true);

    private byte[] Derived(Guid key, string use)
    {
        if (_derived.TryGetValue((key, use), out var known))
            return known;
        if (!bare.TryGetValue(key, out var material))
            throw Missing(rows.GetValueOrDefault(key));
        return _derived.GetOrAdd((key, use), HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 32, salt: null, info: Encoding.UTF8.GetBytes($"ashlar {use}")));
    }

    private byte[] Associated(Guid key, string use, string place)
    {
        // Lengths are written out: no two places may read alike.
        var text = $"{scope:n}{key:n}{use.Length}:{use}{place}";
        return Encoding.UTF8.GetBytes(text);
    }

    private static UnreadableException Missing(KeyRow? row) => new(row is { State: "destroyed" } ? Unreadable.KeyDestroyed : Unreadable.UnknownKey);
}
