using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Phi;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>PATCH (RFC 7396 merge patch) and PUT (replacement).</summary>
internal sealed class UpdateRow(WriteRequest request, RowLoader loader, FieldScopes scopes, RowChanges changes)
{
    public Task Handle(HttpContext context, ResourceModel model, string type, bool replace) =>
        request.Run(context, model, model.Definition.Permission("update"), bodyOptional: false, async (operation, body, cancel) =>
        {
            if (!RouteId.TryGet(context, out var id))
                return CoreErrors.NotFound;
            var before = await loader.Lock(operation, model, id, Deleted.Without, cancel);
            if (!before.Succeeded)
                return before.Error;
            if (RowLoader.CheckVersion(context, before.Value) is { } stale)
                return stale;

            var scope = await scopes.Of(model, operation.Caller, cancel);
            var input = WriteInput.Read(body, scope);
            if (!input.Succeeded)
                return input.Error;
            var after = await Change(operation, scope, before.Value, input.Value, replace, "update", cancel);
            if (!after.Succeeded)
                return after.Error;
            var plan = scope.Answering(operation.Caller, after.Value.Id);
            PhiReads.Stage(operation, plan, after.Value.Id);
            return new Answer(StatusCodes.Status200OK, json => plan.Write(json, after.Value, type)) { ETag = Answer.Tag(after.Value.Version) };
        });

    public async Task<Result<Row>> Change(Operation operation, FieldScope scope, Row before, WriteInput input, bool replace, string action, CancellationToken cancel)
    {
        if (input.ClientId is { } client && client != before.ClientId)
            return CoreErrors.Validation("client_id", "A row stays with the client it was made for.", "read_only");
        var after = before.Copy();
        if (input.Apply(after, scope, replace) is { } missing)
            return missing;
        return await changes.Stage(operation, scope.Model, WriteKind.Update, before, after, action, cancel) is { } error ? error : after;
    }
}
