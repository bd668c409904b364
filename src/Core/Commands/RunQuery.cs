using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Modules;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Protection.Redaction;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Stores;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Commands;

/// <summary>GET /api/v1/{module}/{query}: reads through the store, so that tenant, client and row rules hold; nothing it does is kept.</summary>
internal sealed class RunQuery(OperationFactory operations, AccessCheck access, PhiReads phi, AnswerJson answers, TimeProvider time)
{
    public async Task Handle(HttpContext context, string module, QueryDefinition definition, IReadOnlyList<Contract.Resources.FieldDefinition> fields)
    {
        var result = await Run(context, definition, fields);
        if (!result.Succeeded)
        {
            await context.WriteError(result.Error);
            return;
        }

        var answer = new Answer(StatusCodes.Status200OK, json =>
        {
            if (result.Value is not System.Collections.IEnumerable list)
            {
                Item(json, $"{module}.{definition.Path}", "query", result.Value);
                return;
            }

            json.WriteStartArray();
            var index = 0;
            foreach (var item in list)
                Item(json, item.GetType().GetProperty("Id")?.GetValue(item)?.ToString() ?? $"{++index}", $"{module}.{Shapes.Snake(item.GetType().Name)}", item);
            json.WriteEndArray();
        });
        await context.Write(answer, time);
    }

    private void Item(Utf8JsonWriter json, string id, string type, object value)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, type);
        json.WritePropertyName("attributes"u8);
        JsonSerializer.Serialize(json, value, value.GetType(), answers.Options);
        json.WriteEndObject();
    }

    private async Task<Result<object>> Run(HttpContext context, QueryDefinition definition, IReadOnlyList<Contract.Resources.FieldDefinition> fields)
    {
        var cancel = context.RequestAborted;
        // The door has asked this; asked again, a door that stands open by mistake opens nothing.
        if (access.Check(context.Request().Caller, new PermissionAccess(definition.Permission, definition.Feature), write: false) is { } refused)
            return refused;
        var query = CommandInput.FromQuery(definition.Query, fields, context.Request);
        if (!query.Succeeded)
            return query.Error;
        try
        {
            await using var operation = operations.Begin(context.Caller(), context.Request().Info, answers: true);
            await operation.Work.Connection(cancel);
            var result = await HandlerCall.Query(ActivatorUtilities.GetServiceOrCreateInstance(operation.Services, definition.Handler), query.Value, definition.Result, cancel);
            await phi.Record(operation, context, cancel);
            return result;
        }
        catch (HiddenFieldException hidden)
        {
            return AccessErrors.FieldHidden(hidden.Resource, hidden.Name);
        }
        catch (Exception exception) when (DatabaseErrors.Translate(exception) is { } error)
        {
            return error;
        }
    }
}
