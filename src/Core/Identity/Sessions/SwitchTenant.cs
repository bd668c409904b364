using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>Moves a session to another organisation of its user. Earlier tokens of the session stop working: they are for the organisation it left.</summary>
internal sealed class SwitchTenant(IdentityWorks works, SessionIssuer issuer, SessionTimeout timeout, TimeProvider time)
{
    public async Task<Result<IssuedSession>> Run(Caller caller, string code, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        if (await work.Connection.AccountById(caller.UserId!.Value, cancel) is not { } account || await work.Connection.SessionById(caller.SessionId!.Value, cancel) is not { } row)
            return CoreErrors.Unauthenticated;

        var memberships = await issuer.ActiveMemberships(work, account.Id, row.Proof.Within, cancel);
        var chosen = memberships.FirstOrDefault(membership => membership.Tenant.Code == code);
        if (chosen is null)
        {
            work.Audit(account.Entry("auth.switch", request, caller.Tenant?.Id, "denied", IdentityErrors.NotAMember.Code));
            await work.Commit(cancel);
            return IdentityErrors.NotAMember;
        }

        if (chosen.Tenant.Status == TenantStatus.Suspended)
            return CoreErrors.TenantSuspended;

        var now = time.GetUtcNow();
        await work.Connection.Execute("UPDATE public.identity_sessions SET tenant_id = $2, last_seen_at = $3 WHERE id = $1", cancel, row.Id, chosen.Tenant.Id, now);
        var session = new IssuedSession(row.Id, account, chosen.Tenant, [.. memberships.Select(membership => membership.Tenant)], row.ExpiresAt);
        session = row.ByCookie ? session with { AccessLifetime = timeout.For(chosen.Tenant) } : await Tokens(work, session, chosen.ClientId, cancel);
        work.Audit(account.Entry("auth.switch", request, chosen.Tenant.Id) with { ClientId = chosen.ClientId });
        work.Forget("session", row.Id);
        await work.Commit(cancel);
        return session;
    }

    /// <summary>The pair that was out is exchanged for this one.</summary>
    private async Task<IssuedSession> Tokens(IdentityWork work, IssuedSession session, Guid? clientId, CancellationToken cancel)
    {
        await work.Connection.Execute("DELETE FROM public.identity_refresh_tokens WHERE session_id = $1 AND used_at IS NULL", cancel, session.Id);
        return await issuer.WithTokens(work, session, clientId, cancel);
    }
}
