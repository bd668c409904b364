using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Phi;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>POST …/restore: brings a softly deleted row back as it was.</summary>
internal sealed class RestoreRow(WriteRequest request, RowLoader loader, RowChanges changes, FieldScopes scopes)
{
    public Task Handle(HttpContext context, ResourceModel model, string type) =>
        request.Run(context, model, model.Definition.Permission("delete"), bodyOptional: true, async (operation, _, cancel) =>
        {
            if (!RouteId.TryGet(context, out var id))
                return CoreErrors.NotFound;
            var before = await loader.Lock(operation, model, id, Deleted.With, cancel);
            if (!before.Succeeded)
                return before.Error;

            var after = before.Value.Copy();
            if (before.Value.DeletedAt is not null && await changes.Stage(operation, model, WriteKind.Restore, before.Value, after, "restore", cancel) is { } error)
                return error;
            var plan = (await scopes.Of(model, operation.Caller, cancel)).Answering(operation.Caller, after.Id);
            PhiReads.Stage(operation, plan, after.Id);
            return new Answer(StatusCodes.Status200OK, json => plan.Write(json, after, type)) { ETag = Answer.Tag(after.Version) };
        });
}
