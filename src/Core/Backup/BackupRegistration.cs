using Ashlar.Core.Backup.Keeping;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Restoring;
using Ashlar.Core.Backup.Taking;
using Ashlar.Core.Backup.Verifying;
using Ashlar.Core.Backup.Wal;
using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Backup;

internal static class BackupRegistration
{
    public static IServiceCollection AddBackup(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(provider => BackupOptions.From(configuration, provider.GetRequiredService<StorageOptions>()))
        .AddSingleton<BackupMedia>().AddSingleton<BackupCatalogue>().AddSingleton<BackupHealth>().AddSingleton<BackupStatus>()
        .AddSingleton<EffectiveConfiguration>().AddSingleton<FileCopies>().AddSingleton<TakeBackup>()
        .AddSingleton<VerifyBackup>().AddSingleton<DatabaseLoad>().AddSingleton<StoredBytes>().AddSingleton<RestoreInstallation>()
        .AddSingleton<TenantPause>().AddSingleton<TenantFiles>().AddSingleton<RestoreTenant>()
        .AddSingleton<IJobHandler, CreateBackupJob>().AddSingleton<IJobHandler, VerifyBackupJob>().AddSingleton<IJobHandler, RestoreTenantJob>()
        .AddSingleton<WalMedia>().AddSingleton<WalSlot>().AddSingleton<WalStanding>().AddSingleton<BaseCopies>().AddSingleton<WalLook>().AddSingleton<ForgetWal>().AddSingleton<WalArchiver>().AddSingleton<RestoreMoment>()
        // Twenty-four increments a day, and half an hour after midnight one that begins anew.
        .AddSchedule<FullBackup>(FullBackup.Name, "30 0 * * *")
        .AddSchedule<IncrementBackup>(IncrementBackup.Name, "0 * * * *")
        .AddSchedule<CopyNewFiles>(CopyNewFiles.Name, TimeSpan.FromMinutes(1))
        .AddSchedule<ForgetBackups>(ForgetBackups.Name, "50 4 * * *")
        .AddSchedule<ScheduledWal>(ScheduledWal.Name, "10 1 * * *")
        .AddStartTask("wal", StartPhase.Infrastructure, critical: false, (provider, _) =>
        {
            provider.GetRequiredService<WalArchiver>().Begin();
            return Task.CompletedTask;
        })
        .AddStopTask("wal", provider => provider.GetRequiredService<WalArchiver>().End())
        .AddHealthCheck("backups", critical: false, (provider, cancel) => provider.GetRequiredService<BackupHealth>().Check(cancel))
        .AddHealthCheck("wal", critical: false, (provider, cancel) => provider.GetRequiredService<WalStanding>().Check(cancel));
}
