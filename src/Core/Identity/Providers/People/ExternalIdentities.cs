using Ashlar.Contract.Values;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Providers.People;

/// <summary>Who a user is at a provider. Issuer and subject say it, in the realm of the provider; the e-mail address never does.</summary>
/// <param name="Id">Of the link.</param>
/// <param name="UserId">Who.</param>
/// <param name="Issuer">Who vouches.</param>
/// <param name="Subject">Whom the issuer means.</param>
/// <param name="Email">The address the issuer told last, for people to recognise it by.</param>
/// <param name="CreatedAt">When it was linked.</param>
/// <param name="LastUsedAt">When somebody last signed in with it.</param>
/// <param name="RealmId">The organisation inside which it counts; the operator's is everywhere.</param>
internal sealed record ExternalIdentity(Guid Id, Guid UserId, string Issuer, string Subject, string? Email, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, Guid RealmId);

/// <summary>Links between users and identity providers, and the end of sessions that hang on a session there.</summary>
internal sealed class ExternalIdentities(IdentityWorks works, TimeProvider time)
{
    private const string Columns = "id, user_id, issuer, subject, email, created_at, last_used_at, realm_id";

    public static Task<ExternalIdentity?> Find(NpgsqlConnection connection, Guid realm, string issuer, string subject, CancellationToken cancel) =>
        connection.First($"SELECT {Columns} FROM public.identity_external WHERE realm_id = $1 AND issuer = $2 AND subject = $3", Read, cancel, realm, issuer, subject);

    public static Task<List<ExternalIdentity>> Of(NpgsqlConnection connection, Guid userId, CancellationToken cancel) =>
        connection.Query($"SELECT {Columns} FROM public.identity_external WHERE user_id = $1 ORDER BY created_at", Read, cancel, userId);

    /// <summary>False when it is another user's.</summary>
    public async Task<bool> Link(IdentityWork work, Account account, Guid realm, string issuer, string subject, string? email, CancellationToken cancel)
    {
        var owner = await work.Connection.Scalar<Guid>(
            """
            INSERT INTO public.identity_external (id, user_id, realm_id, issuer, subject, email, created_at, last_used_at) VALUES ($1, $2, $3, $4, $5, $6::text, $7, $7)
            ON CONFLICT (realm_id, issuer, subject) DO UPDATE SET last_used_at = CASE WHEN identity_external.user_id = $2 THEN EXCLUDED.last_used_at ELSE identity_external.last_used_at END RETURNING user_id
            """, cancel, Ids.New(), account.Id, realm, issuer, subject, email, time.GetUtcNow());
        if (owner == account.Id)
            work.Audit(account.Entry("auth.identity_linked", work.Request, realm == Tenancy.TenantInfo.PlatformId ? null : realm, reason: issuer));
        return owner == account.Id;
    }

    public Task<int> Used(NpgsqlConnection connection, Guid id, string? email, CancellationToken cancel) =>
        connection.Execute("UPDATE public.identity_external SET last_used_at = $2, email = coalesce($3::text, email) WHERE id = $1", cancel, id, time.GetUtcNow(), email);

    /// <summary>
    /// The provider says that somebody signed out there: ends the sessions that came from that session, or, when the provider names none, all
    /// that came from it of the user. Everywhere, from the next request on. Returns how many.
    /// </summary>
    public async Task<int> EndSessions(string issuer, string? session, string? subject, CancellationToken cancel)
    {
        if (session is null && subject is null)
            return 0;

        await using var work = await works.Begin(cancel);
        var ended = await work.Connection.Query(
            """
            UPDATE public.identity_sessions SET revoked_at = $4, revoked_reason = 'signed out at the identity provider'
            WHERE idp = $1 AND revoked_at IS NULL AND ($2::text IS NULL OR idp_sid = $2)
              AND ($3::text IS NULL OR user_id IN (SELECT user_id FROM public.identity_external WHERE issuer = $1 AND subject = $3))
            RETURNING id, user_id, tenant_id
            """, row => (Id: row.GetGuid(0), User: row.GetGuid(1), Tenant: row.Optional<Guid?>(2)), cancel, issuer, session, subject, time.GetUtcNow());
        foreach (var one in ended)
        {
            work.Audit(new Audit.AuditEntry { TenantId = one.Tenant, ActorName = issuer, ActorKind = "system", Action = "auth.logout", Resource = "org.users", ResourceId = one.User, Reason = "signed out at the identity provider" });
            work.Forget("session", one.Id);
        }

        await work.Commit(cancel);
        return ended.Count;
    }

    private static ExternalIdentity Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.Optional<string>(4), row.GetFieldValue<DateTimeOffset>(5), row.Optional<DateTimeOffset?>(6), row.GetGuid(7));
}
