using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Jobs;
using Ashlar.Contract.Modules;
using Ashlar.Core.Commands;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Jobs;

/// <summary>Runs a job of a module, step by step, each in a transaction that also notes the step.</summary>
internal sealed class ModuleJob(JobDefinition definition, OperationFactory operations, JobChunks chunks, Entitlements entitlements, string module) : IJobHandler
{
    public string Kind => definition.Kind;

    public bool TriesAgain => true;

    public async Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel)
    {
        var caller = await run.Caller(cancel);
        if (!caller.Succeeded)
            return caller.Error;
        var (number, step) = await chunks.LastStep(run.Job, caller.Value.Scope(controlPlane: false), cancel);
        if (step is not null)
            run.Log.Info(step.Position is null ? "The work was done before; only the end had not been noted." : $"Goes on behind step {number}.");
        while (step is null || step.Position is not null)
        {
            if (run.CancelRequested)
                break;
            caller = await run.Caller(cancel);
            if (!caller.Succeeded)
                return caller.Error;
            if (entitlements.Check(caller.Value.Tenant!, module, write: true) is { } refused)
                return refused;

            await using var operation = operations.Begin(caller.Value, run.Job.Request);
            operation.Services.GetRequiredService<Store>().Action = definition.Kind;
            var job = (IJob)ActivatorUtilities.GetServiceOrCreateInstance(operation.Services, definition.Job);
            var result = await job.Run(new View(run, step?.Position), cancel);
            if (!result.Succeeded)
                return result.Error;
            if (await operation.Stage(cancel) is { } error)
                return error;
            step = result.Value;
            operation.Work.Add(JobChunks.InsertStep(run.Job, number++, step));
            await operation.Commit(cancel);
            await run.Report(step.Finished, step.Total, cancel);
        }

        return new JsonObject { ["steps"] = number };
    }

    private sealed class View(JobRun run, string? position) : IJobRun
    {
        public DateTimeOffset? DueAt => run.Job.DueAt;

        public JsonElement Input { get; } = JsonElement.Parse(run.Job.Payload);

        public string? Position => position;

        public void Log(string message) => run.Log.Info(message);
    }
}

/// <summary>The handlers of all jobs that modules declare.</summary>
internal sealed class ModuleJobs(JobCatalogue catalogue, OperationFactory operations, JobChunks chunks, Entitlements entitlements)
{
    public IEnumerable<IJobHandler> All => catalogue.All.Select(pair => new ModuleJob(pair.Job, operations, chunks, entitlements, pair.Module.Id));
}
