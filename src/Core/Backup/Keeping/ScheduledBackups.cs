using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Taking;
using Ashlar.Core.Backup.Verifying;
using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Keeping;

/// <summary>Once a day: a full backup, proven by restoring it.</summary>
internal sealed class FullBackup(BackupOptions options, TakeBackup take, VerifyBackup verify) : IScheduledJob
{
    public const string Name = "platform.backup_full";

    public Task Run(JobRun run, CancellationToken cancel) => ScheduledBackup.Run(options, take, verify, Manifest.Full, VerifyBackup.Restored, run, cancel);
}

/// <summary>Every hour: what changed since, proven by reading what was written.</summary>
internal sealed class IncrementBackup(BackupOptions options, TakeBackup take, VerifyBackup verify) : IScheduledJob
{
    public const string Name = "platform.backup_increment";

    public Task Run(JobRun run, CancellationToken cancel) => ScheduledBackup.Run(options, take, verify, Manifest.Increment, VerifyBackup.New, run, cancel);
}

/// <summary>Every minute: bytes of new files to the media.</summary>
internal sealed class CopyNewFiles(BackupOptions options, StorageOptions storage, FileCopies files) : IScheduledJob
{
    public const string Name = "platform.backup_files";

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        if (!options.Scheduled && !storage.WalArchive)
            return;
        var (copied, failed) = await files.Run(cancel);
        if (copied + failed > 0)
            run.Log.Info($"Copied {copied} files to the backup media{(failed > 0 ? $"; {failed} could not be copied yet" : "")}.");
    }
}

/// <summary>What scheduled backups have in common.</summary>
internal static class ScheduledBackup
{
    public static async Task Run(BackupOptions options, TakeBackup take, VerifyBackup verify, string kind, string how, JobRun run, CancellationToken cancel)
    {
        if (!options.Scheduled)
        {
            run.Log.Info("Nothing to do: ASHLAR_BACKUPS_SCHEDULE is off.");
            return;
        }

        if (await take.Run(kind, "schedule", _ => { }, cancel) is not { } manifest)
        {
            run.Log.Info("Another backup is being taken.");
            return;
        }

        BackupWork.Tell(run, manifest);
        var verdict = await verify.Run(new Found(manifest.Chain, manifest.Id), how, cancel);
        foreach (var problem in verdict.Problems)
            run.Log.Error(problem);
        run.Log.Info(verdict.Problems.Count == 0 ? $"Proven ({how})." : "It is damaged; the next one begins anew.");
        // Tried again, which takes another one.
        if (verdict.Problems.Count > 0)
            throw new BackupUnreadableException($"The backup {manifest.Id} is damaged.");
    }
}
