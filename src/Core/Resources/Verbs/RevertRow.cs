using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Phi;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>POST …/revert: writes back the visible, writable fields as they were after a version; a new revision, nothing is erased.</summary>
internal sealed class RevertRow(WriteRequest request, RowLoader loader, RowHistory history, FieldScopes scopes, UpdateRow update)
{
    public Task Handle(HttpContext context, ResourceModel model, string type) =>
        request.Run(context, model, model.Definition.Permission("update"), bodyOptional: false, async (operation, body, cancel) =>
        {
            if (!RouteId.TryGet(context, out var id))
                return CoreErrors.NotFound;
            if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("version", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out var version))
                return CoreErrors.Validation("version", "Name the version to go back to.", "required");
            if (body.EnumerateObject().FirstOrDefault(property => property.Name != "version") is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
                return CoreErrors.Validation(unknown.Name, $"There is no field {unknown.Name}; to go back takes the version alone.", "unknown_field");
            var row = await loader.Lock(operation, model, id, Deleted.Without, cancel);
            if (!row.Succeeded)
                return row.Error;
            var revisions = await history.Read(model, operation.Caller, id, cancel);
            if (!revisions.Succeeded)
                return revisions.Error;
            if (version >= row.Value.Version || revisions.Value.All(revision => revision.Version != version))
                return CoreErrors.Validation("version", $"There is no earlier version {version}.", "unknown_version");

            var scope = await scopes.Of(model, operation.Caller, cancel);
            using var patch = JsonDocument.Parse(Patch(revisions.Value.Where(revision => revision.Version > version), scope).ToJsonString());
            var input = WriteInput.Read(patch.RootElement, scope);
            if (!input.Succeeded)
                return input.Error;
            var after = await update.Change(operation, scope, row.Value, input.Value, replace: false, "revert", cancel);
            if (!after.Succeeded)
                return after.Error;
            var plan = scope.Answering(operation.Caller, after.Value.Id);
            PhiReads.Stage(operation, plan, after.Value.Id);
            return new Answer(StatusCodes.Status200OK, json => plan.Write(json, after.Value, type)) { ETag = Answer.Tag(after.Value.Version) };
        });

    /// <summary>Undoes the later revisions, newest first, so that the oldest of them decides.</summary>
    private static JsonObject Patch(IEnumerable<RowHistory.Revision> later, FieldScope scope)
    {
        var patch = new JsonObject();
        var custom = new JsonObject();
        foreach (var (field, change) in later.SelectMany(revision => revision.Changes))
        {
            var from = change?["from"]?.DeepClone();
            if (field.StartsWith(FieldScope.CustomPrefix, StringComparison.Ordinal) && scope.Resolve(field) is not null)
                custom[field[FieldScope.CustomPrefix.Length..]] = from;
            else if (scope.Model.Find(field) is { Field: { ReadOnly: false, Secret: false } })
                patch[field] = from;
        }

        if (custom.Count > 0)
            patch["custom"] = custom;
        return patch;
    }
}
