using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Files;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Rows;

/// <summary>What must hold outside the row itself: relations point at rows the caller may see, and the plan has room.</summary>
internal sealed class RowChecks(ResourceModels models, FieldScopes scopes, Databases databases, Entitlements entitlements, TimeProvider time)
{
    public async Task<Error?> Check(Operation operation, ResourceModel model, Row? before, Row after, bool generated, CancellationToken cancel)
    {
        // What comes back takes room as what is new does.
        if (before is null or { DeletedAt: not null } && model.Definition.Limit is { } limit && await Room(operation, model, limit, cancel) is { } full)
            return full;
        if (before is null && after.ClientId is { } client && operation.Work.Scope.ClientId is null && await Exists(operation, models["org.clients"], client, cancel) is false)
            return CoreErrors.Validation("client_id", "There is no such client.", "relation");
        return generated ? await Relations(operation, model, before, after, cancel) ?? await Files(operation, model, before, after, cancel) : null;
    }

    /// <summary>Who may read the row may open its files, so nobody attaches one that he could not open himself.</summary>
    private async Task<Error?> Files(Operation operation, ResourceModel model, Row? before, Row after, CancellationToken cancel)
    {
        foreach (var column in model.FileColumns)
        {
            if (after.Values[column.Index] is not Guid id || (before is not null && id.Equals(before.Values[column.Index])))
                continue;
            var own = await FileReferences.Find(databases, operation.Caller, id, cancel);
            if (own is true || (own is false && operation.Caller.Can(FileResource.Read) && await Exists(operation, models[FileResource.Key], id, cancel)))
                continue;
            return CoreErrors.Validation(column.Name, StoredFileErrors.NotAttachable.Message, StoredFileErrors.NotAttachable.Code);
        }

        return null;
    }

    private async Task<Error?> Relations(Operation operation, ResourceModel model, Row? before, Row after, CancellationToken cancel)
    {
        List<FieldError>? wrong = null;
        foreach (var column in model.Columns.Where(column => column.Field.Relation is not null))
        {
            if (after.Values[column.Index] is not Guid id || (before is not null && id.Equals(before.Values[column.Index])))
                continue;
            var target = models[column.Field.Relation!.Resource];
            if (KnownToExist(operation.Caller, model, target, id))
                continue;
            if (!await Exists(operation, target, id, cancel))
                (wrong ??= []).Add(new FieldError(column.Name, $"{column.Field.Label} points at something that does not exist.", "relation"));
        }

        return wrong is null ? null : CoreErrors.Validation(wrong);
    }

    /// <summary>The caller is a user of his own tenant, so owning something himself needs no look.</summary>
    private static bool KnownToExist(Caller caller, ResourceModel model, ResourceModel target, Guid id) =>
        target.Key == "org.users" && id == caller.UserId && model.Key != target.Key;

    /// <summary>Whether the caller can see a living row with this id.</summary>
    public Task<bool> Exists(Operation operation, ResourceModel target, Guid id, CancellationToken cancel) => Exists(operation, target, id, Deleted.Without, cancel);

    public async Task<bool> Exists(Operation operation, ResourceModel target, Guid id, Deleted deleted, CancellationToken cancel)
    {
        var query = RowQuery.Start(await scopes.Of(target, operation.Caller, cancel), operation.Caller, time, deleted);
        if (!query.Succeeded)
            return false;
        query.Value.AndId(id);
        var command = query.Value.Select("1");
        if (target.Definition.ControlPlane && operation.Work.Scope.Placement.Database.Length > 0)
            return await ExistsInMain(operation, command, cancel);
        if (target.Definition.ControlPlane && operation.Work.Scope.Placement != Placement.ControlPlane)
            command.CommandText = command.CommandText.Replace($"FROM {target.Table}", $"FROM public.{target.Table}", StringComparison.Ordinal);
        return await operation.Work.Any(command, cancel);
    }

    private Task<bool> ExistsInMain(Operation operation, NpgsqlBatchCommand command, CancellationToken cancel) =>
        databases.App(Placement.ControlPlane).Read(operation.Work.Scope with { Placement = Placement.ControlPlane }, [command], reader => reader.ReadAsync(cancel), cancel);

    /// <summary>Counts under a lock per tenant and limit, so that parallel creates cannot slip past together.</summary>
    private async Task<Error?> Room(Operation operation, ResourceModel model, string limit, CancellationToken cancel)
    {
        if (entitlements.Limit(operation.Caller.Tenant!, model.Definition.Module, limit) is not { } max)
            return null;

        await operation.Work.Any(Lock(operation.Work.Scope.TenantId, limit), cancel);
        var count = new NpgsqlBatchCommand($"SELECT count(*) FROM {model.Table} WHERE tenant_id = $1 AND deleted_at IS NULL");
        count.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Work.Scope.TenantId });
        return (await operation.Work.Rows(count, row => row.GetInt64(0), cancel))[0] >= max ? CoreErrors.LimitReached(limit, max) : null;
    }

    private static NpgsqlBatchCommand Lock(Guid tenant, string limit)
    {
        var command = new NpgsqlBatchCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{tenant}:{limit}" });
        return command;
    }
}
