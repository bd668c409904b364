using System.IO.Compression;
using System.Text.Json;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Backup.Media;

/// <summary>A backup found on the media.</summary>
internal sealed record Found(Guid Chain, Guid Id);

/// <summary>
/// The media: a folder or a bucket. <c>chains/{chain}/key.json</c> holds the wrapped key, <c>{backup}.pack</c> blocks of rows, <c>{backup}.manifest</c> the
/// list of contents, which is written last: without it there is no backup. <c>files/</c> holds the sealed bytes of stored files, each once.
/// </summary>
internal sealed class BackupMedia(BackupOptions options, RootKeySource roots) : IDisposable
{
    private readonly IFileStore _store = options.S3 is { } bucket ? new S3Store(bucket) : new LocalStore(options.Folder);

    public IFileStore Store => _store;

    /// <summary>Where it is, for people.</summary>
    public string Place => options.S3 is { } bucket ? $"bucket {bucket.Bucket} at {bucket.Address.Host}" : options.Folder;

    public static string PackOf(Guid chain, Guid backup) => $"chains/{chain:n}/{backup:n}.pack";

    public static string FileOf(string path) => $"files/{path}";

    /// <summary>Every backup, the newest first: ids carry their time.</summary>
    public async Task<IReadOnlyList<Found>> List(CancellationToken cancel)
    {
        var found = new List<Found>();
        await foreach (var one in _store.List("chains/", cancel))
        {
            if (one.Path.Split('/') is ["chains", var chain, var file] && Path.GetExtension(file) == ".manifest" && Guid.TryParse(chain, out var of) && Guid.TryParse(Path.GetFileNameWithoutExtension(file), out var id))
                found.Add(new Found(of, id));
        }

        return [.. found.OrderByDescending(one => one.Id.ToString("n"), StringComparer.Ordinal)];
    }

    public async Task<ChainKey> MakeKey(Guid chain, CancellationToken cancel)
    {
        var (key, header) = await ChainKey.Make(chain, await roots.Get(cancel), cancel);
        await _store.Put(KeyOf(chain), new MemoryStream(header), cancel);
        return key;
    }

    /// <exception cref="BackupUnreadableException">The header is missing, or no root key here opens it.</exception>
    public async Task<ChainKey> OpenKey(Guid chain, CancellationToken cancel)
    {
        var header = await Read(KeyOf(chain), cancel) ?? throw new BackupUnreadableException($"The key of chain {chain:n} is missing from the media.");
        var keys = await roots.Existing(cancel) ?? throw new BackupUnreadableException($"There is no root key here. Backups open with the one they were made under: set {RootKeyFile.Variable}, or bring back keys/root.key.");
        return await ChainKey.Open(chain, header, keys, cancel) ?? throw new BackupUnreadableException("The root key here is not the one this backup was made under.");
    }

    public async Task Write(Manifest manifest, ChainKey key, CancellationToken cancel)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(brotli, manifest, JsonSettings.Options);
        await _store.Put(ManifestOf(manifest.Chain, manifest.Id), new MemoryStream(key.SealManifest(manifest.Id, packed.ToArray())), cancel);
    }

    /// <exception cref="BackupUnreadableException">It is missing or was changed.</exception>
    public async Task<Manifest> Manifest(Found backup, ChainKey key, CancellationToken cancel)
    {
        var input = await Read(ManifestOf(backup.Chain, backup.Id), cancel) ?? throw new BackupUnreadableException($"The list of contents of backup {backup.Id} is missing.");
        var packed = key.OpenManifest(backup.Id, input) ?? throw new BackupUnreadableException($"The list of contents of backup {backup.Id} was changed or belongs elsewhere.");
        await using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return await JsonSerializer.DeserializeAsync<Manifest>(brotli, JsonSettings.Options, cancel) is { Format: Media.Manifest.Current } manifest
            ? manifest
            : throw new BackupUnreadableException($"Backup {backup.Id} has a form that this version does not know.");
    }

    /// <summary>Removes a backup: the list of contents first, so that nobody finds half of one.</summary>
    public async Task Remove(Found backup, CancellationToken cancel)
    {
        await _store.Delete(ManifestOf(backup.Chain, backup.Id), cancel);
        await _store.Delete(PackOf(backup.Chain, backup.Id), cancel);
    }

    /// <summary>Removes what is left of a chain, its key with it.</summary>
    public async Task RemoveChain(Guid chain, CancellationToken cancel)
    {
        var rest = new List<string>();
        await foreach (var one in _store.List($"chains/{chain:n}/", cancel))
            rest.Add(one.Path);
        foreach (var path in rest)
            await _store.Delete(path, cancel);
    }

    public void Dispose() => (_store as IDisposable)?.Dispose();

    private static string KeyOf(Guid chain) => $"chains/{chain:n}/key.json";

    private static string ManifestOf(Guid chain, Guid backup) => $"chains/{chain:n}/{backup:n}.manifest";

    private async Task<byte[]?> Read(string path, CancellationToken cancel)
    {
        await using var stream = await _store.Get(path, 0, cancel);
        if (stream is null)
            return null;
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancel);
        return content.ToArray();
    }
}

/// <summary>A backup cannot be read; the message says why and what to do.</summary>
internal sealed class BackupUnreadableException(string message) : Exception(message);
