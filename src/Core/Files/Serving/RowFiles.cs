using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Files.Serving;

/// <summary>The file in a field of a row, for whoever may read that field of that row.</summary>
internal sealed class RowFiles(ResourceModels models, AccessCheck access, FieldScopes scopes, Databases databases, PhiReads phi, FileSource source, FileServing serving, TimeProvider time)
{
    /// <summary>Null when the caller may bring a file for this field: whoever may write such rows may fill their fields.</summary>
    public async Task<Error?> MayBring(Caller caller, string resource, string field, CancellationToken cancel)
    {
        if (Field(resource, field) is not var (model, column))
            return CoreErrors.NotFound;
        var definition = model.Definition;
        Error? refused = null;
        foreach (var (operation, verb) in ((Operations, string)[])[(Operations.Create, "create"), (Operations.Update, "update")])
        {
            if (!model.Allows(operation))
                continue;
            refused = access.Check(caller, new PermissionAccess(definition.Permission(verb), definition.Feature), write: true, null);
            if (refused is null)
                return (await scopes.Of(model, caller, cancel)).Hidden.Contains(column.Name) ? CoreErrors.NotFound : null;
        }

        return refused ?? CoreErrors.NotFound;
    }

    public async Task Send(HttpContext context, string resource, Guid row, string field)
    {
        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        if (Field(resource, field) is not var (model, column))
        {
            await context.WriteError(CoreErrors.NotFound);
            return;
        }

        var definition = model.Definition;
        if (access.Check(caller, new PermissionAccess(definition.Permission("read"), definition.Feature), write: false, row) is { } refused)
        {
            await context.WriteError(refused);
            return;
        }

        var scope = await scopes.Of(model, caller, cancel);
        if (scope.Hidden.Contains(field) || await Value(caller, scope, column, row, cancel) is not { } id)
        {
            await context.WriteError(CoreErrors.NotFound);
            return;
        }

        if (model.Phi.Contains(field) || definition.Phi)
            await phi.Record(context, scope.Whole, [row], cancel);
        var file = await source.Find(caller.TenantId, id, cancel);
        await serving.Send(context, file, context.Request.Query["show"] == "1", AuditEntry.By(caller, context.Request().Info, "files.files.open") with { ClientId = file?.Client ?? caller.ClientId, Reason = $"{resource}/{row} {field}" });
    }

    private (ResourceModel Model, Column Column)? Field(string resource, string field) =>
        models.Definitions.Any(definition => definition.Key == resource && !definition.AcrossTenants) && models[resource].FileColumns.FirstOrDefault(column => column.Name == field && !column.Field.Secret) is { } column
            ? (models[resource], column) : null;

    private async Task<Guid?> Value(Caller caller, FieldScope scope, Column column, Guid row, CancellationToken cancel)
    {
        var query = RowQuery.Start(scope, caller, time, Deleted.Without);
        if (!query.Succeeded)
            return null;
        query.Value.AndId(row);
        var session = caller.Scope(scope.Model.Definition.ControlPlane);
        return await databases.For(scope.Model.Definition, session.Placement).Read(session, [query.Value.Select(Column.Quote(column.Name))],
            async reader => await reader.ReadAsync(cancel) && !reader.IsDBNull(0) ? reader.GetGuid(0) : (Guid?)null, cancel);
    }
}
