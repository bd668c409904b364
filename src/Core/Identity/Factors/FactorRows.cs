using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Factors;

/// <summary>Statements on factors, for whoever holds a transaction.</summary>
internal static class FactorRows
{
    private const string Columns = "id, user_id, kind, name, created_at, confirmed_at, last_used_at, target, secret, credential_id, public_key, sign_count, transports";

    /// <summary>The confirmed ones, oldest first.</summary>
    public static Task<List<Factor>> Factors(this NpgsqlConnection connection, Guid userId, CancellationToken cancel) =>
        connection.Query($"SELECT {Columns} FROM public.identity_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL ORDER BY created_at, id", Read, cancel, userId);

    /// <summary>Confirmed or not.</summary>
    public static Task<Factor?> Factor(this NpgsqlConnection connection, Guid userId, Guid id, CancellationToken cancel) =>
        connection.First($"SELECT {Columns} FROM public.identity_factors WHERE user_id = $1 AND id = $2 FOR UPDATE", Read, cancel, userId, id);

    public static Task<Factor?> FactorByCredential(this NpgsqlConnection connection, byte[] credentialId, CancellationToken cancel) =>
        connection.First($"SELECT {Columns} FROM public.identity_factors WHERE credential_id = $1 AND confirmed_at IS NOT NULL FOR UPDATE", Read, cancel, credentialId);

    public static async Task<bool> HasFactor(this NpgsqlConnection connection, Guid userId, CancellationToken cancel) =>
        await connection.Scalar<bool>("SELECT EXISTS (SELECT FROM public.identity_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL)", cancel, userId);

    /// <summary>Holds the user's row, so that guesses for one account follow each other and each sees what the one before it counted.</summary>
    public static async Task<Account?> HoldAccount(this NpgsqlConnection connection, Guid userId, CancellationToken cancel)
    {
        await connection.Execute("SELECT FROM public.identity_users WHERE id = $1 FOR UPDATE", cancel, userId);
        return await connection.AccountById(userId, cancel);
    }

    /// <summary>False when a code of this step or a later one was used already.</summary>
    public static async Task<bool> UseStep(this NpgsqlConnection connection, Guid id, long step, DateTimeOffset now, CancellationToken cancel) =>
        await connection.Execute("UPDATE public.identity_factors SET last_step = $2, last_used_at = $3 WHERE id = $1 AND (last_step IS NULL OR last_step < $2)", cancel, id, step, now) == 1;

    /// <summary>False when the counter did not move on: somebody has a copy of the key. Authenticators that do not count stay at zero.</summary>
    public static async Task<bool> UseCounter(this NpgsqlConnection connection, Guid id, long count, DateTimeOffset now, CancellationToken cancel) =>
        await connection.Execute("UPDATE public.identity_factors SET sign_count = $2, last_used_at = $3 WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))", cancel, id, count, now) == 1;

    public static Task<int> Used(this NpgsqlConnection connection, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        connection.Execute("UPDATE public.identity_factors SET last_used_at = $2 WHERE id = $1", cancel, id, now);

    public static Task<int> RemoveFactors(this NpgsqlConnection connection, Guid userId, CancellationToken cancel) =>
        connection.Execute("DELETE FROM public.identity_factors WHERE user_id = $1", cancel, userId);

    private static Factor Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.Optional<DateTimeOffset?>(5), row.Optional<DateTimeOffset?>(6))
    {
        Target = row.Optional<string>(7),
        Secret = row.Optional<byte[]>(8),
        CredentialId = row.Optional<byte[]>(9),
        PublicKey = row.Optional<byte[]>(10),
        SignCount = row.GetInt64(11),
        Transports = row.GetFieldValue<string[]>(12),
    };
}
