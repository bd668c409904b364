using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>Writes users and memberships, in the transaction of whoever asks. Its connection is of the system role.</summary>
internal sealed class UserDirectory(TimeProvider time)
{
    /// <summary>The user of an e-mail address, made when there is none. An existing one keeps name, password and status.</summary>
    /// <param name="connection">Inside a transaction.</param>
    /// <param name="email">Any case.</param>
    /// <param name="name">What people call the user.</param>
    /// <param name="passwordHash">Null when the user will choose a password by a link.</param>
    /// <param name="verified">Whether the address is known to be the user's.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<(Guid Id, bool Made)> CreateUser(NpgsqlConnection connection, string email, string name, string? passwordHash, bool verified, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var address = AccountRows.Normal(email);
        var made = await connection.Scalar<Guid?>(
            """
            INSERT INTO public.identity_users (id, email, name, password_hash, password_changed_at, verified_at, created_at, updated_at)
            VALUES ($1, $2, $3, $4::text, CASE WHEN $4::text IS NULL THEN NULL ELSE $5::timestamptz END, CASE WHEN $6 THEN $5::timestamptz END, $5, $5) ON CONFLICT (email) DO NOTHING RETURNING id
            """, cancel, Ids.New(), address, name.Trim(), passwordHash, now, verified);
        return made is { } id ? (id, true) : (await connection.Scalar<Guid>("SELECT id FROM public.identity_users WHERE email = $1", cancel, address), false);
    }

    /// <summary>Makes the user a member, or an invited one; a membership that was deleted comes back.</summary>
    public Task<int> EnsureMember(NpgsqlConnection connection, Guid tenantId, Guid userId, string status, Guid? clientId, Guid? by, CancellationToken cancel) => connection.Execute(
        """
        INSERT INTO public.org_users AS m (tenant_id, id, client_id, name, email, status, locale, time_zone, joined_at, created_at, created_by, updated_at, updated_by)
        SELECT $1, u.id, $4::uuid, u.name, u.email, $3, u.locale, u.time_zone, CASE WHEN $3 = 'active' THEN $5::timestamptz END, $5, $6::uuid, $5, $6::uuid FROM public.identity_users u WHERE u.id = $2
        ON CONFLICT (tenant_id, id) DO UPDATE SET status = $3, client_id = $4::uuid, deleted_at = NULL, updated_at = $5, updated_by = $6::uuid, version = m.version + 1,
            name = CASE WHEN $3 = 'active' THEN EXCLUDED.name ELSE m.name END, locale = CASE WHEN $3 = 'active' THEN EXCLUDED.locale ELSE m.locale END,
            time_zone = CASE WHEN $3 = 'active' THEN EXCLUDED.time_zone ELSE m.time_zone END, joined_at = CASE WHEN $3 = 'active' THEN $5::timestamptz ELSE m.joined_at END
        WHERE m.deleted_at IS NOT NULL OR m.status <> $3 OR m.client_id IS DISTINCT FROM $4::uuid
        """, cancel, tenantId, userId, status, clientId, time.GetUtcNow(), by);

    public Task<int> SetPassword(NpgsqlConnection connection, Guid userId, string hash, CancellationToken cancel) => connection.Execute(
        "UPDATE public.identity_users SET password_hash = $2, password_changed_at = $3, failed_count = 0, failed_since = NULL, locked_until = NULL, updated_at = $3, version = version + 1 WHERE id = $1", cancel, userId, hash, time.GetUtcNow());

    public Task<int> SetVerified(NpgsqlConnection connection, Guid userId, CancellationToken cancel) => connection.Execute(
        "UPDATE public.identity_users SET verified_at = coalesce(verified_at, $2), updated_at = $2, version = version + 1 WHERE id = $1", cancel, userId, time.GetUtcNow());

    /// <summary>One profile everywhere: the user's row and every membership change together. Returns the tenants whose row changed.</summary>
    public async Task<IReadOnlyList<Guid>> UpdateProfile(NpgsqlConnection connection, Guid userId, string name, string? locale, string? timeZone, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await connection.Execute("UPDATE public.identity_users SET name = $2, locale = $3, time_zone = $4, updated_at = $5, version = version + 1 WHERE id = $1", cancel, userId, name, locale, timeZone, now);
        return await connection.Query(
            """
            UPDATE public.org_users SET name = $2, locale = $3, time_zone = $4, updated_at = $5, updated_by = $1, version = version + 1
            WHERE id = $1 AND (name, locale, time_zone) IS DISTINCT FROM ($2, $3::text, $4::text) RETURNING tenant_id
            """, row => row.GetGuid(0), cancel, userId, name, locale, timeZone, now);
    }

    /// <summary>What is wrong with an address or name given from outside.</summary>
    public static IEnumerable<FieldError> Check(string email, string name)
    {
        if (!IsAddress(email))
            yield return new FieldError("email", "Must be an e-mail address.", "email");
        if (CheckName(name) is { } error)
            yield return error;
    }

    public static FieldError? CheckName(string name) => name.Trim().Length is < 1 or > 200 || name.Any(char.IsControl)
        ? new FieldError("name", "Must be 1 to 200 characters on one line.", "length")
        : null;

    private static bool IsAddress(string email)
    {
        var address = email.Trim();
        return address.Length <= 254 && !address.Any(char.IsControl) && System.Net.Mail.MailAddress.TryCreate(address, out var parsed) && parsed.Address == address && address.IndexOf('@') is > 0 and <= 64;
    }
}
