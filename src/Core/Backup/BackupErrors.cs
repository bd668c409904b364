using Ashlar.Contract.Errors;

namespace Ashlar.Core.Backup;

/// <summary>What can go wrong with backups.</summary>
internal static class BackupErrors
{
    public static readonly Error Busy = new("backup_busy", ErrorKind.Conflict, "Another backup is being taken. Wait until it ends.");
    public static readonly Error NotDone = new("backup_not_done", ErrorKind.Conflict, "This backup did not come to its end. Choose one that did.");
    public static readonly Error MediaDown = new("backup_media_down", ErrorKind.Unavailable, "The place of backups does not answer or has no room.");
    public static readonly Error TenantAbsent = new("backup_tenant_absent", ErrorKind.NotFound, "This organisation is not in the backup. Choose a later one.");

    public static Error Unreadable(string why) => new("backup_unreadable", ErrorKind.Conflict, why);

    public static Error Damaged(IReadOnlyList<string> problems) => new("backup_damaged", ErrorKind.Conflict, $"The backup is damaged: {string.Join(" ", problems.Take(3))}");

    public static Error NotRestored(string why) => new("tenant_not_restored", ErrorKind.Conflict, why);
}
