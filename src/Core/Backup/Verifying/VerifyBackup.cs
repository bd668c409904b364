using Ashlar.Contract.Values;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Restoring;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Verifying;

/// <summary>What a look at a backup found.</summary>
internal sealed record Verdict(Guid Id, string How, long Rows, int Blocks, int Files, IReadOnlyList<string> Problems);

/// <summary>
/// Proves a backup: every block opens and is the one it should be, tables have the rows the list says, files are there. The thorough way also
/// restores it into databases made for that, checks rows and foreign keys there, and drops them.
/// </summary>
internal sealed class VerifyBackup(BackupMedia media, BackupCatalogue catalogue, DatabaseConnections connections, DatabaseLoad load)
{
    /// <summary>The blocks that this backup added; those it shares were proven with the backups that brought them.</summary>
    public const string New = "new";
    public const string Read = "read";
    public const string Restored = "restored";

    public async Task<Verdict> Run(Found backup, string how, CancellationToken cancel)
    {
        var verdict = await Look(backup, how, cancel);
        await catalogue.Verified(backup.Id, verdict.How, verdict.Problems, cancel);
        return verdict;
    }

    /// <summary>The same without putting it on record, for where there is no database.</summary>
    public async Task<Verdict> Look(Found backup, string how, CancellationToken cancel)
    {
        try
        {
            using var key = await media.OpenKey(backup.Chain, cancel);
            var manifest = await media.Manifest(backup, key, cancel);
            var problems = new List<string>(await Files(manifest, cancel));
            await using var packs = new PackReader(media.Store, manifest.Chain, key);
            foreach (var database in manifest.Databases)
                problems.AddRange(how == Restored ? await Restore(database, packs, cancel) : await ReadAll(database, packs, how == New ? backup.Id : null, cancel));
            return new Verdict(backup.Id, how, manifest.Rows, manifest.Blocks.Count(), manifest.Files.Count, problems);
        }
        catch (BackupUnreadableException broken)
        {
            return new Verdict(backup.Id, how, 0, 0, 0, [broken.Message]);
        }
    }

    private static async Task<IReadOnlyList<string>> ReadAll(DatabaseContent database, PackReader packs, Guid? only, CancellationToken cancel)
    {
        var problems = new List<string>();
        foreach (var table in database.Tables)
        {
            var rows = 0L;
            foreach (var block in table.Blocks)
            {
                if (only is { } pack && block.Pack != pack)
                {
                    rows += block.Rows;
                    continue;
                }

                try
                {
                    rows += (await packs.Read(block, cancel)).AsSpan().Count((byte)'\n');
                }
                catch (BackupUnreadableException broken)
                {
                    problems.Add($"{table.Schema}.{table.Name}: {broken.Message}");
                }
            }

            if (rows != table.Rows && problems.Count == 0)
                problems.Add($"{table.Schema}.{table.Name} has {rows} rows instead of {table.Rows}.");
        }

        return problems;
    }

    private async Task<IReadOnlyList<string>> Restore(DatabaseContent database, PackReader packs, CancellationToken cancel)
    {
        var scratch = $"ashlar_verify_{Ids.New():n}";
        await using var owner = await connections.OpenOwner("", cancel);
        await owner.Execute($"CREATE DATABASE {scratch}", cancel);
        try
        {
            return await load.Run(scratch, database, packs, cancel);
        }
        finally
        {
            await owner.Execute($"DROP DATABASE IF EXISTS {scratch} WITH (FORCE)", CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<string>> Files(Manifest manifest, CancellationToken cancel)
    {
        var there = new Dictionary<string, long>(StringComparer.Ordinal);
        if (manifest.Files.Count > 0)
        {
            await foreach (var file in media.Store.List("files/", cancel))
                there[file.Path] = file.Size;
        }

        return [.. manifest.Files.Where(file => there.GetValueOrDefault(BackupMedia.FileOf(file.Path), -1) != file.Size).Select(file => $"The bytes of the file {file.Path} are missing or cut short.")];
    }
}
