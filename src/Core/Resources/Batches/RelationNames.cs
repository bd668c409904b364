using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Batches;

/// <summary>Finds the row that a text in a file names: by its title or a unique field, among those the caller may see.</summary>
internal sealed class RelationNames(ResourceModels models, FieldScopes scopes, AccessCheck access, Databases databases, TimeProvider time)
{
    public async Task<Result<Guid>> Find(Operation operation, FieldDefinition field, string text, CancellationToken cancel)
    {
        var target = models[field.Relation!.Resource];
        var caller = operation.Caller;
        var scope = await scopes.Of(target, caller, cancel);
        var named = target.Columns.Where(column => (column == target.Title || column.Field.Unique) && IsText(column) && scope.Resolve(column.Name) is not null).ToList();
        if (named.Count == 0 || !access.Can(caller, target.Definition.Permission("read")))
            return Wrong(field, $"'{text}' is not an id.");
        var query = RowQuery.Start(scope, caller, time, Deleted.Without);
        if (!query.Succeeded)
            return query.Error;
        if (query.Value.And(Filter.Any([.. named.Select(column => Filter.Where(column.Name, "eq", text))])) is { } error)
            return error;

        var found = await Ids(operation, target, query.Value.Select("id", " LIMIT 2"), cancel);
        var label = target.Definition.Label.ToLowerInvariant();
        return found switch
        {
            [var one] => one,
            [] => Wrong(field, $"There is no {label} '{text}'."),
            _ => Wrong(field, $"More than one {label} is called '{text}'; give the id."),
        };
    }

    private async Task<List<Guid>> Ids(Operation operation, ResourceModel target, NpgsqlBatchCommand query, CancellationToken cancel)
    {
        var session = operation.Caller.Scope(target.Definition.ControlPlane);
        if (session.Placement != operation.Work.Scope.Placement)
            return await databases.Query(session, query.CommandText, reader => reader.GetGuid(0), cancel, [.. query.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone())]);

        // In this transaction, so that rows of the same file count.
        return await operation.Work.Rows(query, row => row.GetGuid(0), cancel);
    }

    private static bool IsText(Column column) => column.Field.Kind is FieldKind.Text or FieldKind.Email or FieldKind.Phone or FieldKind.Url;

    private static Error Wrong(FieldDefinition field, string message) => CoreErrors.Validation(field.Name, message, "relation");
}
