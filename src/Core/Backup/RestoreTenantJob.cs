using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Restoring;
using Ashlar.Core.Jobs;

namespace Ashlar.Core.Backup;

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
