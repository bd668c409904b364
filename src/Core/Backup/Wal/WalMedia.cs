using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Backup.Wal;

/// <summary>A segment as it came from the media: its bytes, and the moment up to which everything committed is in it and those before it.</summary>
internal sealed record WalSegment(DateTimeOffset Until, byte[] Content);

/// <summary>What the media hold of one line: base copies, whole segments, and how far the newest one had grown.</summary>
internal sealed record WalLine(Guid Id, IReadOnlySet<Guid> Copies, IReadOnlySet<string> Segments, string? Growing)
{
    public IEnumerable<string> All => (Growing is { } name && !Segments.Contains(name) ? Segments.Append(name) : Segments).Order(StringComparer.Ordinal);
}

/// <summary>
/// The archive on the backup media. A line is the log of one server from one moment on without a gap: <c>wal/{line}/key.json</c> holds its wrapped
/// key, <c>{segment}.wal</c> a whole segment, <c>{segment}.part</c> what there is of the newest, <c>{copy}.base</c> the files of a base copy and
/// <c>{copy}.copy</c>, written last, what it is.
/// </summary>
internal sealed class WalMedia(BackupMedia media, RootKeySource roots)
{
    private const string Prefix = "wal/";

    public string Place => media.Place;

    public async Task<ChainKey> MakeKey(Guid line, CancellationToken cancel)
    {
        var (key, header) = await ChainKey.Make(line, await roots.Get(cancel), cancel);
        await media.Store.Put(KeyOf(line), new MemoryStream(header), cancel);
        return key;
    }

    /// <exception cref="BackupUnreadableException">The key is missing, or no root key here opens it.</exception>
    public async Task<ChainKey> OpenKey(Guid line, CancellationToken cancel)
    {
        var header = await Read(KeyOf(line), cancel) ?? throw new BackupUnreadableException($"The key of the log {line:n} is missing from the media.");
        var keys = await roots.Existing(cancel) ?? throw new BackupUnreadableException($"There is no root key here. The archive opens with the one it was made under: set {RootKeyFile.Variable}, or bring back keys/root.key.");
        return await ChainKey.Open(line, header, keys, cancel) ?? throw new BackupUnreadableException("The root key here is not the one this archive was made under.");
    }

    public async Task<IReadOnlyList<WalLine>> Lines(CancellationToken cancel)
    {
        var files = new List<(Guid Line, string Name)>();
        await foreach (var one in media.Store.List(Prefix, cancel))
        {
            if (one.Path.Split('/') is [_, var line, var name] && Guid.TryParse(line, out var id))
                files.Add((id, name));
        }

        return [.. files.GroupBy(file => file.Line, file => file.Name).Select(line => new WalLine(
            line.Key,
            Named(line, ".copy").Select(Guid.Parse).ToHashSet(),
            Named(line, ".wal").Select(name => name.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal),
            Named(line, ".part").Select(name => name.ToUpperInvariant()).Max(StringComparer.Ordinal)))];

        static IEnumerable<string> Named(IEnumerable<string> files, string kind) => files.Where(file => Path.GetExtension(file) == kind).Select(file => Path.GetFileNameWithoutExtension(file));
    }

    /// <summary>Keeps a segment, or what there is of it; a whole one replaces its part.</summary>
    public async Task Put(Guid line, ChainKey key, string name, bool whole, DateTimeOffset until, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        using var packed = new MemoryStream();
        var moment = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(moment, until.UtcTicks);
        packed.Write(moment);
        await using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(content.Span);
        await media.Store.Put(SegmentOf(line, name, whole), new MemoryStream(key.SealBlock(Bound(name, whole), packed.GetBuffer().AsSpan(0, (int)packed.Length))), cancel);
        if (whole)
            await media.Store.Delete(SegmentOf(line, name, whole: false), cancel);
    }

    /// <summary>Null when there is no such segment.</summary>
    /// <exception cref="BackupUnreadableException">It was changed, or is another one.</exception>
    public async Task<WalSegment?> Segment(Guid line, ChainKey key, string name, CancellationToken cancel)
    {
        foreach (var whole in new[] { true, false })
        {
            if (await Read(SegmentOf(line, name, whole), cancel) is not { } input)
                continue;
            var packed = key.OpenBlock(Bound(name, whole), input);
            if (packed is not { Length: >= sizeof(long) })
                throw new BackupUnreadableException($"Segment {name} of the log was changed on the media.");
            using var content = new MemoryStream();
            await using var brotli = new BrotliStream(new MemoryStream(packed, sizeof(long), packed.Length - sizeof(long)), CompressionMode.Decompress);
            await brotli.CopyToAsync(content, cancel);
            return new WalSegment(new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(packed), TimeSpan.Zero), content.ToArray());
        }

        return null;
    }

    /// <summary>Writes the content of a base copy while the store reads it; answers how much that was.</summary>
    public async Task<long> PutContent(Guid line, Guid copy, ChainKey key, Func<Stream, Task> write, CancellationToken cancel)
    {
        var pipe = new System.IO.Pipelines.Pipe(new System.IO.Pipelines.PipeOptions(pauseWriterThreshold: 4 * SealedFrames.Size, resumeWriterThreshold: 2 * SealedFrames.Size));
        var put = Take();
        var output = new SealedFrames.Output(pipe.Writer, key, $"base {copy:n}");
        try
        {
            await using (var brotli = new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true))
                await write(brotli);
            await output.Finish(cancel);
            await pipe.Writer.CompleteAsync();
        }
        catch (Exception failure)
        {
            await pipe.Writer.CompleteAsync(new IOException("The base copy broke off.", failure));
            try
            {
                await put;
            }
            catch (Exception) when (failure is not SealedFrames.ReaderGoneException)
            {
                // Why it broke off is known already; where the store was the first to fail, it says why.
            }

            throw;
        }

        await put;
        return output.Written;

        async Task Take()
        {
            try
            {
                await media.Store.Put(ContentOf(line, copy), pipe.Reader.AsStream(leaveOpen: true), cancel);
            }
            finally
            {
                // Whoever writes must not wait for a reader that is gone.
                await pipe.Reader.CompleteAsync();
            }
        }
    }

    /// <exception cref="BackupUnreadableException">It is missing. What was changed is found while it is read.</exception>
    public async Task<Stream> Content(Guid line, Guid copy, ChainKey key, CancellationToken cancel) =>
        await media.Store.Get(ContentOf(line, copy), 0, cancel) is { } stored
            ? new BrotliStream(new SealedFrames.Input(stored, key, $"base {copy:n}"), CompressionMode.Decompress)
            : throw new BackupUnreadableException($"The files of base copy {copy} are missing from the media.");

    public Task Put(BaseCopy copy, ChainKey key, CancellationToken cancel) =>
        media.Store.Put(CopyOf(copy.Line, copy.Id), new MemoryStream(key.SealManifest(copy.Id, JsonSerializer.SerializeToUtf8Bytes(copy, JsonSettings.Options))), cancel);

    /// <exception cref="BackupUnreadableException">It is missing, was changed, or has a form this version does not know.</exception>
    public async Task<BaseCopy> Copy(Guid line, Guid copy, ChainKey key, CancellationToken cancel)
    {
        var input = await Read(CopyOf(line, copy), cancel) ?? throw new BackupUnreadableException($"Base copy {copy} is missing from the media.");
        var content = key.OpenManifest(copy, input) ?? throw new BackupUnreadableException($"Base copy {copy} was changed or belongs elsewhere.");
        return JsonSerializer.Deserialize<BaseCopy>(content, JsonSettings.Options) is { Format: BaseCopy.Current } read ? read : throw new BackupUnreadableException($"Base copy {copy} has a form that this version does not know.");
    }

    /// <summary>Removes a base copy: what says that it is there first, so that nobody finds half of one.</summary>
    public async Task RemoveCopy(Guid line, Guid copy, CancellationToken cancel)
    {
        await media.Store.Delete(CopyOf(line, copy), cancel);
        await media.Store.Delete(ContentOf(line, copy), cancel);
    }

    public Task RemoveSegment(Guid line, string name, CancellationToken cancel) => media.Store.Delete(SegmentOf(line, name, whole: true), cancel);

    /// <summary>Removes what is left of a line, its key with it.</summary>
    public async Task RemoveLine(Guid line, CancellationToken cancel)
    {
        var rest = new List<string>();
        await foreach (var one in media.Store.List($"{Prefix}{line:n}/", cancel))
            rest.Add(one.Path);
        foreach (var path in rest)
            await media.Store.Delete(path, cancel);
    }

    // Paths of stores have small letters only.
    public static string SegmentOf(Guid line, string name, bool whole) => $"{Prefix}{line:n}/{name.ToLowerInvariant()}{(whole ? ".wal" : ".part")}";

    private static string KeyOf(Guid line) => $"{Prefix}{line:n}/key.json";

    private static string ContentOf(Guid line, Guid copy) => $"{Prefix}{line:n}/{copy:n}.base";

    private static string CopyOf(Guid line, Guid copy) => $"{Prefix}{line:n}/{copy:n}.copy";

    private static string Bound(string name, bool whole) => whole ? $"wal {name}" : $"wal {name} part";

    private async Task<byte[]?> Read(string path, CancellationToken cancel)
    {
        await using var stream = await media.Store.Get(path, 0, cancel);
        if (stream is null)
            return null;
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancel);
        return content.ToArray();
    }
}
