using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Backup.Keeping;

/// <summary>Says how old the newest backup is, and complains when it is too old, failed or is damaged.</summary>
internal sealed class BackupHealth(BackupOptions options, BackupCatalogue catalogue, Databases databases, TimeProvider time)
{
    /// <summary>An increment is due every hour; one may be missed while it is tried again.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromHours(2);

    /// <exception cref="InvalidOperationException">Somebody should look after it.</exception>
    public async Task<string?> Check(CancellationToken cancel) =>
        !options.Scheduled ? "not scheduled here" : await Problem(cancel) is { } problem ? throw new InvalidOperationException(problem)
        : await catalogue.Last(cancel) is { SnapshotAt: { } at } ? $"the newest shows {at:u}" : "none yet";

    /// <summary>Null when all is well.</summary>
    public async Task<string?> Problem(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (await catalogue.Last(cancel) is not { SnapshotAt: { } at } last)
        {
            var begun = await databases.System.Scalar<DateTimeOffset>("SELECT created_at FROM public.tenants WHERE id = $1", cancel, TenantInfo.PlatformId);
            return options.Scheduled && now - begun > Overdue ? "There is no backup yet. Look at the jobs of the schedule platform.backup_increment, or run: ashlar backup create" : null;
        }

        if (last.Problems is { Length: > 0 } problems)
            return $"The newest backup is damaged: {problems[0]} Take another: ashlar backup create --full";
        return options.Scheduled && now - at > Overdue ? $"The newest backup is {(now - at).TotalHours:0} hours old. Look at the jobs of the schedule platform.backup_increment, or run: ashlar backup create" : null;
    }
}
