using System.Reflection;
using Ashlar.Contract.Values;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Taking;

/// <summary>
/// Takes a backup: copies new files, opens one snapshot in every database, reads all tables, and writes the list of contents last. An increment
/// writes the blocks that its chain lacks; a full one begins a chain, under a key of its own, and shares nothing.
/// </summary>
internal sealed class TakeBackup(DatabaseConnections connections, BackupMedia media, BackupCatalogue catalogue, FileCopies files, EffectiveConfiguration configuration, TimeProvider time, ILogger<TakeBackup> log)
{
    private const long Lock = 0x4153_4241_434B_5550; // "ASBACKUP"

    /// <summary>Null when another host is at it.</summary>
    /// <exception cref="Files.Stores.FileStoreException">The media do not answer or have no room.</exception>
    public async Task<Manifest?> Run(string kind, string cause, Action<string> progress, CancellationToken cancel)
    {
        await using var guard = await connections.OpenOwner("", cancel);
        if (!await guard.Scalar<bool>("SELECT pg_try_advisory_lock($1)", cancel, Lock))
            return null;
        await catalogue.Learn(cancel);
        var before = kind == Manifest.Increment ? await Newest(cancel) : null;
        var id = Ids.New();
        var chain = before?.Chain ?? id;
        using var key = before is null ? await media.MakeKey(chain, cancel) : await media.OpenKey(chain, cancel);
        // Without a chain to add to, an increment is a full one.
        var plan = new Plan(id, chain, before is null ? Manifest.Full : kind, cause, time.GetUtcNow());
        await catalogue.Begin(plan.Id, plan.Chain, plan.Kind, cause, plan.StartedAt, cancel);
        try
        {
            var manifest = await Take(plan, key, before?.Blocks ?? [], progress, cancel);
            await catalogue.Finish(manifest, cancel);
            log.LogInformation("Backup {Id} ({Kind}) is done: {Rows} rows, {Files} files, {Written} bytes written", id, plan.Kind, manifest.Rows, manifest.Files.Count, manifest.BytesWritten);
            return manifest;
        }
        catch (Exception failure)
        {
            await catalogue.Fail(id, failure.Message, CancellationToken.None);
            await (before is null ? media.RemoveChain(chain, CancellationToken.None) : media.Remove(new Found(chain, id), CancellationToken.None));
            throw;
        }
    }

    private sealed record Plan(Guid Id, Guid Chain, string Kind, string Cause, DateTimeOffset StartedAt);

    private async Task<Manifest> Take(Plan plan, ChainKey key, IEnumerable<Block> known, Action<string> progress, CancellationToken cancel)
    {
        await files.Run(cancel);
        var snapshots = new List<DatabaseSnapshot>();
        try
        {
            // All at once, before anything is read: what spans databases is a moment apart, not the time it takes to read them.
            foreach (var database in await Databases(cancel))
                snapshots.Add(await DatabaseSnapshot.Open(connections, database, cancel));
            var (contents, written) = await Read(plan, snapshots, key, known, progress, cancel);
            // Files that came between the first copying and the snapshot.
            await files.Run(cancel);
            var manifest = new Manifest
            {
                Id = plan.Id,
                Chain = plan.Chain,
                Kind = plan.Kind,
                Cause = plan.Cause,
                StartedAt = plan.StartedAt,
                SnapshotAt = snapshots.Min(snapshot => snapshot.At),
                FinishedAt = time.GetUtcNow(),
                Product = typeof(TakeBackup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
                Server = snapshots[0].Connection.PostgreSqlVersion.ToString(),
                BytesWritten = written,
                Databases = contents,
                Files = await FileCopies.Of(snapshots[0], await files.There(cancel), cancel),
                Configuration = await configuration.Read(cancel),
            };
            await media.Write(manifest, key, cancel);
            return manifest;
        }
        finally
        {
            foreach (var snapshot in snapshots)
                await snapshot.DisposeAsync();
        }
    }

    private async Task<(IReadOnlyList<DatabaseContent> Contents, long Written)> Read(Plan plan, IReadOnlyList<DatabaseSnapshot> snapshots, ChainKey key, IEnumerable<Block> known, Action<string> progress, CancellationToken cancel)
    {
        var pack = new PackWriter(media.Store, plan.Chain, plan.Id, key, known, cancel);
        try
        {
            var contents = new List<DatabaseContent>();
            foreach (var snapshot in snapshots)
                contents.Add(await snapshot.Read(pack, progress, cancel));
            await pack.Finish();
            return (contents, pack.Written);
        }
        catch (Exception failure)
        {
            await pack.Abandon(failure);
            throw;
        }
    }

    /// <summary>The newest backup, if it opens: an increment adds to its chain.</summary>
    private async Task<Manifest?> Newest(CancellationToken cancel)
    {
        foreach (var found in (await media.List(cancel)).Take(1))
        {
            try
            {
                if (await catalogue.Find(found.Id, cancel) is { Problems.Length: > 0 })
                    throw new BackupUnreadableException("it was found damaged.");
                using var key = await media.OpenKey(found.Chain, cancel);
                return await media.Manifest(found, key, cancel);
            }
            catch (BackupUnreadableException broken)
            {
                log.LogWarning("The newest backup cannot be added to, so a new chain begins: {Reason}", broken.Message);
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<string>> Databases(CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        var others = await owner.Query("SELECT DISTINCT p.database FROM public.placements p JOIN pg_database d ON d.datname = p.database WHERE p.database <> '' ORDER BY 1", row => row.GetString(0), cancel);
        return ["", .. others];
    }
}
