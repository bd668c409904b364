using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Jobs;
using Ashlar.Core.Protection;

namespace Ashlar.Core.Resources.Batches;

/// <summary>A bulk request of more rows than a request may take. The rows were fixed when it was queued.</summary>
internal sealed class BulkJob(ResourceModels models, BulkFactory factory, RowRunner runner, KeyRing ring) : IJobHandler
{
    public string Kind => "bulk";

    internal sealed record Payload(string Op, JsonElement? Set, bool DryRun, IReadOnlyList<Guid> Ids, byte[]? Sealed = null);

    /// <summary>The request as it waits: what it sets is sealed when that may fill encrypted fields.</summary>
    public static async ValueTask<JsonNode> PayloadOf(BulkRequest request, IReadOnlyList<Guid> ids, ResourceModel model, Guid tenant, KeyRing ring, CancellationToken cancel)
    {
        var hidden = model.HasSealed && request.Set is { } set ? await ring.Seal(tenant, Purpose(model), Encoding.UTF8.GetBytes(set.GetRawText()), cancel) : null;
        return JsonSerializer.SerializeToNode(new Payload(request.Op, hidden is null ? request.Set : null, request.DryRun, ids, hidden), JsonSettings.Options)!;
    }

    public async Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel)
    {
        if (run.Job.Resource is not { } key || models.Find(key) is not { } model)
            return CoreErrors.NotFound;
        var payload = JsonSerializer.Deserialize<Payload>(run.Job.Payload, JsonSettings.Options)!;
        var set = payload.Sealed is { } hidden ? JsonElement.Parse(await ring.Open(run.Job.TenantId, Purpose(model), hidden, cancel)) : payload.Set;
        var work = factory.Make(model, payload.Op, set, payload.Ids, atomic: false, payload.DryRun);
        var access = new PermissionAccess(model.Definition.Permission(payload.Op == BulkRequest.Update ? "update" : "delete"), model.Definition.Feature);
        return await runner.InJob(run, work, caller => new Call(caller, run.Job.Request, access) { ControlPlane = model.Definition.ControlPlane, AsSystem = model.Definition.AcrossTenants }, cancel);
    }

    private static string Purpose(ResourceModel model) => $"bulk {model.Key}";
}
