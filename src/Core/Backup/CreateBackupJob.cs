using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Backup.Taking;
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
