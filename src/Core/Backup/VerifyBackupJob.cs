using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Verifying;
using Ashlar.Core.Jobs;

namespace Ashlar.Core.Backup;

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
