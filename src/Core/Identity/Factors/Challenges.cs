using System.Security.Cryptography;
using Ashlar.Core.Identity.Providers;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Factors;

/// <summary>A proof that is being asked for.</summary>
internal sealed record Challenge(byte[] Hash, string Purpose, Guid? UserId, Guid? SessionId, Guid? FactorId, string? TenantCode, bool ByCookie)
{
    /// <summary>What an authenticator must sign.</summary>
    public byte[]? Nonce { get; init; }

    /// <summary>The sealed hash of the code that was sent.</summary>
    public byte[]? Code { get; init; }

    public Guid? CodeFactor { get; init; }

    public int SentCount { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The provider that vouched before the second factor was asked for.</summary>
    public Vouching? External { get; init; }

    /// <summary>What its code is sealed for.</summary>
    public string Seal => $"code:{Convert.ToHexString(Hash)}";
}

/// <summary>Challenges: known to one client by an opaque token, kept as its hash, open for minutes, answered once, and over after a few wrong answers.</summary>
internal sealed class Challenges(TimeProvider time)
{
    public const string SignIn = "sign_in";
    public const string Passkey = "passkey";
    public const string StepUp = "step_up";
    public const string Enrol = "enrol";

    public const int MaxFailures = 5;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Columns = "hash, purpose, user_id, session_id, factor_id, tenant_code, by_cookie, nonce, code, code_factor, sent_count, sent_at, idp, idp_sid, provider_id, provider_name, within_id";

    public async Task<string> Issue(NpgsqlConnection connection, Challenge challenge, CancellationToken cancel)
    {
        var token = OpaqueToken.New("ac_");
        var now = time.GetUtcNow();
        await connection.Execute(
            """
            INSERT INTO public.identity_challenges (hash, purpose, user_id, session_id, factor_id, tenant_code, by_cookie, created_at, expires_at, idp, idp_sid, provider_id, provider_name, within_id)
            VALUES ($1, $2, $3::uuid, $4::uuid, $5::uuid, $6::text, $7, $8, $9, $10::text, $11::text, $12::uuid, $13::text, $14::uuid)
            """, cancel, Digest.Of(token).ToBytes(), challenge.Purpose, challenge.UserId, challenge.SessionId, challenge.FactorId, challenge.TenantCode, challenge.ByCookie, now, now + Lifetime,
            challenge.External?.Issuer, challenge.External?.Session, challenge.External?.Provider, challenge.External?.Name, challenge.External?.Within);
        return token;
    }

    /// <summary>The open challenge, held until the transaction ends; null when it is over, answered, or for something else.</summary>
    public Task<Challenge?> Hold(NpgsqlConnection connection, string token, string purpose, CancellationToken cancel) => connection.First(
        $"SELECT {Columns} FROM public.identity_challenges WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 AND failures < $4 FOR UPDATE",
        Read, cancel, Digest.Of(token).ToBytes(), purpose, time.GetUtcNow(), MaxFailures);

    /// <summary>True for the one answer that counts.</summary>
    public async Task<bool> Use(NpgsqlConnection connection, Challenge challenge, CancellationToken cancel) =>
        await connection.Execute("UPDATE public.identity_challenges SET used_at = $2, code = NULL WHERE hash = $1 AND used_at IS NULL", cancel, challenge.Hash, time.GetUtcNow()) == 1;

    public Task<int> Fail(NpgsqlConnection connection, Challenge challenge, CancellationToken cancel) =>
        connection.Execute("UPDATE public.identity_challenges SET failures = failures + 1 WHERE hash = $1", cancel, challenge.Hash);

    /// <summary>Something new for an authenticator to sign; what was out before is worth nothing.</summary>
    public async Task<byte[]> NewNonce(NpgsqlConnection connection, byte[] hash, CancellationToken cancel)
    {
        var nonce = RandomNumberGenerator.GetBytes(32);
        await connection.Execute("UPDATE public.identity_challenges SET nonce = $2 WHERE hash = $1", cancel, hash, nonce);
        return nonce;
    }

    /// <summary>The code that was sent last replaces the one before.</summary>
    public Task<int> KeepCode(NpgsqlConnection connection, Challenge challenge, Guid factor, byte[] code, CancellationToken cancel) => connection.Execute(
        "UPDATE public.identity_challenges SET code = $2, code_factor = $3, sent_at = $4, sent_count = sent_count + 1 WHERE hash = $1", cancel, challenge.Hash, code, factor, time.GetUtcNow());

    /// <summary>Codes sent to a user since a moment.</summary>
    public Task<long> SentSince(NpgsqlConnection connection, Guid userId, DateTimeOffset since, CancellationToken cancel) =>
        connection.Scalar<long>("SELECT coalesce(sum(sent_count), 0)::bigint FROM public.identity_challenges WHERE user_id = $1 AND sent_at > $2", cancel, userId, since);

    private static Challenge Read(NpgsqlDataReader row) => new(
        row.GetFieldValue<byte[]>(0), row.GetString(1), row.Optional<Guid?>(2), row.Optional<Guid?>(3), row.Optional<Guid?>(4), row.Optional<string>(5), row.GetBoolean(6))
    {
        Nonce = row.Optional<byte[]>(7),
        Code = row.Optional<byte[]>(8),
        CodeFactor = row.Optional<Guid?>(9),
        SentCount = row.GetInt32(10),
        SentAt = row.Optional<DateTimeOffset?>(11),
        External = row.IsDBNull(12) ? null : new Vouching(row.GetString(12), row.Optional<string>(13), row.GetGuid(14), row.GetString(15), row.Optional<Guid?>(16)),
    };
}
