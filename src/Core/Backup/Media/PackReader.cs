using System.IO.Compression;
using Ashlar.Core.Files.Stores;

namespace Ashlar.Core.Backup.Media;

/// <summary>Reads blocks; those that lie one behind the other are read in one go.</summary>
internal sealed class PackReader(IFileStore store, Guid chain, ChainKey key) : IAsyncDisposable
{
    private Stream? _stream;
    private Guid _pack;
    private long _at;

    /// <summary>The rows of a block, proven to be those that were written.</summary>
    /// <exception cref="BackupUnreadableException">They are missing or were changed.</exception>
    public async Task<byte[]> Read(Block block, CancellationToken cancel)
    {
        if (_stream is null || _pack != block.Pack || _at != block.At)
            await Open(block, cancel);
        var input = new byte[block.Length];
        var read = await _stream!.ReadAtLeastAsync(input, input.Length, throwOnEndOfStream: false, cancel);
        _at += read;
        if (read != input.Length)
            throw new BackupUnreadableException($"Pack {block.Pack:n} ends too early.");
        var packed = key.OpenBlock(block.Name, input) ?? throw new BackupUnreadableException($"A block of pack {block.Pack:n} at {block.At} was changed.");
        var content = new byte[block.Size];
        await using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        await brotli.ReadExactlyAsync(content, cancel);
        return key.NameOf(content) == block.Name ? content : throw new BackupUnreadableException($"A block of pack {block.Pack:n} at {block.At} is not the one it says it is.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync();
    }

    private async Task Open(Block block, CancellationToken cancel)
    {
        await DisposeAsync();
        _stream = await store.Get(BackupMedia.PackOf(chain, block.Pack), block.At, cancel) ?? throw new BackupUnreadableException($"Pack {block.Pack:n} is missing from the media.");
        (_pack, _at) = (block.Pack, block.At);
    }
}
