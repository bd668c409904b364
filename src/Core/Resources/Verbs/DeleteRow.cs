using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Fields;
using Npgsql;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>DELETE, with what the relations that point here say: refuse, delete along, or let go.</summary>
internal sealed class DeleteRow(WriteRequest request, RowLoader loader, RowChanges changes, ResourceModels models, FieldSeals seals)
{
    private const int MaxDepth = 10;

    public Task Handle(HttpContext context, ResourceModel model) =>
        request.Run(context, model, model.Definition.Permission("delete"), ReadOnlyMemory<byte>.Empty, async (operation, cancel) =>
        {
            if (!RouteId.TryGet(context, out var id))
                return CoreErrors.NotFound;
            var row = await loader.Lock(operation, model, id, Deleted.Without, cancel);
            if (!row.Succeeded)
                return row.Error;
            if (RowLoader.CheckVersion(context, row.Value) is { } stale)
                return stale;
            return await Delete(operation, model, row.Value, "delete", cancel) is { } error ? error : Answer.NoContent;
        });

    public async Task<Error?> Delete(Operation operation, ResourceModel model, Row row, string action, CancellationToken cancel, int depth = 0)
    {
        if (depth > MaxDepth)
            return CoreErrors.InUse.Saying("Too many rows hang on this one to delete them together.");

        foreach (var (from, field) in models.Incoming(model.Key).Where(pair => pair.From.ControlPlane == model.Definition.ControlPlane))
        {
            var child = models[from.Key];
            var pointing = await Pointing(operation, child, field, row, cancel);
            if (pointing.Count == 0)
                continue;
            if (field.Relation!.OnDelete == OnDelete.Restrict)
                return CoreErrors.InUse.Saying($"{pointing.Count}{(pointing.Count == Limit ? " or more" : "")} {child.Definition.PluralLabel.ToLowerInvariant()} still point here. Delete or change them first.");
            foreach (var pointer in pointing)
            {
                if (await Follow(operation, child, field, pointer, action, depth, cancel) is { } error)
                    return error;
            }
        }

        return await changes.Stage(operation, model, WriteKind.Delete, row, row.Copy(), action, cancel);
    }

    private const int Limit = 1000;

    private async Task<Error?> Follow(Operation operation, ResourceModel child, FieldDefinition field, Row pointer, string action, int depth, CancellationToken cancel)
    {
        if (field.Relation!.OnDelete == OnDelete.Cascade)
            return await Delete(operation, child, pointer, action, cancel, depth + 1);
        var released = pointer.Copy();
        released.Values[child.Find(field.Name)!.Index] = null;
        return await changes.Stage(operation, child, WriteKind.Update, pointer, released, action, cancel, generated: false);
    }

    /// <summary>Living rows that point at this one, beyond what the caller may see: the truth decides.</summary>
    private async Task<List<Row>> Pointing(Operation operation, ResourceModel child, FieldDefinition field, Row row, CancellationToken cancel)
    {
        var query = new NpgsqlBatchCommand($"SELECT {child.SelectAll} FROM {child.Table} WHERE tenant_id = $1 AND {Column.Quote(field.Name)} = $2 AND deleted_at IS NULL ORDER BY id LIMIT {Limit} FOR UPDATE");
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Work.Scope.TenantId });
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.Id });
        var seal = await seals.Of(child, operation.Work.Scope.TenantId, cancel);
        return await operation.Work.Rows(query, reader => child.Read(reader, operation.Work.Scope.TenantId, seal), cancel);
    }
}
