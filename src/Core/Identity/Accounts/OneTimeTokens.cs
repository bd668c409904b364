using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>What a link stands for.</summary>
internal sealed record OneTimeToken(Guid UserId, Guid? TenantId, DateTimeOffset ExpiresAt);

/// <summary>Secrets of links: kept as hashes, expiring, and used once because one conditional update uses them.</summary>
internal sealed class OneTimeTokens(TimeProvider time)
{
    public const string Verify = "verify";
    public const string Reset = "reset";
    public const string Invitation = "invitation";

    /// <summary>A new secret; earlier ones for the same purpose stop working. For nobody the same is done and nothing is kept.</summary>
    public async Task<string> Issue(NpgsqlConnection connection, string kind, Guid userId, Guid? tenantId, Guid? createdBy, TimeSpan lifetime, CancellationToken cancel)
    {
        var token = OpaqueToken.New("al_");
        var now = time.GetUtcNow();
        await Withdraw(connection, kind, userId, tenantId, cancel);
        await connection.Execute(
            """
            INSERT INTO public.identity_one_time_tokens (hash, kind, user_id, tenant_id, created_at, created_by, expires_at)
            SELECT $1, $2, $3, $4::uuid, $5, $6::uuid, $7 WHERE EXISTS (SELECT FROM public.identity_users WHERE id = $3)
            """, cancel,
            Digest.Of(token).ToBytes(), kind, userId, tenantId, now, createdBy, now + lifetime);
        return token;
    }

    public Task<int> Withdraw(NpgsqlConnection connection, string kind, Guid userId, Guid? tenantId, CancellationToken cancel) => connection.Execute(
        "DELETE FROM public.identity_one_time_tokens WHERE kind = $1 AND user_id = $2 AND tenant_id IS NOT DISTINCT FROM $3::uuid AND used_at IS NULL", cancel, kind, userId, tenantId);

    /// <summary>Looks without using.</summary>
    public Task<OneTimeToken?> Find(NpgsqlConnection connection, string kind, string token, CancellationToken cancel) => connection.First(
        "SELECT user_id, tenant_id, expires_at FROM public.identity_one_time_tokens WHERE hash = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3", Read, cancel, Digest.Of(token).ToBytes(), kind, time.GetUtcNow());

    /// <summary>Null unless this is the one use.</summary>
    public Task<OneTimeToken?> Use(NpgsqlConnection connection, string kind, string token, CancellationToken cancel) => connection.First(
        "UPDATE public.identity_one_time_tokens SET used_at = $3 WHERE hash = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3 RETURNING user_id, tenant_id, expires_at", Read, cancel, Digest.Of(token).ToBytes(), kind, time.GetUtcNow());

    /// <summary>Whether one was issued since a moment, to send no flood of mails.</summary>
    public async Task<bool> IssuedSince(NpgsqlConnection connection, string kind, Guid userId, DateTimeOffset since, CancellationToken cancel) => await connection.Scalar<bool>(
        "SELECT EXISTS (SELECT FROM public.identity_one_time_tokens WHERE kind = $1 AND user_id = $2 AND created_at > $3)", cancel, kind, userId, since);

    private static OneTimeToken Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.Optional<Guid?>(1), row.GetFieldValue<DateTimeOffset>(2));
}
