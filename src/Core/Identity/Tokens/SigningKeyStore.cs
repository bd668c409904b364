using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Tokens;

/// <summary>Signing keys in the database: the public half as it is published, the private half protected.</summary>
internal sealed class SigningKeyStore(Databases databases, KeyProtector protector, TokenOptions options, TimeProvider time)
{
    private const string Read = "SELECT id, public_key, private_key, signs_from, trusted_until FROM public.identity_signing_keys WHERE trusted_until > $1 ORDER BY signs_from DESC";
    private const string Insert = "INSERT INTO public.identity_signing_keys (id, public_key, private_key, created_at, signs_from, trusted_until) VALUES ($1, $2, $3, $4, $5, $6)";

    public async Task<IReadOnlyList<SigningKey>> Load(CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        return await Load(connection, cancel);
    }

    /// <summary>
    /// Makes the first key, or the next one when the newest has served its time; one that signs at once where none can, as after a clock was set
    /// months ahead or back. One replica at a time.
    /// </summary>
    public async Task<IReadOnlyList<SigningKey>> Renew(CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.Execute("SELECT pg_advisory_xact_lock(hashtext('identity_signing_keys'))", cancel);
        var keys = await Load(connection, cancel);
        var now = time.GetUtcNow();
        // A key dated further ahead than the notice was made under another clock; it says nothing about when the next is due.
        var newest = keys.FirstOrDefault(key => key.CanSign && key.SignsFrom <= now + options.KeyNotice);
        var isSigned = keys.Any(key => key.SignsAt(now));
        if (!isSigned || newest is null || newest.SignsFrom + options.KeyLifetime - options.KeyNotice <= now)
        {
            await Add(connection, isSigned ? now + options.KeyNotice : now, cancel);
            await connection.Execute("DELETE FROM public.identity_signing_keys WHERE trusted_until <= $1", cancel, now);
            await connection.Execute($"SELECT pg_notify('{Invalidation.Channel}', 'signing_keys:*')", cancel);
            keys = await Load(connection, cancel);
        }

        await transaction.CommitAsync(cancel);
        return keys;
    }

    private async Task Add(NpgsqlConnection connection, DateTimeOffset signsFrom, CancellationToken cancel)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = key.ExportSubjectPublicKeyInfo();
        var id = Base64Url.EncodeToString(SHA256.HashData(publicKey).AsSpan(0, 12));
        var privateKey = protector.Protect(key.ExportPkcs8PrivateKey(), Encoding.UTF8.GetBytes(id));
        // Long enough for the last token it signs, and for a day of clocks and caches that lag.
        var trustedUntil = signsFrom + options.KeyLifetime + options.KeyNotice + TokenOptions.LongestAccess + TimeSpan.FromDays(1);
        await connection.Execute(Insert, cancel, id, publicKey, privateKey, time.GetUtcNow(), signsFrom, trustedUntil);
    }

    private async Task<IReadOnlyList<SigningKey>> Load(NpgsqlConnection connection, CancellationToken cancel) =>
        await connection.Query(Read, row =>
        {
            var id = row.GetString(0);
            var privateKey = protector.Open(row.GetFieldValue<byte[]>(2), Encoding.UTF8.GetBytes(id));
            var key = ECDsa.Create();
            if (privateKey is null)
                key.ImportSubjectPublicKeyInfo(row.GetFieldValue<byte[]>(1), out _);
            else
                key.ImportPkcs8PrivateKey(privateKey, out _);
            return new SigningKey(id, key, privateKey is not null, row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4));
        }, cancel, time.GetUtcNow());
}
