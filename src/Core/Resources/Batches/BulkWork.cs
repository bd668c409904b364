using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Resources.Verbs;

namespace Ashlar.Core.Resources.Batches;

/// <summary>Updates, deletes or restores rows exactly as the single verbs do.</summary>
internal sealed class BulkWork(BulkFactory parts, ResourceModel model, string op, JsonElement? set, IReadOnlyList<Guid> ids) : RowWork
{
    private const string Succeeded = "succeeded";
    private static readonly Error _rolledBack = new("rolled_back", ErrorKind.Conflict, "Nothing was changed because other rows could not be.");

    private readonly string _permission = model.Definition.Permission(op == BulkRequest.Update ? "update" : "delete");
    private FieldScope? _scope;
    private WriteInput? _input;

    public override int Count => ids.Count;

    public override async Task<Error?> Prepare(Operation operation, CancellationToken cancel)
    {
        _scope = await parts.Scopes.Of(model, operation.Caller, cancel);
        if (set is null)
            return null;
        var input = WriteInput.Read(set.Value, _scope);
        _input = input.Succeeded ? input.Value : null;
        return input.Error;
    }

    public override async Task<Result<string>> Do(Operation operation, int index, CancellationToken cancel)
    {
        var id = ids[index];
        if (!operation.Caller.Permissions.AllowsOn(_permission, id))
            return CoreErrors.PermissionDenied(_permission);
        var row = await parts.Loader.Lock(operation, model, id, op == BulkRequest.Restore ? Deleted.With : Deleted.Without, cancel);
        if (!row.Succeeded)
            return row.Error;

        var error = op switch
        {
            BulkRequest.Update => (await parts.Update.Change(operation, _scope!, row.Value, _input!, replace: false, "update", cancel)).Error,
            BulkRequest.Delete => await parts.Delete.Delete(operation, model, row.Value, "delete", cancel),
            _ when row.Value.DeletedAt is null => null,
            _ => await parts.Changes.Stage(operation, model, WriteKind.Restore, row.Value, row.Value.Copy(), "restore", cancel),
        };
        return error is null ? Succeeded : error;
    }

    public override void Note(int index, Result<string> outcome, RowTally tally)
    {
        tally.Count(outcome.Succeeded ? Succeeded : RowTally.Failed);
        tally.Say(Detail(ids[index], outcome.Error));
    }

    public override RowTally Undone(RowTally tally)
    {
        var undone = new RowTally();
        foreach (var detail in tally.Details)
        {
            undone.Count(RowTally.Failed);
            undone.Say((bool)detail["ok"]! ? Detail((Guid)detail["id"]!, _rolledBack) : detail);
        }

        return undone;
    }

    public override JsonObject Report(RowTally tally) => new()
    {
        ["op"] = op,
        ["matched"] = ids.Count,
        [Succeeded] = tally[Succeeded],
        [RowTally.Failed] = tally[RowTally.Failed],
        ["dry_run"] = DryRun,
        ["results"] = new JsonArray([.. tally.Details.Select(detail => detail.DeepClone())]),
    };

    private static JsonObject Detail(Guid id, Error? error)
    {
        var detail = new JsonObject { ["id"] = id, ["ok"] = error is null };
        if (error is not null)
        {
            detail["error"] = new JsonObject
            {
                ["code"] = error.Code,
                ["message"] = error.Message,
                ["details"] = new JsonArray([.. Details(error).Select(field => new JsonObject { ["field"] = field.Field, ["message"] = field.Message, ["code"] = field.Code })]),
            };
        }

        return detail;
    }

    private static IEnumerable<FieldError> Details(Error error) => error.Details.Count == 0 && error.Field is { } field ? [new FieldError(field, error.Message, error.Code)] : error.Details;
}

/// <summary>Makes bulk work; holds the single verbs that do it.</summary>
internal sealed class BulkFactory(RowLoader loader, FieldScopes scopes, UpdateRow update, DeleteRow delete, RowChanges changes)
{
    public RowLoader Loader => loader;

    public FieldScopes Scopes => scopes;

    public UpdateRow Update => update;

    public DeleteRow Delete => delete;

    public RowChanges Changes => changes;

    public BulkWork Make(ResourceModel model, string op, JsonElement? set, IReadOnlyList<Guid> ids, bool atomic, bool dryRun) => new(this, model, op, set, ids) { Atomic = atomic, DryRun = dryRun };
}
