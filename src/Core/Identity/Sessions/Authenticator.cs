using System.Runtime.InteropServices;
using Ashlar.Core.Access;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>A proven session and the caller it stands for.</summary>
internal sealed record SignedIn(LiveSession Session, Caller Caller);

/// <summary>From a token or cookie to the caller. In the usual case everything is in memory and nothing waits.</summary>
internal sealed class Authenticator(AccessTokens tokens, SessionCache sessions, TenantDirectory tenants, PermissionCache permissions, SessionActivity activity, SessionTimeout timeout, TimeProvider time)
{
    /// <summary>The token's session decides; a token of a tenant that its session has left is worth nothing.</summary>
    public async ValueTask<SignedIn?> ByBearer(ReadOnlyMemory<char> token, CancellationToken cancel)
    {
        if (await tokens.Verify(token, cancel) is not { } claims)
            return null;

        var signedIn = await SignIn(new Proof(claims.SessionId, null), cancel);
        return signedIn is { Session.Row: var row } && row.UserId == claims.UserId && row.TenantId == claims.TenantId && !row.ByCookie ? signedIn : null;
    }

    public ValueTask<SignedIn?> ByCookie(string secret, CancellationToken cancel) => SignIn(new Proof(default, Digest.Of(secret)), cancel);

    private async ValueTask<SignedIn?> SignIn(Proof proof, CancellationToken cancel)
    {
        if (await Find(proof, fresh: false, cancel) is not { } session)
            return null;

        var tenant = session.Row.TenantId is { } id ? await tenants.ById(id, cancel) : null;
        var now = time.GetUtcNow();
        var idle = timeout.For(tenant);
        // It may be in use on another replica, which only the database knows.
        if (session.IsOver(now, idle) && ((session = await Find(proof, fresh: true, cancel)) is null || session.IsOver(now, idle)))
            return null;
        if (session.Row.TenantId != tenant?.Id)
            return null;

        if (session.Touch(now, idle))
            activity.Note(session.Row, now);
        var allowed = tenant is null ? PermissionSet.Nothing : await permissions.Get(session.Row.UserId, tenant, session.Row.ClientId, cancel);
        return new SignedIn(session, session.CallerIn(tenant, allowed));
    }

    /// <summary>Who somebody is whose request is still open, as of now; null when his session is over or has left its tenant. It does not count as use of the session.</summary>
    public async ValueTask<Caller?> Again(Caller caller, bool fresh, CancellationToken cancel)
    {
        if (caller.SessionId is not { } id || await sessions.ById(id, fresh, cancel) is not { } session || session.Row.TenantId != caller.Tenant?.Id)
            return null;
        var tenant = caller.Tenant is { } of ? await tenants.ById(of.Id, cancel) : null;
        if (session.Row.TenantId != tenant?.Id || session.IsOver(time.GetUtcNow(), timeout.For(tenant)))
            return null;
        return session.CallerIn(tenant, tenant is null ? PermissionSet.Nothing : await permissions.Get(session.Row.UserId, tenant, session.Row.ClientId, cancel));
    }

    private ValueTask<LiveSession?> Find(Proof proof, bool fresh, CancellationToken cancel) =>
        proof.Cookie is { } secret ? sessions.ByCookie(secret, fresh, cancel) : sessions.ById(proof.Session, fresh, cancel);

    /// <summary>The session that a token names, or the hash of a cookie.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Proof(Guid Session, Digest? Cookie);
}
