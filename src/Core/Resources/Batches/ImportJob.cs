using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Jobs;
using Ashlar.Core.Protection;
using Ashlar.Core.Resources.Files;

namespace Ashlar.Core.Resources.Batches;

/// <summary>A file of more rows than a request may take. Which column means which field was fixed when it was queued.</summary>
internal sealed class ImportJob(ResourceModels models, FieldScopes scopes, ImportFactory factory, RowRunner runner, KeyRing ring) : IJobHandler
{
    public string Kind => "import";

    private sealed record Payload(IReadOnlyDictionary<string, string> Mapping, bool DryRun, string? Upsert, IReadOnlyList<string> Nulls);

    public static JsonNode PayloadOf(ImportOptions options, ImportMapping mapping) =>
        JsonSerializer.SerializeToNode(new Payload(mapping.ByHeader, options.DryRun, options.Upsert, options.Nulls), JsonSettings.Options)!;

    /// <summary>The file as it waits: sealed when it fills encrypted fields.</summary>
    public static async ValueTask<byte[]> FileOf(byte[] file, ResourceModel model, Guid tenant, KeyRing ring, CancellationToken cancel) =>
        model.HasSealed ? await ring.Seal(tenant, Purpose(model), file, cancel) : file;

    public async Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel)
    {
        if (run.Job.Resource is not { } key || models.Find(key) is not { } model)
            return CoreErrors.NotFound;
        var payload = JsonSerializer.Deserialize<Payload>(run.Job.Payload, JsonSettings.Options)!;
        var options = new ImportOptions(payload.Mapping, payload.DryRun, payload.Upsert, payload.Nulls);
        var file = run.Job.File is { } waiting && model.HasSealed ? await ring.Open(run.Job.TenantId, Purpose(model), waiting, cancel) : run.Job.File;
        var table = FileReading.Read(file ?? []);
        if (!table.Succeeded)
            return table.Error;
        var caller = await run.Caller(cancel);
        if (!caller.Succeeded)
            return caller.Error;
        var mapping = ImportMapping.Of(table.Value, options, await scopes.Of(model, caller.Value, cancel));
        if (!mapping.Succeeded)
            return mapping.Error;

        var access = new PermissionAccess(model.Definition.Permission("import"), model.Definition.Feature);
        var work = factory.Make(model, table.Value, options, mapping.Value);
        return await runner.InJob(run, work, now => new Call(now, run.Job.Request, access) { ControlPlane = model.Definition.ControlPlane }, cancel);
    }

    private static string Purpose(ResourceModel model) => $"import {model.Key}";
}
