using System.Text.Json.Nodes;
using Ashlar.Core.Audit;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Backup.Restoring;

/// <summary>What a restore brought back.</summary>
internal sealed record Restored(Manifest Manifest, TimeSpan Took, int Files, IReadOnlyList<string> Problems);

/// <summary>
/// Brings a whole installation back into an empty one, with no host running. Everybody signs in again, since a session that was ended after the
/// backup must not come to life with it; everything else is as it was at the moment of the backup.
/// </summary>
internal sealed class RestoreInstallation(DatabaseConnections connections, Databases databases, BackupMedia media, BackupCatalogue catalogue, DatabaseLoad load, StoredBytes stored, Renumbering numbers, AuditLog audit, TimeProvider time)
{
    /// <exception cref="BackupUnreadableException">The backup cannot be read, or there is something here already.</exception>
    public async Task<Restored> Run(Found backup, Action<string> say, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        using var key = await media.OpenKey(backup.Chain, cancel);
        var manifest = await media.Manifest(backup, key, cancel);
        await RefuseWhatIsThere(manifest, cancel);
        var problems = new List<string>();
        await using (var packs = new PackReader(media.Store, manifest.Chain, key))
        {
            foreach (var database in manifest.Databases)
            {
                say($"Restoring {(database.Name.Length == 0 ? "the main database" : $"database {database.Name}")}: {database.Tables.Sum(table => table.Rows)} rows");
                if (database.Name.Length > 0)
                    await Make(database.Name, cancel);
                problems.AddRange(await load.Run(database.Name, database, packs, cancel));
            }
        }

        say($"Restoring {manifest.Files.Count} files");
        var files = await stored.Bring(manifest.Files.Select(file => (file.Store, file.Path)), problems, cancel);
        await databases.System.Execute("UPDATE public.identity_sessions SET revoked_at = $1 WHERE revoked_at IS NULL", cancel, time.GetUtcNow());
        await numbers.Run(manifest.Databases.Select(database => database.Name), cancel);
        await catalogue.Learn(cancel);
        await audit.Write(new AuditEntry
        {
            TenantId = Tenancy.TenantInfo.PlatformId,
            ActorName = "ashlar db restore",
            ActorKind = "system",
            Action = "platform.backups.restore_installation",
            Resource = "platform.backups",
            ResourceId = manifest.Id,
            Details = new JsonObject { ["snapshot_at"] = manifest.SnapshotAt, ["rows"] = manifest.Rows, ["files"] = files }.ToJsonString(),
        }, cancel);
        return new Restored(manifest, time.GetElapsedTime(began), files, problems);
    }

    private async Task RefuseWhatIsThere(Manifest manifest, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        if (await owner.Scalar<bool>("SELECT to_regclass('public.schema_migrations') IS NOT NULL OR to_regclass('public.tenants') IS NOT NULL", cancel))
            throw new BackupUnreadableException("There is an installation here already, and restoring would overwrite it. Restore into an empty data folder (ASHLAR_DATA) or an empty database.");
        foreach (var database in manifest.Databases.Where(database => database.Name.Length > 0))
        {
            if (await owner.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", cancel, database.Name))
                throw new BackupUnreadableException($"The server has a database {database.Name} already, which an organisation of this backup needs. Restore on another server, or move it away.");
        }
    }

    private async Task Make(string database, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        await owner.Execute($"CREATE DATABASE {TableContent.Quote(database)}", cancel);
    }
}
