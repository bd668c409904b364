using System.Security.Cryptography;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Factors.Codes;

/// <summary>Ten codes of 80 random bits: shown once, kept as hashes, each of use once.</summary>
internal sealed class RecoveryCodes(TimeProvider time)
{
    public const int Length = 16;
    private const int Count = 10;

    /// <summary>New ones; the ones before stop working.</summary>
    public async Task<IReadOnlyList<string>> Generate(NpgsqlConnection connection, Guid userId, CancellationToken cancel)
    {
        var codes = Enumerable.Range(0, Count).Select(_ => Base32.Encode(RandomNumberGenerator.GetBytes(10))).ToList();
        await Clear(connection, userId, cancel);
        await connection.Execute(
            "INSERT INTO public.identity_recovery_codes (user_id, hash, created_at) SELECT $1, h, $3 FROM unnest($2::bytea[]) AS h", cancel,
            userId, codes.Select(code => Hash(userId, code)).ToArray(), time.GetUtcNow());
        return [.. codes.Select(Shown)];
    }

    /// <summary>True for the one use.</summary>
    public async Task<bool> Use(NpgsqlConnection connection, Guid userId, string code, CancellationToken cancel) =>
        await connection.Execute("UPDATE public.identity_recovery_codes SET used_at = $3 WHERE user_id = $1 AND hash = $2 AND used_at IS NULL", cancel, userId, Hash(userId, code), time.GetUtcNow()) == 1;

    public Task<long> Left(NpgsqlConnection connection, Guid userId, CancellationToken cancel) =>
        connection.Scalar<long>("SELECT count(*) FROM public.identity_recovery_codes WHERE user_id = $1 AND used_at IS NULL", cancel, userId);

    public Task<int> Clear(NpgsqlConnection connection, Guid userId, CancellationToken cancel) =>
        connection.Execute("DELETE FROM public.identity_recovery_codes WHERE user_id = $1", cancel, userId);

    // Nobody guesses 80 random bits, so a fast hash is enough; it is found by its hash, which compares nothing secret.
    private static byte[] Hash(Guid userId, string code) => Digest.Of($"{userId:n}:{code}").ToBytes();

    private static string Shown(string code) => string.Join('-', code.Chunk(4).Select(part => new string(part)));
}
