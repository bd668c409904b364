using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Jobs;

namespace Ashlar.Core.Resources.Batches;

/// <summary>A bulk request of more rows than a request may take. The rows were fixed when it was queued.</summary>
internal sealed class BulkJob(ResourceModels models, BulkFactory factory, RowRunner runner) : IJobHandler
{
    public string Kind => "bulk";

    internal sealed record Payload(string Op, JsonElement? Set, bool DryRun, IReadOnlyList<Guid> Ids);

    public static JsonNode PayloadOf(BulkRequest request, IReadOnlyList<Guid> ids) => JsonSerializer.SerializeToNode(new Payload(request.Op, request.Set, request.DryRun, ids), JsonSettings.Options)!;

    public async Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel)
    {
        if (run.Job.Resource is not { } key || models.Find(key) is not { } model)
            return CoreErrors.NotFound;
        var payload = JsonSerializer.Deserialize<Payload>(run.Job.Payload, JsonSettings.Options)!;
        var work = factory.Make(model, payload.Op, payload.Set, payload.Ids, atomic: false, payload.DryRun);
        var access = new PermissionAccess(model.Definition.Permission(payload.Op == BulkRequest.Update ? "update" : "delete"), model.Definition.Feature);
        return await runner.InJob(run, work, caller => new Call(caller, run.Job.Request, access) { ControlPlane = model.Definition.ControlPlane }, cancel);
    }
}
