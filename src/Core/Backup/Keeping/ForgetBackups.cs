using Ashlar.Core.Backup.Media;
using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Keeping;

/// <summary>Removes chains that are old enough, but never the newest two, and then bytes of files that neither a backup nor the database knows.</summary>
internal sealed class ForgetBackups(BackupOptions options, StorageOptions storage, BackupMedia media, BackupCatalogue catalogue, Databases databases, TimeProvider time) : IScheduledJob
{
    public const string Name = "platform.backup_forget";
    private const int AlwaysKept = 2;

    // Whoever goes back to a moment before a file was deleted needs its bytes.
    private DateTimeOffset NeededSince => storage.WalArchive ? time.GetUtcNow().AddDays(-options.WalKeepDays) : DateTimeOffset.MaxValue;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var (chains, files) = await Forget(cancel);
        run.Log.Info($"Removed {chains} chains older than {options.KeepDays} days, and the bytes of {files} files that no backup knows.");
    }

    public async Task<(int Chains, int Files)> Forget(CancellationToken cancel)
    {
        var oldest = Guid.CreateVersion7(time.GetUtcNow().AddDays(-options.KeepDays)).ToString("n")[..12];
        var chains = (await media.List(cancel)).GroupBy(one => one.Chain).OrderByDescending(chain => chain.Max(one => one.Id.ToString("n")), StringComparer.Ordinal).ToList();
        // Ids begin with their time.
        var old = chains.Skip(AlwaysKept).Where(chain => string.CompareOrdinal(chain.Max(one => one.Id.ToString("n"))![..12], oldest) < 0).ToList();
        foreach (var chain in old)
        {
            foreach (var one in chain)
                await media.Remove(one, cancel);
            await media.RemoveChain(chain.Key, cancel);
            await catalogue.Forget([.. chain.Select(one => one.Id)], cancel);
        }

        await databases.System.Execute("DELETE FROM public.backups WHERE state = 'failed' AND started_at < $1", cancel, time.GetUtcNow().AddDays(-options.KeepDays));
        return (old.Count, await ForgetFiles([.. chains.Except(old).SelectMany(chain => chain)], cancel));
    }

    private async Task<int> ForgetFiles(IReadOnlyList<Found> kept, CancellationToken cancel)
    {
        if (await Needed(kept, cancel) is not { } needed)
            return 0;
        var gone = new List<string>();
        await foreach (var file in media.Store.List("files/", cancel))
        {
            if (!needed.Contains(file.Path["files/".Length..]))
                gone.Add(file.Path);
        }

        foreach (var path in gone)
        {
            // A file may have come since the list was made.
            if (await databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM public.files WHERE path = $1 AND (state <> 'deleted' OR deleted_at > $2))", cancel, path["files/".Length..], NeededSince))
                continue;
            await databases.System.Execute("DELETE FROM public.backup_files WHERE path = $1", cancel, path["files/".Length..]);
            await media.Store.Delete(path, cancel);
        }

        return gone.Count;
    }

    /// <summary>Null when a backup that stays cannot be read: then nobody can say what it needs.</summary>
    private async Task<HashSet<string>?> Needed(IReadOnlyList<Found> kept, CancellationToken cancel)
    {
        var needed = (await databases.System.Query("SELECT path FROM public.files WHERE state <> 'deleted' OR deleted_at > $1", row => row.GetString(0), cancel, NeededSince)).ToHashSet(StringComparer.Ordinal);
        foreach (var chain in kept.GroupBy(one => one.Chain))
        {
            try
            {
                using var key = await media.OpenKey(chain.Key, cancel);
                foreach (var one in chain)
                    needed.UnionWith((await media.Manifest(one, key, cancel)).Files.Select(file => file.Path));
            }
            catch (BackupUnreadableException)
            {
                return null;
            }
        }

        return needed;
    }
}
