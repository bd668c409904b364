using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Protection.Keys;

namespace Ashlar.Core.Backup.Media;

/// <summary>
/// The key of a chain, a full backup and its increments: random, and on the media only as the root key wraps it. What seals blocks, names them and
/// seals lists of contents is derived from it. Names depend on the key, so that equal content in two chains does not look equal.
/// </summary>
internal sealed class ChainKey : IDisposable
{
    private const int Length = 32;

    private readonly AesGcm _blocks;
    private readonly byte[] _names;
    private readonly byte[] _manifests;
    private readonly string _chain;

    private sealed record Header(int Format, string Root, string Wrapped);

    private ChainKey(Guid chain, byte[] key)
    {
        _chain = $"{chain:n}";
        _blocks = new AesGcm(Derive("block"), Gcm.TagLength);
        (_names, _manifests) = (Derive("name"), Derive("manifest"));

        byte[] Derive(string use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Length, salt: chain.ToByteArray(), info: Encoding.UTF8.GetBytes($"ashlar backup {use}"));
    }

    /// <summary>A new key, and the header that goes to the media.</summary>
    public static async Task<(ChainKey Key, byte[] Header)> Make(Guid chain, RootKeys roots, CancellationToken cancel)
    {
        var key = RandomNumberGenerator.GetBytes(Length);
        // Whatever the root key can do, the wrapped key is bound to its chain.
        var wrapped = await roots.Current.Wrap((byte[])[.. key, .. Place(chain)], cancel);
        return (new ChainKey(chain, key), JsonSerializer.SerializeToUtf8Bytes(new Header(1, roots.Current.Id, Convert.ToBase64String(wrapped))));
    }

    /// <summary>Null when no root key here wrapped it, or it was changed.</summary>
    public static async Task<ChainKey?> Open(Guid chain, byte[] header, RootKeys roots, CancellationToken cancel)
    {
        try
        {
            if (JsonSerializer.Deserialize<Header>(header) is not { Format: 1 } read || roots.Find(read.Root) is not { } root)
                return null;
            var bare = await root.Unwrap(Convert.FromBase64String(read.Wrapped), cancel);
            return bare is { Length: 2 * Length } && CryptographicOperations.FixedTimeEquals(bare.AsSpan(Length), Place(chain)) ? new ChainKey(chain, bare[..Length]) : null;
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            return null;
        }
    }

    public string NameOf(ReadOnlySpan<byte> block) => Convert.ToHexStringLower(HMACSHA256.HashData(_names, block));

    public byte[] SealBlock(string name, ReadOnlySpan<byte> content)
    {
        var output = new byte[Gcm.Overhead + content.Length];
        Gcm.Encrypt(_blocks, content, Bound(name), output);
        return output;
    }

    /// <summary>Null when it was changed or is another block.</summary>
    public byte[]? OpenBlock(string name, ReadOnlySpan<byte> input) => Gcm.Decrypt(_blocks, input, Bound(name));

    public byte[] SealManifest(Guid backup, ReadOnlySpan<byte> content) => Gcm.Encrypt(_manifests, content, Bound($"manifest {backup:n}"));

    public byte[]? OpenManifest(Guid backup, ReadOnlySpan<byte> input) => Gcm.Decrypt(_manifests, input, Bound($"manifest {backup:n}"));

    public void Dispose()
    {
        _blocks.Dispose();
        CryptographicOperations.ZeroMemory(_names);
        CryptographicOperations.ZeroMemory(_manifests);
    }

    private byte[] Bound(string what) => Encoding.UTF8.GetBytes($"{_chain} {what}");

    private static byte[] Place(Guid chain) => SHA256.HashData(Encoding.UTF8.GetBytes($"ashlar backup chain {chain:n}"));
}
