using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>The revisions of a row: its audit entries, newest first, without what the caller may not see.</summary>
internal sealed class RowHistory(Databases databases, FieldScopes scopes, TimeProvider time)
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

        var revisions = await Read(model, context.Caller(), id, context.RequestAborted);
        if (!revisions.Succeeded)
        {
            await context.WriteError(revisions.Error);
            return;
        }

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
        await using var connection = await databases.For(model.Definition, session.Placement).OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(TenantSession.Begin(session));
        batch.BatchCommands.Add(visible.Value.Select("1"));
        batch.BatchCommands.Add(Entries(caller.TenantId, model.Key, id));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return CoreErrors.NotFound;

        await reader.NextResultAsync(cancel);
        var revisions = new List<Revision>();
        while (await reader.ReadAsync(cancel))
        {
            var changes = reader.IsDBNull(6) ? [] : (JsonObject)JsonNode.Parse(reader.GetString(6))!;
            foreach (var hidden in changes.Select(pair => pair.Key).Where(scope.Hidden.Contains).ToList())
                changes.Remove(hidden);
            revisions.Add(new Revision(reader.GetGuid(0), reader.GetInt32(1), reader.GetDateTime(2), reader.IsDBNull(3) ? null : reader.GetGuid(3), reader.GetString(4), reader.GetString(5), changes));
        }

        return revisions;
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
