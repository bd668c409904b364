using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Modules;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Definitions;
using Ashlar.Core.Resources.Stores;
using Ashlar.Core.Resources.Verbs;

namespace Ashlar.Host.Demo;

/// <summary>Does what people did: every step goes through the pipeline under the permissions of the person who does it.</summary>
internal sealed class DemoWriter(IServiceProvider services, IReadOnlyDictionary<string, Caller> people)
{
    private readonly CommandPipeline _pipeline = services.GetRequiredService<CommandPipeline>();
    private readonly CreateRow _create = services.GetRequiredService<CreateRow>();
    private readonly ResourceModels _models = services.GetRequiredService<ResourceModels>();
    private readonly IReadOnlyList<CommandDefinition> _commands = [.. services.GetRequiredService<IReadOnlyList<ModuleDefinition>>().SelectMany(module => module.Commands)];
    private readonly Dictionary<string, string> _ids = people.ToDictionary(person => $"@person:{person.Key}", person => person.Value.UserId.ToString()!, StringComparer.Ordinal);

    public async Task Do(DemoStep step, CancellationToken cancel)
    {
        using var body = JsonDocument.Parse(Resolved(step.Body).ToJsonString());
        var (caller, json) = (people[step.Person], body.RootElement);
        var result = step.Command is null
            ? await Create(caller, _models[$"crm.{step.Resource}"], json, step.Key, cancel)
            : await Command(caller, _commands.Single(command => command.Resource == $"crm.{step.Resource}" && command.Name == step.Command), step.On is null ? null : Guid.Parse(_ids[$"@{step.On}"]), json, cancel);
        if (!result.Succeeded)
            throw new InvalidOperationException($"The demo cannot {step.Command ?? "create"} {step.Resource} {step.Key ?? step.On} as {caller.Name}: {result.Error.Code} {result.Error.Message} {string.Join(' ', result.Error.Details)}");
    }

    private Task<Result<Answer>> Create(Caller caller, ResourceModel model, JsonElement body, string? key, CancellationToken cancel) =>
        _pipeline.Run(new Call(caller, RequestInfo.None, new PermissionAccess(model.Definition.Permission("create"))), async (operation, stop) =>
        {
            var row = await _create.Create(operation, model, body, "create", stop);
            if (!row.Succeeded)
                return row.Error;
            if (key is not null)
                _ids[$"@{key}"] = row.Value.Id.ToString();
            return new Answer(StatusCodes.Status201Created, null);
        }, cancel);

    private Task<Result<Answer>> Command(Caller caller, CommandDefinition definition, Guid? id, JsonElement body, CancellationToken cancel) =>
        _pipeline.Run(new Call(caller, RequestInfo.None, new PermissionAccess(definition.Permission, definition.Feature)) { Row = id }, async (operation, stop) =>
        {
            var command = CommandInput.FromJson(definition.Command, definition.Fields, body, id);
            if (!command.Succeeded)
                return command.Error;
            operation.Services.GetRequiredService<Store>().Action = definition.Name;
            var handler = ActivatorUtilities.GetServiceOrCreateInstance(operation.Services, definition.Handler);
            var result = await HandlerCall.Command(handler, command.Value, definition.Result, stop);
            if (!result.Succeeded)
                return result.Error;
            Remember(JsonSerializer.SerializeToNode(result.Value, definition.Result, JsonSettings.Options));
            return new Answer(StatusCodes.Status200OK, null);
        }, cancel);

    /// <summary>Setting up the pipeline tells its stages; later steps name them by number.</summary>
    private void Remember(JsonNode? answer)
    {
        if (answer?["stage_ids"] is not JsonArray stages)
            return;
        for (var i = 0; i < stages.Count; i++)
            _ids[$"@stage:{i}"] = $"{stages[i]}";
    }

    private JsonObject Resolved(JsonObject body)
    {
        var resolved = (JsonObject)body.DeepClone();
        foreach (var (name, value) in body)
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var reference) && reference.StartsWith('@'))
                resolved[name] = _ids[reference];
        }

        return resolved;
    }
}
