using System.Collections.Concurrent;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.CoreApi;

/// <summary>People in memory, dropped when they or their memberships change anywhere; while that channel is down every call reads.</summary>
internal sealed class CoreUsers
{
    private const int Capacity = 100_000;

    private const string Find = """
        SELECT u.id, u.legacy_id, u.email, u.username, u.name, u.status = 'active' OR u.kind = 'service',
               coalesce(array_agg(m.tenant_id ORDER BY m.created_at, m.tenant_id) FILTER (WHERE m.tenant_id IS NOT NULL), '{}'),
               coalesce(array_agg(coalesce(m.client_id, '00000000-0000-0000-0000-000000000000') ORDER BY m.created_at, m.tenant_id) FILTER (WHERE m.tenant_id IS NOT NULL), '{}')
        FROM public.identity_users u LEFT JOIN public.org_users m ON m.id = u.id AND m.status = 'active' AND m.deleted_at IS NULL
        """;

    private readonly Databases _databases;
    private readonly Invalidation _invalidation;
    private readonly ConcurrentDictionary<Guid, CoreUser> _byId = new();
    private readonly ConcurrentDictionary<long, Guid> _byLegacy = new();
    private long _generation;

    public CoreUsers(Databases databases, Invalidation invalidation)
    {
        (_databases, _invalidation) = (databases, invalidation);
        invalidation.On("user", Forget);
    }

    public ValueTask<CoreUser?> Get(CoreId id, CancellationToken cancel)
    {
        if (_invalidation.Connected && (id.Id is not null || _byLegacy.ContainsKey(id.Legacy!.Value)) && _byId.TryGetValue(id.Id ?? _byLegacy.GetValueOrDefault(id.Legacy!.Value), out var known)
            && (id.Legacy is null || known.LegacyId == id.Legacy))
            return ValueTask.FromResult<CoreUser?>(known);
        return Load(id, cancel);
    }

    private async ValueTask<CoreUser?> Load(CoreId id, CancellationToken cancel)
    {
        var generation = Interlocked.Read(ref _generation);
        var user = id.Id is { } own
            ? await _databases.System.First($"{Find} WHERE u.id = $1 GROUP BY u.id", Read, cancel, own)
            : await _databases.System.First($"{Find} WHERE u.legacy_id = $1 GROUP BY u.id", Read, cancel, id.Legacy);
        if (user is null)
            return null;

        if (_byId.Count >= Capacity)
            Clear();
        if (generation == Interlocked.Read(ref _generation))
        {
            _byId[user.Id] = user;
            if (user.LegacyId is { } legacy)
                _byLegacy[legacy] = user.Id;
        }

        // Something changed while this was being read: the answer serves this call and no other.
        if (generation != Interlocked.Read(ref _generation))
            _byId.TryRemove(user.Id, out _);
        return user;
    }

    private void Forget(string key)
    {
        Interlocked.Increment(ref _generation);
        if (Guid.TryParse(key, out var id))
            _byId.TryRemove(id, out _);
        else
            Clear();
    }

    private void Clear()
    {
        _byId.Clear();
        _byLegacy.Clear();
    }

    private static CoreUser Read(NpgsqlDataReader row)
    {
        var (tenants, clients) = (row.GetFieldValue<Guid[]>(6), row.GetFieldValue<Guid[]>(7));
        return new CoreUser(row.GetGuid(0), row.Optional<long?>(1), row.GetString(2), row.Optional<string>(3), row.GetString(4), row.GetBoolean(5),
            [.. tenants.Zip(clients, (tenant, client) => new CoreMembership(tenant, client == Guid.Empty ? null : client))]);
    }
}
