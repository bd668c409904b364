using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Wal;

/// <summary>Once a day: a base copy, proven by reading it back; what is no longer needed goes; and a look whether the log is there without a gap.</summary>
internal sealed class ScheduledWal(StorageOptions options, BaseCopies copies, ForgetWal forget, WalLook look) : IScheduledJob
{
    public const string Name = "platform.wal_base";

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        if (!options.WalArchive)
        {
            run.Log.Info("Nothing to do: ASHLAR_WAL_ARCHIVE is off.");
            return;
        }

        var copy = await copies.Take(cancel);
        run.Log.Info($"The base copy {copy.Id} shows {copy.FinishedAt:u}: {copy.Files} files with {copy.Bytes} bytes; {copy.BytesWritten} bytes were written in {(copy.FinishedAt - copy.StartedAt).TotalSeconds:0.0} s, and read back.");
        var (gone, segments) = await forget.Forget(cancel);
        run.Log.Info($"Removed {gone} base copies and {segments} segments that nobody can need any more.");
        await look.Run(cancel);
    }
}
