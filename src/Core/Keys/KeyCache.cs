using System.Collections.Concurrent;
using System.Security.Cryptography;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Keys;

/// <summary>
/// Keys in memory by the hash of their secret, for a minute at most, as sessions are: a change drops them here and on every replica, and
/// while that channel is down every request reads the database. Hashes that belong to no key are remembered too, a bounded number of them.
/// </summary>
internal sealed class KeyCache
{
    private const int Capacity = 50_000;
    private const int StrangersCapacity = 10_000;
    private static readonly TimeSpan _maxAge = TimeSpan.FromSeconds(60);

    private const string Find = """
        SELECT k.id, k.tenant_id, k.name, k.kind, k.module_name, k.environment, k.status, s.hash, k.scopes, k.allowed_ips, k.tenants, k.rate_limit, k.expires_at, s.expires_at, k.last_used_at,
               k.owner_id, u.name, u.email, m.client_id, coalesce(m.status = 'active' AND m.deleted_at IS NULL AND (u.status = 'active' OR u.kind = 'service'), k.kind = 'module')
        FROM public.keys_secrets s
        JOIN public.keys_api_keys k ON k.tenant_id = s.tenant_id AND k.id = s.key_id
        LEFT JOIN public.org_users m ON m.tenant_id = k.tenant_id AND m.id = k.owner_id
        LEFT JOIN public.identity_users u ON u.id = k.owner_id
        WHERE s.hash = $1 AND k.deleted_at IS NULL
        """;

    private readonly Databases _databases;
    private readonly Invalidation _invalidation;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Digest, LiveKey> _keys = new();
    private readonly ConcurrentDictionary<Digest, DateTimeOffset> _strangers = new();
    private long _generation;

    public KeyCache(Databases databases, Invalidation invalidation, TimeProvider time)
    {
        (_databases, _invalidation, _time) = (databases, invalidation, time);
        invalidation.On("api_key", key => Forget(key, (row, id) => row.Id == id));
        invalidation.On("user", key => Forget(key, (row, id) => row.OwnerId == id));
    }

    /// <summary>The key of a secret with this hash, whatever its state; null when there is none.</summary>
    public ValueTask<LiveKey?> ByHash(Digest hash, CancellationToken cancel)
    {
        if (_invalidation.Connected)
        {
            var now = _time.GetUtcNow();
            if (_keys.TryGetValue(hash, out var known) && now - known.ReadAt < _maxAge && Same(hash, known))
                return ValueTask.FromResult<LiveKey?>(known);
            if (_strangers.TryGetValue(hash, out var seen) && now - seen < _maxAge)
                return ValueTask.FromResult<LiveKey?>(null);
        }

        return Load(hash, cancel);
    }

    private async ValueTask<LiveKey?> Load(Digest hash, CancellationToken cancel)
    {
        var generation = Interlocked.Read(ref _generation);
        var readAt = _time.GetUtcNow();
        var row = await _databases.System.First(Find, Read, cancel, hash.ToBytes());
        if (row is null)
        {
            Remember(_strangers, StrangersCapacity, hash, readAt, generation);
            return null;
        }

        var key = new LiveKey(row, readAt);
        if (!Same(hash, key))
            return null;
        Remember(_keys, Capacity, hash, key, generation);
        return key;
    }

    /// <summary>Nothing is kept that changed while it was read.</summary>
    private void Remember<T>(ConcurrentDictionary<Digest, T> cache, int capacity, Digest hash, T value, long generation)
    {
        if (cache.Count >= capacity)
            cache.Clear();
        if (generation == Interlocked.Read(ref _generation))
            cache[hash] = value;
        if (generation != Interlocked.Read(ref _generation))
            cache.TryRemove(hash, out _);
    }

    private void Forget(string text, Func<KeyRow, Guid, bool> concerns)
    {
        Interlocked.Increment(ref _generation);
        _strangers.Clear();
        if (!Guid.TryParse(text, out var id))
        {
            _keys.Clear();
            return;
        }

        foreach (var (hash, key) in _keys)
        {
            if (concerns(key.Row, id))
                _keys.TryRemove(hash, out _);
        }
    }

    private static bool Same(Digest hash, LiveKey key)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        hash.Write(given);
        return CryptographicOperations.FixedTimeEquals(given, key.Row.Hash);
    }

    private static KeyRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), Enum.Parse<KeyKind>(row.GetString(3), ignoreCase: true), row.Optional<string>(4),
        Enum.Parse<KeyEnvironment>(row.GetString(5), ignoreCase: true), Enum.Parse<KeyStatus>(row.GetString(6), ignoreCase: true))
    {
        Hash = row.GetFieldValue<byte[]>(7),
        Scopes = row.GetFieldValue<string[]>(8),
        AllowedIps = row.GetFieldValue<string[]>(9),
        Tenants = row.GetFieldValue<string[]>(10),
        RateLimit = row.Optional<int?>(11),
        ExpiresAt = row.Optional<DateTimeOffset?>(12),
        SecretExpiresAt = row.Optional<DateTimeOffset?>(13),
        LastUsedAt = row.Optional<DateTimeOffset?>(14),
        OwnerId = row.Optional<Guid?>(15),
        OwnerName = row.Optional<string>(16),
        OwnerEmail = row.Optional<string>(17),
        ClientId = row.Optional<Guid?>(18),
        OwnerActive = row.GetBoolean(19),
    };
}
