using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Limits;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Events;

/// <summary>
/// Server-sent events telling a console which rows changed, read from the tail of the audit log and so the same on every replica. A hint
/// carries no values; whoever wants them reads the row under his own permissions. It ends with the session it was opened in.
/// </summary>
internal sealed class LiveStream(Databases databases, AccessCheck access, Authenticator authenticator, CallerWatch watch, ResourceModels models, FieldScopes scopes, HostState state, Streams streams, TimeProvider time)
{
    private static readonly SignedInAccess _access = new(TenantRequired: true);

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    /// <summary>Transactions commit out of the order of their time stamps; looking back this far misses none that is not stuck.</summary>
    private static readonly TimeSpan _overlap = TimeSpan.FromSeconds(5);

    /// <summary>Clients reconnect by themselves, and are checked again when they do.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);

    public async Task Handle(HttpContext context)
    {
        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        var place = streams.Enter(caller);
        if (!place.Succeeded)
        {
            context.Response.Headers.RetryAfter = "60";
            await context.WriteError(place.Error);
            return;
        }

        using var held = place.Value;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await Send(context, ": connected\n\n", cancel);

        using var watched = watch.Open(caller);
        var since = Since(context.Request.Headers["Last-Event-ID"]);
        var sent = new HashSet<Guid>();
        var ends = time.GetUtcNow() + _longest;
        var quiet = 0;
        while (time.GetUtcNow() < ends && !state.Stopping && !cancel.IsCancellationRequested)
        {
            await watched.Wait(_interval, time, cancel);
            if (cancel.IsCancellationRequested || await authenticator.Again(caller, fresh: watched.Take(), cancel) is not { } still || access.Check(still, _access, write: false) is not null)
                return;
            caller = still;
            var (text, newest, seen) = await Changes(caller, since - _overlap, sent, cancel);
            // What was found before a change is not told after it.
            if (watched.Changed)
                continue;
            (since, sent) = (newest ?? since, seen);
            if (text.Length > 0 || ++quiet % 15 == 0)
                await Send(context, text.Length > 0 ? text : ": still here\n\n", cancel);
        }
    }

    /// <summary>Where a client left off: its last event's id carries its time. What is older than ten minutes is not told again.</summary>
    private DateTimeOffset Since(string? lastEvent)
    {
        var now = time.GetUtcNow();
        if (!Guid.TryParse(lastEvent, out var id) || id.Version != 7)
            return now;
        var bytes = id.ToByteArray(bigEndian: true);
        var told = DateTimeOffset.FromUnixTimeMilliseconds(((long)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4)));
        return told > now || told < now.AddMinutes(-10) ? now.AddMinutes(-10) : told;
    }

    private sealed record Hint(Guid Id, ResourceModel Model, Guid Row, string Action, Guid? Actor);

    private async Task<(string Text, DateTimeOffset? Newest, HashSet<Guid> Seen)> Changes(Caller caller, DateTimeOffset since, HashSet<Guid> sent, CancellationToken cancel)
    {
        var hints = new List<Hint>();
        DateTimeOffset? newest = null;
        var seen = new HashSet<Guid>();
        var scope = caller.Scope(controlPlane: false);
        var changes = await databases.App(scope.Placement).Read(scope, [Tail(caller, since)], tail => tail.Rows(
            row => (Id: row.GetGuid(0), At: row.GetFieldValue<DateTimeOffset>(1), Resource: row.GetString(2), Row: row.GetGuid(3), Action: row.GetString(4), Actor: row.IsDBNull(5) ? (Guid?)null : row.GetGuid(5)), cancel), cancel);
        foreach (var change in changes)
        {
            seen.Add(change.Id);
            newest = change.At;
            if (!sent.Contains(change.Id) && models.Find(change.Resource) is { } model && access.Can(caller, model.Definition.Permission("read")))
                hints.Add(new Hint(change.Id, model, change.Row, change.Action, change.Actor));
        }

        var text = new StringBuilder();
        foreach (var ofOne in hints.GroupBy(hint => hint.Model))
        {
            var visible = IsNarrowed(caller, ofOne.Key) ? await Visible(caller, ofOne.Key, [.. ofOne.Select(hint => hint.Row)], cancel) : null;
            foreach (var hint in ofOne.Where(hint => visible is null || visible.Contains(hint.Row)))
                text.Append($"id: {hint.Id}\nevent: change\ndata: {Data(hint)}\n\n");
        }

        return (text.ToString(), newest, seen);
    }

    private static NpgsqlBatchCommand Tail(Caller caller, DateTimeOffset since)
    {
        var query = new NpgsqlBatchCommand("SELECT id, at, resource, resource_id, action, actor_id FROM public.audit_logs WHERE tenant_id = $1 AND at > $2 AND version IS NOT NULL AND ($3::uuid IS NULL OR client_id = $3) ORDER BY at LIMIT 500");
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caller.TenantId });
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        query.Parameters.Add(new NpgsqlParameter { Value = (object?)caller.ClientId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return query;
    }

    /// <summary>Whether the caller sees some rows of a resource only; then not even their ids are told.</summary>
    private static bool IsNarrowed(Caller caller, ResourceModel model) => model.Definition.VisibleWhen is not null || caller.Permissions.RowRule(model.Key) is not null;

    private async Task<HashSet<Guid>> Visible(Caller caller, ResourceModel model, IReadOnlyCollection<Guid> rows, CancellationToken cancel)
    {
        var query = RowQuery.Start(await scopes.Of(model, caller, cancel), caller, time, Deleted.With);
        if (!query.Succeeded)
            return [];
        query.Value.AndIds(rows);
        var session = caller.Scope(model.Definition.ControlPlane);
        return [.. await databases.For(model.Definition, session.Placement).Read(session, [query.Value.Select("id")], reader => reader.Rows(row => row.GetGuid(0), cancel), cancel)];
    }

    private static string Data(Hint hint) => new JsonObject
    {
        ["resource"] = hint.Model.Key,
        ["id"] = hint.Row.ToString(),
        ["action"] = hint.Action,
        ["actor_id"] = hint.Actor?.ToString(),
    }.ToJsonString();

    private static async Task Send(HttpContext context, string text, CancellationToken cancel)
    {
        await context.Response.WriteAsync(text, cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}
