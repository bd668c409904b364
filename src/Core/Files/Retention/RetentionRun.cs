using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Identity;
using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Verbs;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Files.Retention;

/// <summary>Deletes files whose time is over, each in a transaction of its own with its entry in the log. A file that cannot be deleted holds up no other.</summary>
internal sealed class RetentionRun(RetentionPolicies policies, FileDeletion deletion, TenantDirectory tenants, FileStores stores, TimeProvider time, ILogger<RetentionRun> log) : IScheduledJob
{
    public async Task Run(JobRun run, CancellationToken cancel) => await Apply(cancel);

    public async Task<int> Apply(CancellationToken cancel)
    {
        stores.Sweep(time.GetUtcNow().AddDays(-1));
        var (deleted, after) = (0, (Guid.Empty, Guid.Empty));
        while (await policies.Over(after, cancel) is { Count: > 0 } due)
        {
            foreach (var file in due)
            {
                if (await tenants.ById(file.Tenant, cancel) is not { } tenant)
                    continue;
                if (await deletion.Delete(tenant, file.Id, "retention", file.Reason, cancel) is { } refused)
                    log.LogWarning("The file {File} is due but stays: {Reason}", file.Id, refused.Message);
                else
                    deleted++;
            }

            after = (due[^1].Tenant, due[^1].Id);
        }

        return deleted;
    }
}

/// <summary>Deletes a file for the platform, with the reason on record.</summary>
internal sealed class FileDeletion(OperationFactory operations, ResourceModels models, RowLoader loader, DeleteRow delete)
{
    public async Task<Error?> Delete(TenantInfo tenant, Guid id, string action, string reason, CancellationToken cancel)
    {
        await using var operation = operations.Begin(Caller.System(tenant, "retention of files"), RequestInfo.None, controlPlane: true);
        var model = models[FileResource.Key];
        var row = await loader.Lock(operation, model, id, Deleted.Without, cancel);
        if (!row.Succeeded)
            return row.Error;
        if (await delete.Delete(operation, model, row.Value, action, cancel) is { } refused)
            return refused;
        operation.Work.Audit(AuditEntry.By(operation.Caller, RequestInfo.None, $"files.{action}.applied") with
        {
            ClientId = row.Value.ClientId,
            Resource = FileResource.Key,
            ResourceId = id,
            Reason = reason,
            Details = new JsonObject { ["key_destroyed"] = true }.ToJsonString(),
        });
        await operation.Commit(cancel);
        return null;
    }
}
