using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;

namespace Ashlar.Core.Resources.Rows;

/// <summary>Loads rows for a change: whole, locked until the end of the transaction, and only such as the caller may see.</summary>
internal sealed class RowLoader(FieldScopes scopes, TimeProvider time)
{
    public async Task<Result<Row>> Lock(Operation operation, ResourceModel model, Guid id, Deleted deleted, CancellationToken cancel)
    {
        var rows = await Lock(operation, model, [id], deleted, cancel);
        return !rows.Succeeded ? rows.Error : rows.Value.Count == 1 ? rows.Value[0] : CoreErrors.NotFound;
    }

    /// <summary>Rows in the order of their ids, so that parallel changes of the same rows wait for each other and never lock up.</summary>
    public async Task<Result<IReadOnlyList<Row>>> Lock(Operation operation, ResourceModel model, IReadOnlyCollection<Guid> ids, Deleted deleted, CancellationToken cancel)
    {
        var scope = await scopes.Of(model, operation.Caller, cancel);
        var query = RowQuery.Start(scope, operation.Caller, time, deleted);
        if (!query.Succeeded)
            return query.Error;
        if (ids.Count == 1)
            query.Value.AndId(ids.First());
        else
            query.Value.AndIds(ids);
        return await Lock(operation, query.Value, one: ids.Count == 1, cancel);
    }

    /// <summary>The living rows that a filter means.</summary>
    public async Task<Result<IReadOnlyList<Row>>> Lock(Operation operation, FieldScope scope, Filter filter, CancellationToken cancel)
    {
        var query = RowQuery.Start(scope, operation.Caller, time, Deleted.Without);
        if (!query.Succeeded)
            return query.Error;
        return query.Value.And(filter) is { } wrong ? wrong : await Lock(operation, query.Value, one: false, cancel);
    }

    private static async Task<Result<IReadOnlyList<Row>>> Lock(Operation operation, RowQuery query, bool one, CancellationToken cancel)
    {
        var model = query.Scope.Model;
        return await operation.Work.Rows(query.Select(model.SelectAll, one ? " FOR UPDATE" : " ORDER BY id FOR UPDATE"), reader => model.Read(reader, operation.Work.Scope.TenantId, query.Scope.Seal), cancel);
    }

    /// <summary>Refuses when the caller named another version than the row has.</summary>
    public static Error? CheckVersion(HttpContext context, Row row)
    {
        var given = context.Request.Headers.IfMatch;
        return given.Count == 0 || given == "*" || given == Answer.Tag(row.Version) ? null : CoreErrors.VersionConflict;
    }
}
