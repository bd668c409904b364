using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>Statements on sessions, for whoever holds a transaction.</summary>
internal static class SessionRows
{
    /// <summary>Only sessions that nobody ended, of users and members who are active.</summary>
    private const string Find = """
        SELECT s.id, s.user_id, u.name, u.email, s.tenant_id, m.client_id, s.csrf_secret, s.last_seen_at, s.expires_at,
               s.proved_at, s.second_at, d.id IS NOT NULL, EXISTS (SELECT FROM public.identity_factors f WHERE f.user_id = s.user_id AND f.confirmed_at IS NOT NULL), s.within_id, u.verified_at IS NOT NULL
        FROM public.identity_sessions s
        JOIN public.identity_users u ON u.id = s.user_id
        LEFT JOIN public.org_users m ON m.tenant_id = s.tenant_id AND m.id = s.user_id
        LEFT JOIN public.identity_devices d ON d.id = s.device_id AND d.revoked_at IS NULL
        WHERE s.revoked_at IS NULL AND u.status = 'active' AND (s.tenant_id IS NULL OR (m.status = 'active' AND m.deleted_at IS NULL))
        """;

    public static Task<SessionRow?> SessionById(this NpgsqlConnection connection, Guid id, CancellationToken cancel) =>
        connection.First($"{Find} AND s.id = $1", Read, cancel, id);

    public static Task<SessionRow?> SessionByCookie(this NpgsqlConnection connection, byte[] tokenHash, CancellationToken cancel) =>
        connection.First($"{Find} AND s.token_hash = $1", Read, cancel, tokenHash);

    /// <summary>Ends sessions of a user with their refresh tokens: in one tenant or everywhere, all or all but one.</summary>
    public static Task<List<Guid>> EndSessions(this NpgsqlConnection connection, Guid userId, Guid? tenantId, Guid? except, string reason, DateTimeOffset now, CancellationToken cancel) =>
        connection.Query(
            """
            UPDATE public.identity_sessions SET revoked_at = $4, revoked_reason = $5
            WHERE user_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR tenant_id = $2) AND ($3::uuid IS NULL OR id <> $3) RETURNING id
            """,
            row => row.GetGuid(0), cancel, userId, tenantId, except, now, reason);

    /// <summary>True when it was still going.</summary>
    public static async Task<bool> EndSession(this NpgsqlConnection connection, Guid id, Guid userId, string reason, DateTimeOffset now, CancellationToken cancel) =>
        await connection.Execute("UPDATE public.identity_sessions SET revoked_at = $3, revoked_reason = $4 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL", cancel, id, userId, now, reason) == 1;

    private static SessionRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.Optional<Guid?>(4), row.Optional<Guid?>(5), row.Optional<byte[]>(6), row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateTimeOffset>(8))
    {
        Proof = new SessionProof(row.GetFieldValue<DateTimeOffset>(9), row.Optional<DateTimeOffset?>(10), row.GetBoolean(11), row.GetBoolean(12)) { Within = row.Optional<Guid?>(13), Confined = !row.IsDBNull(13) && row.GetBoolean(14) },
    };
}
