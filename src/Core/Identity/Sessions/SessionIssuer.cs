using System.Security.Cryptography;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>Makes sessions and the tokens of sessions, inside the transaction of whoever has proven who it is.</summary>
internal sealed class SessionIssuer(AccessTokens tokens, TenantDirectory tenants, SessionTimeout timeout, IdentityOptions options, TimeProvider time)
{
    private const string InsertSession = """
        INSERT INTO public.identity_sessions (id, user_id, tenant_id, kind, token_hash, csrf_secret, created_at, last_seen_at, expires_at, ip, user_agent, proved_at, second_at, device_id, method, idp, idp_sid, provider_id, within_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $7, CASE WHEN $11 THEN $7::timestamptz END, $12::uuid, $13, $14::text, $15::text, $16::uuid, $17::uuid)
        """;

    /// <summary>A new session in the organisation chosen, named by the host or the only one; with none of these the user chooses later.</summary>
    public async Task<Result<IssuedSession>> Begin(IdentityWork work, Account account, SignInRequest request, Entry entry, CancellationToken cancel)
    {
        var memberships = await ActiveMemberships(work, account.Id, entry.External?.Within, cancel);
        var chosen = await Choose(memberships, request, cancel);
        if (!chosen.Succeeded)
            return chosen.Error;

        var tenant = chosen.Value?.Tenant;
        var now = time.GetUtcNow();
        var session = new IssuedSession(Ids.New(), account, tenant, [.. memberships.Select(membership => membership.Tenant)], now + options.SessionLifetime);
        var cookie = request.ByCookie ? OpaqueToken.New("as_") : null;
        var csrf = request.ByCookie ? RandomNumberGenerator.GetBytes(32) : null;
        await work.Connection.Execute(InsertSession, cancel, session.Id, account.Id, tenant?.Id, request.ByCookie ? "cookie" : "token", cookie is null ? null : Digest.Of(cookie).ToBytes(), csrf, now, session.ExpiresAt, request.Request.Ip, request.UserAgent,
            entry.Second, entry.Device, entry.Method, entry.External?.Issuer, entry.External?.Session, entry.External?.Provider, entry.External?.Within);
        work.Audit(account.Entry("auth.login", request.Request, tenant?.Id, reason: entry == Entry.Password ? null : entry.External is { } by && by.Name != entry.Method ? $"with {by.Name} and {entry.Method}" : $"with {entry.Method}") with { ClientId = chosen.Value?.ClientId });
        return cookie is null
            ? await WithTokens(work, session, chosen.Value?.ClientId, cancel)
            : session with { CookieSecret = cookie, CsrfToken = Csrf.TokenOf(csrf!, session.Id), AccessLifetime = timeout.For(tenant) };
    }

    /// <summary>The next pair of an existing session.</summary>
    public async Task<IssuedSession> WithTokens(IdentityWork work, IssuedSession session, Guid? clientId, CancellationToken cancel)
    {
        var refresh = OpaqueToken.New("ar_");
        await work.Connection.Execute(
            "INSERT INTO public.identity_refresh_tokens (hash, session_id, created_at, expires_at) VALUES ($1, $2, $3, $4)", cancel,
            Digest.Of(refresh).ToBytes(), session.Id, time.GetUtcNow(), session.ExpiresAt);
        return session with
        {
            AccessToken = await tokens.Issue(session.Account.Id, session.Id, session.Tenant?.Id, clientId, cancel),
            AccessLifetime = tokens.Lifetime,
            RefreshToken = refresh,
        };
    }

    /// <param name="work">The transaction.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="within">The only organisation that counts, for a session confined to it.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<ActiveMembership>> ActiveMemberships(IdentityWork work, Guid userId, Guid? within, CancellationToken cancel)
    {
        var active = new List<ActiveMembership>();
        foreach (var membership in await work.Connection.Memberships(userId, cancel))
        {
            if (membership.Active && (within is null || within == membership.TenantId) && await tenants.ById(membership.TenantId, cancel) is { } tenant)
                active.Add(new ActiveMembership(tenant, membership.ClientId));
        }

        return active;
    }

    private async Task<Result<ActiveMembership?>> Choose(IReadOnlyList<ActiveMembership> memberships, SignInRequest request, CancellationToken cancel)
    {
        var named = await tenants.ByHost(request.Host, cancel);
        var code = request.TenantCode ?? named?.Code;
        var chosen = code is null ? (memberships is [var only] ? only : null) : memberships.FirstOrDefault(membership => membership.Tenant.Code == code);
        if (code is not null && chosen is null)
            return IdentityErrors.NotAMember;
        return chosen?.Tenant.Status == TenantStatus.Suspended ? CoreErrors.TenantSuspended : chosen;
    }
}

internal sealed record ActiveMembership(TenantInfo Tenant, Guid? ClientId);
