using Ashlar.Core.Audit;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>A user's own sessions: seen and ended.</summary>
internal sealed class OwnSessions(Databases databases, IdentityWorks works, TimeProvider time)
{
    private const string Select = """
        SELECT s.id, s.kind, t.name, s.created_at, s.last_seen_at, s.expires_at, s.ip, s.user_agent
        FROM public.identity_sessions s LEFT JOIN public.tenants t ON t.id = s.tenant_id
        WHERE s.user_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3 ORDER BY s.last_seen_at DESC LIMIT 200
        """;

    public async Task<IReadOnlyList<SessionView>> List(Caller caller, TimeSpan idle, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return await databases.System.Query(Select, row => new SessionView(
            row.GetGuid(0), row.GetString(1), Device.Describe(row.Optional<string>(7)), row.Optional<string>(2), row.Optional<string>(6),
            row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.GetGuid(0) == caller.SessionId), cancel, caller.UserId, now, now - idle);
    }

    /// <summary>False when the caller has no such session.</summary>
    public async Task<bool> End(Caller caller, Guid id, string action, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        if (!await work.Connection.EndSession(id, caller.UserId!.Value, action, time.GetUtcNow(), cancel))
            return false;
        work.Audit(AuditEntry.By(caller, request, action) with { Resource = "auth.sessions", ResourceId = id });
        work.Forget("session", id);
        await work.Commit(cancel);
        return true;
    }

    public async Task EndOthers(Caller caller, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        foreach (var id in await work.Connection.EndSessions(caller.UserId!.Value, null, caller.SessionId, "ended by the user", time.GetUtcNow(), cancel))
        {
            work.Audit(AuditEntry.By(caller, request, "auth.session_ended") with { Resource = "auth.sessions", ResourceId = id });
            work.Forget("session", id);
        }

        await work.Commit(cancel);
    }
}

internal sealed record SessionView(Guid Id, string Kind, string Device, string? Tenant, string? Ip, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, bool Current);
