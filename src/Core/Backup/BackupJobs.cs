using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Restoring;
using Ashlar.Core.Backup.Taking;
using Ashlar.Core.Backup.Verifying;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Jobs;

namespace Ashlar.Core.Backup;

/// <summary>Takes a backup that an operator asked for.</summary>
internal sealed class CreateBackupJob(TakeBackup take) : IJobHandler
{
    public const string JobKind = "platform.backup";

    public string Kind => JobKind;

    public Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel) => BackupWork.Guard(async () =>
    {
        var payload = JsonNode.Parse(run.Job.Payload)!;
        if (await take.Run((string)payload["kind"]!, run.Job.UserName, _ => { }, cancel) is not { } manifest)
            return BackupErrors.Busy;
        BackupWork.Tell(run, manifest);
        return new JsonObject { ["backup_id"] = manifest.Id, ["kind"] = manifest.Kind, ["rows"] = manifest.Rows, ["files"] = manifest.Files.Count, ["bytes"] = manifest.Bytes, ["bytes_written"] = manifest.BytesWritten };
    });
}

/// <summary>Proves a backup for an operator.</summary>
internal sealed class VerifyBackupJob(VerifyBackup verify) : IJobHandler
{
    public const string JobKind = "platform.backup_verify";

    public string Kind => JobKind;

    public Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel) => BackupWork.Guard(async () =>
    {
        var payload = JsonNode.Parse(run.Job.Payload)!;
        var verdict = await verify.Run(new Found((Guid)payload["chain"]!, (Guid)payload["id"]!), (bool)payload["restore"]! ? VerifyBackup.Restored : VerifyBackup.Read, cancel);
        foreach (var problem in verdict.Problems)
            run.Log.Error(problem);
        if (verdict.Problems.Count > 0)
            return BackupErrors.Damaged(verdict.Problems);
        run.Log.Info($"All is well: {verdict.Rows} rows in {verdict.Blocks} blocks, {verdict.Files} files.");
        return new JsonObject { ["backup_id"] = verdict.Id, ["how"] = verdict.How, ["rows"] = verdict.Rows, ["blocks"] = verdict.Blocks, ["files"] = verdict.Files };
    });
}

/// <summary>Brings one organisation back to a backup.</summary>
internal sealed class RestoreTenantJob(RestoreTenant restore) : IJobHandler
{
    public const string JobKind = "platform.tenant_restore";

    public string Kind => JobKind;

    public Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel) => BackupWork.Guard(async () =>
    {
        var payload = JsonNode.Parse(run.Job.Payload)!;
        var restored = await restore.Run(new Found((Guid)payload["chain"]!, (Guid)payload["id"]!), (Guid)payload["tenant"]!, (string)payload["reason"]!, run, cancel);
        return restored.Succeeded ? JsonSerializer.SerializeToNode(restored.Value, Resources.JsonSettings.Options)! : restored.Error;
    });
}

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
