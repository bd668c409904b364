using System.Security.Cryptography;
using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Protection.Keys;

/// <summary>The keys in the database: always wrapped, and only the main database has them, so that a tenant's own database opens nothing by itself.</summary>
internal sealed class KeyStore(Databases databases, RootKeySource roots, Invalidation invalidation, TimeProvider time)
{
    public const string Topic = "protection_keys";
    private const string Read = $"SELECT {KeyRow.Columns} FROM public.protection_keys WHERE scope = $1 AND subject IS NOT DISTINCT FROM $2";
    private const string Insert = "INSERT INTO public.protection_keys (id, scope, subject, kind, number, state, root, wrapped, created_at) VALUES ($1, $2, $3, $4, $5, 'active', $6, $7, $8)";

    public Task<List<KeyRow>> Load(Guid scope, Guid? subject, CancellationToken cancel) => databases.System.Query(Read, Row, cancel, scope, Subject(subject));

    /// <summary>The keys of a scope, made if there never were any.</summary>
    public async Task<List<KeyRow>> LoadOrCreate(Guid scope, Guid? subject, CancellationToken cancel)
    {
        var rows = await Load(scope, subject, cancel);
        if (rows.Count > 0)
            return rows;
        return await Locked(scope, async connection =>
        {
            if (await connection.Query(Read, Row, cancel, scope, Subject(subject)) is { Count: > 0 } raced)
                return raced;
            await Add(connection, scope, subject, KeyRow.Data, 1, cancel);
            await Add(connection, scope, subject, KeyRow.Index, 1, cancel);
            return await connection.Query(Read, Row, cancel, scope, Subject(subject));
        }, cancel);
    }

    /// <summary>Makes the next data key the active one. Null when the keys of the scope were destroyed or never made.</summary>
    public Task<int?> Rotate(Guid scope, Guid? subject, CancellationToken cancel) => Locked<int?>(scope, async connection =>
    {
        var active = (await connection.Query(Read, Row, cancel, scope, Subject(subject))).Find(row => row.Kind == KeyRow.Data && row.IsActive);
        if (active is null)
            return null;
        await connection.Execute("UPDATE public.protection_keys SET state = 'retired', retired_at = $2 WHERE id = $1", cancel, active.Id, Now);
        await Add(connection, scope, subject, KeyRow.Data, active.Number + 1, cancel);
        return active.Number + 1;
    }, cancel);

    /// <summary>Destroys every key of the scope, or of one subject in it. How many there were.</summary>
    public Task<int> Destroy(Guid scope, Guid? subject, CancellationToken cancel) => Locked(scope, connection => connection.Execute(
        "UPDATE public.protection_keys SET state = 'destroyed', wrapped = NULL, destroyed_at = $3 WHERE scope = $1 AND ($2::uuid IS NULL OR subject = $2) AND state <> 'destroyed'",
        cancel, scope, Subject(subject), Now), cancel);

    /// <summary>The bare key of a row; null when no root key here opens it.</summary>
    public async ValueTask<byte[]?> Unwrap(KeyRow row, CancellationToken cancel)
    {
        if (row.Wrapped is null || (await roots.Get(cancel)).Find(row.Root) is not { } root || await root.Unwrap(row.Wrapped, cancel) is not { Length: 64 } bare)
            return null;
        // Whatever the root key can do, the wrapped key is bound to its place.
        return CryptographicOperations.FixedTimeEquals(bare.AsSpan(32), Place(row.Id, row.Scope)) ? bare[..32] : null;
    }

    public async Task<(string Root, byte[] Wrapped)> Wrap(Guid id, Guid scope, byte[] key, CancellationToken cancel)
    {
        var root = (await roots.Get(cancel)).Current;
        return (root.Id, await root.Wrap((byte[])[.. key, .. Place(id, scope)], cancel));
    }

    public Task<List<KeyView>> Describe(Guid scope, CancellationToken cancel) => databases.System.Query(
        "SELECT id, kind, number, state, root, subject, created_at, retired_at, destroyed_at FROM public.protection_keys WHERE scope = $1 ORDER BY subject NULLS FIRST, kind, number DESC LIMIT 500",
        row => new KeyView(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetGuid(5), row.GetFieldValue<DateTimeOffset>(6), Moment(row, 7), Moment(row, 8)), cancel, scope);

    /// <summary>How many living keys each root key wraps.</summary>
    public async Task<Dictionary<string, long>> ByRoot(CancellationToken cancel) =>
        (await databases.System.Query("SELECT root, count(*) FROM public.protection_keys WHERE wrapped IS NOT NULL GROUP BY root", row => (Root: row.GetString(0), Count: row.GetInt64(1)), cancel)).ToDictionary(pair => pair.Root, pair => pair.Count, StringComparer.Ordinal);

    /// <summary>Wraps with the current root key what earlier ones wrapped. What it cannot open stays, and is counted as left.</summary>
    public async Task<(int Done, int Left)> Rewrap(CancellationToken cancel)
    {
        var current = (await roots.Get(cancel)).Current.Id;
        var (done, left) = (0, 0);
        foreach (var row in await databases.System.Query($"SELECT {KeyRow.Columns} FROM public.protection_keys WHERE wrapped IS NOT NULL AND root <> $1", Row, cancel, current))
        {
            if (await Unwrap(row, cancel) is not { } bare)
            {
                left++;
                continue;
            }

            var (root, wrapped) = await Wrap(row.Id, row.Scope, bare, cancel);
            done += await databases.System.Execute("UPDATE public.protection_keys SET root = $2, wrapped = $3 WHERE id = $1 AND wrapped = $4", cancel, row.Id, root, wrapped, row.Wrapped);
        }

        return (done, left);
    }

    private static DateTimeOffset? Moment(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task Add(NpgsqlConnection connection, Guid scope, Guid? subject, string kind, int number, CancellationToken cancel)
    {
        var id = Ids.New();
        var (root, wrapped) = await Wrap(id, scope, RandomNumberGenerator.GetBytes(32), cancel);
        await connection.Execute(Insert, cancel, id, scope, Subject(subject), kind, number, root, wrapped, Now);
    }

    /// <summary>One replica at a time changes the keys of a scope; the others hear of it.</summary>
    private async Task<T> Locked<T>(Guid scope, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancel)
    {
        // Before a connection is held: opening the root keys may need one too.
        await roots.Get(cancel);
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.Execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 360))", cancel, $"{Topic} {scope}");
        var result = await work(connection);
        await connection.Execute($"SELECT pg_notify('{Invalidation.Channel}', $1)", cancel, $"{Topic}:{scope}");
        await transaction.CommitAsync(cancel);
        invalidation.Forget(Topic, scope.ToString());
        return result;
    }

    private static byte[] Place(Guid id, Guid scope) => SHA256.HashData([.. id.ToByteArray(bigEndian: true), .. scope.ToByteArray(bigEndian: true)]);

    private static NpgsqlParameter Subject(Guid? subject) => new() { Value = (object?)subject ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };

    private static KeyRow Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetString(3), row.GetInt32(4), row.GetString(5), row.GetString(6), row.Optional<byte[]>(7));
}
