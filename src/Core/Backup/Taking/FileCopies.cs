using Ashlar.Core.Backup.Media;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Taking;

/// <summary>
/// Copies the sealed bytes of stored files to the backup media, each once, minutes after they arrived: what is lost with the disk is less than what
/// the database may lose. They stay sealed under keys that only the database and the root key open together.
/// </summary>
internal sealed class FileCopies(Databases databases, FileStores stores, BackupMedia media, TimeProvider time, ILogger<FileCopies> log)
{
    private const int Batch = 500;

    private const string Missing = """
        SELECT f.store, f.path FROM public.files f LEFT JOIN public.backup_files c ON c.path = f.path
        WHERE f.state IN ('quarantined', 'ready') AND c.path IS NULL AND f.path > $1 ORDER BY f.path LIMIT $2
        """;

    /// <summary>How many were copied, and how many could not be.</summary>
    public async Task<(int Copied, int Failed)> Run(CancellationToken cancel)
    {
        var (copied, failed, after) = (0, 0, "");
        while (await databases.System.Query(Missing, row => (Store: row.GetString(0), Path: row.GetString(1)), cancel, after, Batch) is { Count: > 0 } some)
        {
            foreach (var (store, path) in some)
            {
                if (await Copy(store, path, cancel))
                    copied++;
                else
                    failed++;
            }

            after = some[^1].Path;
        }

        return (copied, failed);
    }

    /// <summary>The files of a snapshot that are on the media, as its list of contents names them.</summary>
    public static Task<List<FileContent>> Of(DatabaseSnapshot snapshot, IReadOnlyDictionary<string, long> there, CancellationToken cancel) => Read(snapshot, there, cancel);

    /// <summary>What is on the media, with its size.</summary>
    public async Task<Dictionary<string, long>> There(CancellationToken cancel) =>
        (await databases.System.Query("SELECT path, size FROM public.backup_files", row => (row.GetString(0), row.GetInt64(1)), cancel)).ToDictionary(StringComparer.Ordinal);

    private static async Task<List<FileContent>> Read(DatabaseSnapshot snapshot, IReadOnlyDictionary<string, long> there, CancellationToken cancel)
    {
        var files = await snapshot.Connection.Query("SELECT store, path FROM public.files WHERE state IN ('quarantined', 'ready') ORDER BY path", row => (Store: row.GetString(0), Path: row.GetString(1)), cancel);
        return [.. files.Where(file => there.ContainsKey(file.Path)).Select(file => new FileContent(file.Store, file.Path, there[file.Path]))];
    }

    private async Task<bool> Copy(string store, string path, CancellationToken cancel)
    {
        var from = stores.Find(store);
        if (!from.Succeeded)
            return false;
        try
        {
            await using var content = await from.Value.Get(path, 0, cancel);
            if (content is null)
                return false;
            await using var counted = new Counted(content);
            await media.Store.Put(BackupMedia.FileOf(path), counted, cancel);
            await databases.System.Execute("INSERT INTO public.backup_files (path, size, copied_at) VALUES ($1, $2, $3) ON CONFLICT (path) DO UPDATE SET size = EXCLUDED.size, copied_at = EXCLUDED.copied_at", cancel, path, counted.Count, time.GetUtcNow());
            return true;
        }
        catch (FileStoreException failure)
        {
            log.LogWarning("The file {Path} cannot be copied to the backup media yet: {Reason}", path, failure.Message);
            return false;
        }
    }
}
