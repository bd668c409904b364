using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Jobs;

namespace Ashlar.Core.Backup;

/// <summary>What jobs of backups have in common: media that fail become errors with a reason.</summary>
internal static class BackupWork
{
    public static async Task<Result<JsonNode>> Guard(Func<Task<Result<JsonNode>>> work)
    {
        try
        {
            return await work();
        }
        catch (BackupUnreadableException broken)
        {
            return BackupErrors.Unreadable(broken.Message);
        }
        catch (FileStoreException down)
        {
            return BackupErrors.MediaDown with { Message = down.Message };
        }
    }

    public static void Tell(JobRun run, Manifest manifest) => run.Log.Info(
        $"The {manifest.Kind} backup {manifest.Id} shows {manifest.SnapshotAt:u}: {manifest.Rows} rows and {manifest.Files.Count} files in {manifest.Databases.Count} databases; {manifest.BytesWritten} bytes were written in {(manifest.FinishedAt - manifest.StartedAt).TotalSeconds:0.0} s.");
}
