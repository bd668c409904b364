using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Protection.Redaction;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Commands;

/// <summary>POST …/{id}/{command} and POST …/{command}.</summary>
internal sealed class RunCommand(CommandPipeline pipeline, ResourceModels models, FieldScopes scopes, RowChecks checks, RowLoader loader, AnswerJson answers, TimeProvider time)
{
    public async Task Handle(HttpContext context, CommandDefinition definition)
    {
        Guid? id = null;
        if (definition.OnOne)
        {
            if (!RouteId.TryGet(context, out var row))
            {
                await context.WriteError(CoreErrors.NotFound);
                return;
            }

            id = row;
        }

        var body = await JsonBody.Read(context, emptyAllowed: true);
        var key = Idempotency.KeyOf(context.Request);
        if (!body.Succeeded || !key.Succeeded)
        {
            await context.WriteError(body.Error ?? key.Error!);
            return;
        }

        using var document = body.Value;
        var model = models[definition.Resource];
        var call = Call.Of(context, new PermissionAccess(definition.Permission, definition.Feature ?? model.Definition.Feature), id) with
        {
            ControlPlane = model.Definition.ControlPlane,
            AsSystem = definition.AsSystem || model.Definition.AcrossTenants,
            Sealed = model.HasSealed || definition.CarriesSecret,
            Health = model.Phi.Count > 0 && context.Caller().Permissions.PhiAuthorized,
            IdempotencyKey = key.Value,
            Digest = key.Value is null ? [] : Idempotency.Digest(context.Request.Method, context.Request.Path, System.Text.Encoding.UTF8.GetBytes(document.RootElement.GetRawText())),
        };
        var result = await pipeline.Run(call, (operation, cancel) => Run(operation, context, definition, model, document.RootElement, id, cancel), context.RequestAborted);
        if (result.Succeeded)
            await context.Write(result.Value, time);
        else
            await context.WriteError(result.Error);
    }

    private async Task<Result<Answer>> Run(Operation operation, HttpContext context, CommandDefinition definition, ResourceModel model, JsonElement body, Guid? id, CancellationToken cancel)
    {
        var command = CommandInput.FromJson(definition.Command, definition.Fields, body, id);
        if (!command.Succeeded)
            return command.Error;
        await operation.Work.Connection(cancel);
        if (id is not null)
        {
            var row = await loader.Lock(operation, model, id.Value, Deleted.Without, cancel);
            if (!row.Succeeded)
                return row.Error;
            if (RowLoader.CheckVersion(context, row.Value) is { } stale)
                return stale;
        }

        foreach (var field in definition.Fields.Where(field => field.Relation is not null && field.Property!.GetValue(command.Value) is Guid))
        {
            if (!await checks.Exists(operation, models[field.Relation!.Resource], (Guid)field.Property!.GetValue(command.Value)!, cancel))
                return CoreErrors.Validation(field.Name, $"{field.Label} points at something that does not exist.", "relation");
        }

        operation.Services.GetRequiredService<Store>().Action = definition.Name;
        var handler = ActivatorUtilities.GetServiceOrCreateInstance(operation.Services, definition.Handler);
        var result = await HandlerCall.Command(handler, command.Value, definition.Result, cancel);
        if (!result.Succeeded)
            return result.Error;
        return new Answer(StatusCodes.Status200OK, await Writer(operation, result.Value, definition.Result, cancel));
    }

    private async Task<Action<Utf8JsonWriter>> Writer(Operation operation, object result, Type type, CancellationToken cancel)
    {
        if (result is not Entity entity)
            return json => JsonSerializer.Serialize(json, result, type, answers.Options);

        // A row is shown as its own route would show it, hidden fields left out; whoever may not read it learns its id and version.
        var model = models.Of(entity.GetType());
        var plan = (await scopes.Of(model, operation.Caller, cancel)).Answering(operation.Caller, entity.Id);
        PhiReads.Stage(operation, plan, entity.Id);
        return json => plan.Write(json, model.ToRow(entity), model.Definition.Type);
    }
}
