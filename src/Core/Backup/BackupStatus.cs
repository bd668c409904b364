using Ashlar.Core.Backup.Keeping;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Wal;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Backup;

/// <summary>How backups stand, for people.</summary>
internal sealed class BackupStatus(BackupOptions options, StorageOptions storage, BackupMedia media, BackupCatalogue catalogue, BackupHealth health, WalStanding wal, Databases databases)
{
    private const string Waiting = "SELECT count(*) FROM public.files f LEFT JOIN public.backup_files c ON c.path = f.path WHERE f.state IN ('quarantined', 'ready') AND c.path IS NULL";

    public async Task<object> Read(CancellationToken cancel)
    {
        var log = await wal.Read(cancel);
        return new
        {
            media.Place,
            options.Scheduled,
            options.KeepDays,
            Problem = await health.Problem(cancel) ?? log.Problem,
            LastSnapshotAt = (await catalogue.Last(cancel))?.SnapshotAt,
            NextFullAt = await Next(FullBackup.Name, cancel),
            NextIncrementAt = await Next(IncrementBackup.Name, cancel),
            FilesWaiting = await databases.System.Scalar<long>(Waiting, cancel),
            SameDisk = options.S3 is null && options.Folder.StartsWith(storage.DataFolder + Path.DirectorySeparatorChar, StringComparison.Ordinal),
            Wal = log,
        };
    }

    private async Task<DateTimeOffset?> Next(string schedule, CancellationToken cancel) => options.Scheduled
        ? await databases.System.Scalar<DateTimeOffset?>("SELECT next_due_at FROM public.schedules WHERE tenant_id = $1 AND id = $2 AND NOT paused", cancel, TenantInfo.PlatformId, CoreSchedule.IdOf(schedule))
        : null;
}
