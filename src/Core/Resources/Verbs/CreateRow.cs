using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Phi;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>POST: one round trip when no rule of the module needs the database.</summary>
internal sealed class CreateRow(WriteRequest request, FieldScopes scopes, RowChanges changes)
{
    public Task Handle(HttpContext context, ResourceModel model, string type, string path) =>
        request.Run(context, model, model.Definition.Permission("create"), bodyOptional: false, async (operation, body, cancel) =>
        {
            var row = await Create(operation, model, body, "create", cancel);
            if (!row.Succeeded)
                return row.Error;
            var plan = (await scopes.Of(model, operation.Caller, cancel)).Answering(operation.Caller, row.Value.Id);
            PhiReads.Stage(operation, plan, row.Value.Id);
            return new Answer(StatusCodes.Status201Created, json => plan.Write(json, row.Value, type))
            {
                Location = $"{path}/{row.Value.Id}",
                ETag = Answer.Tag(row.Value.Version),
            };
        });

    public async Task<Result<Row>> Create(Operation operation, ResourceModel model, JsonElement body, string action, CancellationToken cancel)
    {
        var scope = await scopes.Of(model, operation.Caller, cancel);
        var input = WriteInput.Read(body, scope);
        return input.Succeeded ? await Create(operation, scope, input.Value, action, cancel) : input.Error;
    }

    public async Task<Result<Row>> Create(Operation operation, FieldScope scope, WriteInput input, string action, CancellationToken cancel)
    {
        var model = scope.Model;
        var row = model.NewRow();
        row.Id = input.Id ?? row.Id;
        row.ClientId = input.ClientId;
        if (operation.Caller.ClientId is { } own && input.ClientId is { } given && given != own)
            return CoreErrors.Validation("client_id", "There is no such client.", "relation");
        if (input.Apply(row, scope, replace: false) is { } missing)
            return missing;
        return await changes.Stage(operation, model, WriteKind.Create, null, row, action, cancel) is { } error ? error : row;
    }
}
