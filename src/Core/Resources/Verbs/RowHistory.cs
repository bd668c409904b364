using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>The revisions of a row: its audit entries, newest first, without what the caller may not see.</summary>
internal sealed class RowHistory(Databases databases, FieldScopes scopes, ReadCheck check, PhiReads phi, TimeProvider time)
{
    private const int MaxRevisions = 1000;

    internal sealed record Revision(Guid Id, int Version, DateTime At, Guid? ActorId, string ActorName, string Action, JsonObject Changes);

    public async Task List(HttpContext context, ResourceModel model)
    {
        if (!RouteId.TryGet(context, out var id))
        {
            await context.WriteError(CoreErrors.NotFound);
            return;
        }

        if (await check.Refuse(context, model, model.Reading, id) is { } denied)
        {
            await context.WriteError(denied);
            return;
        }

        var revisions = await Read(model, context.Caller(), id, context.RequestAborted);
        if (!revisions.Succeeded)
        {
            await context.WriteError(revisions.Error);
            return;
        }

        var shown = (await scopes.Of(model, context.Caller(), context.RequestAborted)).Whole;
        await phi.Record(context, shown, [id], context.RequestAborted);
        await Envelope.Many("core.revision", revisions.Value.Select(revision => (revision.Id.ToString(), (object)new JsonObject
        {
            ["version"] = revision.Version,
            ["at"] = revision.At,
            ["actor_id"] = revision.ActorId?.ToString(),
            ["actor_name"] = revision.ActorName,
            ["action"] = revision.Action,
            ["changes"] = revision.Changes,
        }))).ExecuteAsync(context);
    }

    /// <summary>The revisions, once it is certain that the caller may see the row itself, deleted or not.</summary>
    public async Task<Result<List<Revision>>> Read(ResourceModel model, Caller caller, Guid id, CancellationToken cancel)
    {
        var scope = await scopes.Of(model, caller, cancel);
        var visible = RowQuery.Start(scope, caller, time, Deleted.With);
        if (!visible.Succeeded)
            return visible.Error;
        visible.Value.AndId(id);

        var session = caller.Scope(model.Definition.ControlPlane);
        return await databases.For(model.Definition, session.Placement).Read(session, [visible.Value.Select("1"), Entries(caller.TenantId, model.Key, id)], async reader =>
        {
            if (!await reader.ReadAsync(cancel))
                return CoreErrors.NotFound;
            await reader.NextResultAsync(cancel);
            return (Result<List<Revision>>)await reader.Rows(row => Revised(row, scope, id), cancel);
        }, cancel);
    }

    private static Revision Revised(NpgsqlDataReader row, FieldScope scope, Guid id)
    {
        var changes = row.IsDBNull(6) ? [] : (JsonObject)JsonNode.Parse(row.GetString(6))!;
        foreach (var hidden in changes.Select(pair => pair.Key).Where(scope.Hidden.Contains).ToList())
            changes.Remove(hidden);
        if (scope.Model.HasSealed)
            Open(changes, scope, id);
        return new Revision(row.GetGuid(0), row.GetInt32(1), row.GetDateTime(2), row.IsDBNull(3) ? null : row.GetGuid(3), row.GetString(4), row.GetString(5), changes);
    }

    /// <summary>Encrypted fields stand sealed in the log.</summary>
    private static void Open(JsonObject changes, FieldScope scope, Guid row)
    {
        foreach (var column in scope.Model.Columns.Where(column => column is { IsSealed: true, Field.Secret: false } && changes[column.Name] is JsonObject))
        {
            var change = changes[column.Name]!.AsObject();
            foreach (var side in (ReadOnlySpan<string>)["from", "to"])
                change[side] = scope.Seal!.FromLog(column, row, change[side]);
        }
    }

    private static NpgsqlBatchCommand Entries(Guid tenant, string resource, Guid id)
    {
        var command = new NpgsqlBatchCommand($"SELECT id, version, at, actor_id, actor_name, action, changes::text FROM public.audit_logs WHERE tenant_id = $1 AND resource_id = $2 AND resource = $3 AND version IS NOT NULL ORDER BY version DESC, id DESC LIMIT {MaxRevisions}");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = resource });
        return command;
    }
}
