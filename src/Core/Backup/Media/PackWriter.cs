using System.IO.Compression;
using System.IO.Pipelines;
using Ashlar.Core.Files.Stores;

namespace Ashlar.Core.Backup.Media;

/// <summary>Writes blocks one behind the other while the store reads them. A block that the chain has already is named instead.</summary>
internal sealed class PackWriter
{
    private const int Ahead = 8 * 1024 * 1024;

    private readonly ChainKey _key;
    private readonly Guid _backup;
    private readonly Dictionary<string, Block> _known;
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2));
    private readonly Task _put;

    public PackWriter(IFileStore store, Guid chain, Guid backup, ChainKey key, IEnumerable<Block> known, CancellationToken cancel)
    {
        (_key, _backup, _known) = (key, backup, new Dictionary<string, Block>(StringComparer.Ordinal));
        foreach (var block in known)
            _known[block.Name] = block;
        _put = Put(store, BackupMedia.PackOf(chain, backup), cancel);
    }

    public long Written { get; private set; }

    public async ValueTask<Block> Add(ReadOnlyMemory<byte> content, int rows, CancellationToken cancel)
    {
        var name = _key.NameOf(content.Span);
        if (_known.TryGetValue(name, out var known) && known.Rows == rows)
            return known;
        var sealedBytes = _key.SealBlock(name, Compress(content.Span));
        var block = new Block(name, _backup, Written, sealedBytes.Length, content.Length, rows);
        var flushed = await _pipe.Writer.WriteAsync(sealedBytes, cancel);
        if (flushed.IsCompleted)
            await _put;
        Written += sealedBytes.Length;
        return _known[name] = block;
    }

    public async Task Finish()
    {
        await _pipe.Writer.CompleteAsync();
        await _put;
    }

    /// <summary>Ends without a pack.</summary>
    public async Task Abandon(Exception reason)
    {
        await _pipe.Writer.CompleteAsync(new IOException("The backup broke off.", reason));
        try
        {
            await _put;
        }
        catch (Exception expected) when (expected is IOException or FileStoreException or OperationCanceledException)
        {
            // Why it broke off is known already.
        }
    }

    private async Task Put(IFileStore store, string path, CancellationToken cancel)
    {
        try
        {
            await store.Put(path, _pipe.Reader.AsStream(leaveOpen: true), cancel);
        }
        finally
        {
            // Whoever writes must not wait for a reader that is gone.
            await _pipe.Reader.CompleteAsync();
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream(content.Length / 3);
        using (var brotli = new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(content);
        return output.ToArray();
    }
}
