using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Events;
using Ashlar.Core.Protection.Detection.Writing;
using Ashlar.Core.Protection.Fields;

namespace Ashlar.Core.Resources.Rows;

/// <summary>The one way a row changes: stamps, rules, statement, audit entry and event, all added to the operation's commit.</summary>
internal sealed class RowChanges(TimeProvider time, Outbox outbox, RowChecks checks, FieldSeals seals, PhiWatch watch)
{
    /// <summary>Adds the change. <paramref name="after"/> is stamped, and may be altered by rules of the module.</summary>
    /// <param name="operation">The operation whose commit carries the change.</param>
    /// <param name="model">The resource.</param>
    /// <param name="kind">What happens.</param>
    /// <param name="before">The row as stored, null for a create.</param>
    /// <param name="after">The row as it will be; for a delete, a copy of the row.</param>
    /// <param name="action">What the log says happened, without the resource: <c>update</c>, <c>import</c>, a command's name.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="generated">Whether the rules for generated writes run; commands of the module answer for themselves.</param>
    public async Task<Error?> Stage(Operation operation, ResourceModel model, WriteKind kind, Row? before, Row after, string action, CancellationToken cancel, bool generated = true)
    {
        if (kind is not WriteKind.Delete && await checks.Check(operation, model, before, after, generated, cancel) is { } refused)
            return refused;
        if (generated && await Rules(operation, model, kind, before, after, cancel) is { } broken)
            return broken;

        var phi = kind is WriteKind.Delete ? [] : watch.Look(operation.Caller, model, before, after);
        if (watch.Refusal(operation.Caller, phi) is { } unwanted)
            return unwanted;

        var now = Now();
        if (kind == WriteKind.Create)
            Created(after, operation, now);
        else
            Updated(after, before!, operation, now);
        if (kind == WriteKind.Delete)
            after.DeletedAt = now;
        else if (kind == WriteKind.Restore)
            after.DeletedAt = null;

        var seal = model.HasSealed ? await seals.Of(model, operation.Work.Scope.TenantId, cancel) : null;
        var removed = kind == WriteKind.Delete && !model.Definition.SoftDelete;
        var statement = kind switch
        {
            WriteKind.Create => RowSql.Insert(model, after, seal),
            WriteKind.Delete when removed => RowSql.Delete(model, before!),
            _ => RowSql.Update(model, before!, after, seal),
        };
        if (statement is null)
        {
            // Nothing differs: the row keeps its version and the log stays silent.
            (after.Version, after.UpdatedAt, after.UpdatedBy) = (before!.Version, before.UpdatedAt, before.UpdatedBy);
            return null;
        }

        operation.Work.Add(statement);
        operation.Work.Audit(AuditEntry.By(operation.Caller, operation.Work.Request, $"{model.Key}.{action}") with
        {
            ClientId = after.ClientId,
            Resource = model.Key,
            ResourceId = after.Id,
            Version = after.Version,
            Changes = RowDiff.Of(model, before, removed ? null : after, seal),
            Details = PhiWatch.Details(phi),
        });
        if (removed)
            watch.Forget(operation, model, after);
        else
            watch.Record(operation, model, before, after, phi, now);
        operation.Phi.Wrote(phi);
        Publish(operation, model, kind, after);
        return null;
    }

    private void Publish(Operation operation, ResourceModel model, WriteKind kind, Row after)
    {
        var verb = kind switch { WriteKind.Create => "created", WriteKind.Update => "updated", WriteKind.Delete => "deleted", _ => "restored" };
        outbox.Add(operation.Work, $"{model.Definition.Module}.{model.Definition.Name}_{verb}", new EventCatalog.RowChanged(after.Id, after.Version));
    }

    private static void Created(Row row, Operation operation, DateTimeOffset now)
    {
        row.TenantId = operation.Work.Scope.TenantId;
        row.ClientId = operation.Work.Scope.ClientId ?? row.ClientId;
        (row.CreatedAt, row.CreatedBy, row.UpdatedAt, row.UpdatedBy, row.Version) = (now, operation.Caller.UserId, now, operation.Caller.UserId, 1);
    }

    private static void Updated(Row row, Row before, Operation operation, DateTimeOffset now) =>
        (row.UpdatedAt, row.UpdatedBy, row.Version) = (now, operation.Caller.UserId, before.Version + 1);

    private static async Task<Error?> Rules(Operation operation, ResourceModel model, WriteKind kind, Row? before, Row after, CancellationToken cancel)
    {
        var entity = model.ToEntity(after);
        if (kind is not WriteKind.Delete)
        {
            foreach (var rule in model.Definition.Rules)
            {
                if (rule(entity) is { } error)
                    return error;
            }
        }

        var old = before is null || model.Definition.BeforeWrite.Count == 0 ? null : model.ToEntity(before);
        foreach (var type in model.Definition.BeforeWrite)
        {
            if (await BeforeWriteCall.Run(ActivatorUtilities.GetServiceOrCreateInstance(operation.Services, type), model.Definition.Entity, kind, old, entity, cancel) is { } error)
                return error;
        }

        // Setters and rules of the entity may have derived other values.
        var changed = model.ToRow(entity);
        Array.Copy(changed.Values, after.Values, changed.Values.Length);
        return null;
    }

    /// <summary>PostgreSQL keeps microseconds; what the caller is told must be what is stored.</summary>
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks / 10 * 10, TimeSpan.Zero);
    }
}
