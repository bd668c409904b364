using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>
/// Exchanges a refresh token, once, for the next pair. The one conditional update lets one request win. Grace rule: a request that was already
/// under way when the token was exchanged, or joins such requests, loses and harms nothing; one that arrives when all of them are over is a stolen or
/// replayed token and ends the session with all its tokens.
/// </summary>
internal sealed class RefreshSession(IdentityWorks works, RefreshExchanges exchanges, SessionIssuer issuer, TenantDirectory tenants, SessionTimeout timeout, TimeProvider time)
{
    private const string Take = """
        UPDATE public.identity_refresh_tokens SET used_at = clock_timestamp() WHERE hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING session_id
        """;

    /// <summary>For a winner on another replica, times of one clock, the database's: now() is when this transaction began, used_at when the winner was about to commit.</summary>
    private const string Taken = """
        SELECT t.session_id, s.user_id, s.tenant_id, t.used_at <= now() - $2::interval, s.revoked_at IS NULL
        FROM public.identity_refresh_tokens t JOIN public.identity_sessions s ON s.id = t.session_id WHERE t.hash = $1 AND t.used_at IS NOT NULL
        """;

    private const string Stamp = "UPDATE public.identity_refresh_tokens SET used_at = clock_timestamp() WHERE hash = $1";

    /// <param name="token">The refresh token.</param>
    /// <param name="arrived">Timestamp of the request's arrival.</param>
    /// <param name="request">For the log.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Result<IssuedSession>> Run(string token, long arrived, RequestInfo request, CancellationToken cancel)
    {
        var digest = Digest.Of(token);
        var hash = digest.ToBytes();
        using var visit = exchanges.Enter(digest);
        await using var work = await works.Begin(cancel);
        var underWay = time.GetElapsedTime(arrived);
        var sessionId = await work.Connection.Scalar<Guid?>(Take, cancel, hash, time.GetUtcNow());
        if (sessionId is null)
            return visit.Races(arrived) ? IdentityErrors.InvalidRefresh : await Detect(work, hash, underWay, request, cancel);

        if (await work.Connection.SessionById(sessionId.Value, cancel) is not { } row || await work.Connection.AccountById(row.UserId, cancel) is not { } account)
            return IdentityErrors.InvalidRefresh;
        var tenant = row.TenantId is { } id ? await tenants.ById(id, cancel) : null;
        var now = time.GetUtcNow();
        if (row.ExpiresAt <= now || now - row.LastSeenAt >= timeout.For(tenant))
            return IdentityErrors.InvalidRefresh;

        await work.Connection.Execute("UPDATE public.identity_sessions SET last_seen_at = $2 WHERE id = $1", cancel, row.Id, now);
        var memberships = await issuer.ActiveMemberships(work, account.Id, row.Proof.Within, cancel);
        var session = await issuer.WithTokens(work, new IssuedSession(row.Id, account, tenant, [.. memberships.Select(membership => membership.Tenant)], row.ExpiresAt), row.ClientId, cancel);
        work.Audit(account.Entry("auth.refresh", request, tenant?.Id) with { ClientId = row.ClientId });
        work.AtCommit(Sql.Statement(Stamp, hash));
        exchanges.Exchanging(digest);
        try
        {
            await work.Commit(cancel);
        }
        finally
        {
            exchanges.Exchanged(digest);
        }

        return session;
    }

    private async Task<Error> Detect(IdentityWork work, byte[] hash, TimeSpan underWay, RequestInfo request, CancellationToken cancel)
    {
        var found = await work.Connection.First(Taken, row => (Session: row.GetGuid(0), User: row.GetGuid(1), Tenant: row.Optional<Guid?>(2), Reused: row.GetBoolean(3), Alive: row.GetBoolean(4)), cancel, hash, underWay);
        if (found is not { Reused: true, Alive: true } || await work.Connection.AccountById(found.User, cancel) is not { } account)
            return IdentityErrors.InvalidRefresh;

        await work.Connection.EndSession(found.Session, found.User, "refresh token reused", time.GetUtcNow(), cancel);
        work.Audit(account.Entry("auth.refresh_reused", request, found.Tenant, "denied", "A refresh token came a second time; the session and all its tokens are ended."));
        work.Forget("session", found.Session);
        await work.Commit(cancel);
        return IdentityErrors.InvalidRefresh;
    }
}
