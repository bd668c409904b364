using Ashlar.Core.Files.Stores;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Isolation;
using Ashlar.Core.Storage.Room;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Observability.Diagnostics;

/// <summary>The database, its placements, and the disks.</summary>
internal sealed class StorageDiagnostics(Databases databases, DatabaseRoom room, TenantDirectory tenants, IsolationGate gate, Migrator migrator, Invalidation invalidation, StorageOptions storage, FileStoreOptions files, TimeProvider time) : IDiagnostics
{
    private const long Gigabyte = 1024L * 1024 * 1024;

    public IEnumerable<Diagnostic> All =>
    [
        new("database", "database", "Database", Database),
        new("connections", "database", "Connections", Connections),
        new("placements", "database", "Placements", Placements),
        new("migrations", "database", "Migrations", Migrations),
        new("isolation", "database", "Isolation of organisations", Isolation),
        new("invalidation", "database", "Notices between hosts", Notices),
        new("clock", "database", "Clock", Clock),
        new("database_room", "storage", "Room of the database", Room),
        new("data_disk", "storage", "Disk of the data folder", _ => Task.FromResult(Disk(storage.DataFolder, "ASHLAR_DATA"))),
        .. files.S3 is null ? (Diagnostic[])[new("files_disk", "storage", "Disk of the files", _ => Task.FromResult(Disk(files.Folder, "ASHLAR_FILES")))] : [],
    ];

    private async Task<Finding> Database(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var (version, standby, size) = await databases.System.First("SELECT current_setting('server_version'), pg_is_in_recovery(), pg_database_size(current_database())", row => (row.GetString(0), row.GetBoolean(1), row.GetInt64(2)), cancel);
        var took = time.GetElapsedTime(began).TotalMilliseconds;
        var seen = $"PostgreSQL {version} answers in {took:0} ms; the main database has {size / 1024 / 1024} MB.";
        if (standby)
            return Finding.Failed($"{seen} It is a standby and takes no writes.", "Promote it, or name the primary in ASHLAR_DATABASE; several hosts separated by commas with Target Session Attributes=primary find it by themselves.");
        return took < 500 ? Finding.Ok(seen) : Finding.Warning(seen, "Look at the load of the database server and at the network between it and this host.");
    }

    private async Task<Finding> Connections(CancellationToken cancel)
    {
        var (used, most) = await databases.System.First("SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'), current_setting('max_connections')::bigint", row => (row.GetInt64(0), row.GetInt64(1)), cancel);
        var seen = $"{used} of {most} connections of the server are in use; a host takes up to {storage.AppPool + storage.SystemPool} for the main database.";
        return used < most * 0.8 ? Finding.Ok(seen) : Finding.Warning(seen, "Raise max_connections, lower ASHLAR_POOL_APP, or put a pooler in transaction mode before the server.");
    }

    private async Task<Finding> Placements(CancellationToken cancel)
    {
        var away = new List<string>();
        var names = (await tenants.All(cancel)).Where(tenant => tenant.Status is TenantStatus.Active or TenantStatus.Suspended).Select(tenant => tenant.Placement.Database).Append("").Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in names)
        {
            try
            {
                await databases.SystemOf(name).Execute("SELECT 1", cancel);
            }
            catch (Npgsql.NpgsqlException)
            {
                away.Add(name.Length == 0 ? "the main database" : name);
            }
        }

        return away.Count == 0
            ? Finding.Ok($"{names.Count} {(names.Count == 1 ? "database answers" : "databases answer")}.")
            : Finding.Failed($"{away.Count} of {names.Count} databases do not answer: {string.Join(", ", away.Take(5))}.", "Organisations in them get errors until they are back: start those databases, or restore them from a backup.");
    }

    private async Task<Finding> Migrations(CancellationToken cancel)
    {
        var report = await migrator.Status(cancel);
        var (pending, changed) = (report.Count(line => line.State == "pending"), report.Count(line => line.State == "changed"));
        if (changed > 0)
            return Finding.Failed($"{changed} migrations changed after they ran.", "Run the release that wrote them; ./ashlar db status names them.");
        return pending == 0 ? Finding.Ok($"{report.Count} have run.") : Finding.Warning($"{pending} have not run.", "Run ./ashlar db migrate, or start a host of this release.");
    }

    private async Task<Finding> Isolation(CancellationToken cancel)
    {
        var breaches = await gate.Breaches(cancel);
        return breaches.Count == 0 ? Finding.Ok("Every table of organisations is behind row-level security.") : Finding.Failed($"{breaches.Count} breaches: {string.Join("; ", breaches.Take(3))}", "Undo what was changed in the database; no host starts on it like this.");
    }

    private Task<Finding> Notices(CancellationToken cancel) => Task.FromResult(invalidation.Connected
        ? Finding.Ok("This host hears at once what others change.")
        : Finding.Warning("The channel is down; this host asks the database instead of its memory.", "It connects again by itself. If it stays down, the database lets no session LISTEN: a pooler in transaction mode cannot."));

    private async Task<Finding> Clock(CancellationToken cancel)
    {
        var apart = Math.Abs((time.GetUtcNow() - await databases.System.Scalar<DateTime>("SELECT clock_timestamp()", cancel)).TotalSeconds);
        var seen = $"Host and database are {apart:0.0} s apart.";
        return apart < 2 ? Finding.Ok(seen) : apart < 30
            ? Finding.Warning(seen, "Let both machines follow the same time servers (chrony or systemd-timesyncd).")
            : Finding.Failed(seen, "Set the clocks right now: tokens, codes and the order of the audit log rest on them. Let both machines follow the same time servers.");
    }

    private async Task<Finding> Room(CancellationToken cancel)
    {
        try
        {
            await room.Check(cancel);
            return Finding.Ok("No write was refused for want of room.");
        }
        catch (InvalidOperationException full)
        {
            return Finding.Failed(full.Message, "Make room on the disk of the database server or enlarge it; writes go on by themselves.");
        }
    }

    private static Finding Disk(string folder, string setting)
    {
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        var disk = new DriveInfo(folder);
        var seen = $"{(double)disk.AvailableFreeSpace / Gigabyte:0.0} of {(double)disk.TotalSize / Gigabyte:0.0} GB are free.";
        return disk.AvailableFreeSpace switch
        {
            < Gigabyte => Finding.Failed(seen, $"Make room now, enlarge the disk, or move the folder and say so in {setting}."),
            < 5 * Gigabyte => Finding.Warning(seen, $"Enlarge the disk soon, or move the folder and say so in {setting}."),
            _ => Finding.Ok(seen),
        };
    }
}
