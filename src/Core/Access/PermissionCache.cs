using System.Collections.Concurrent;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Access;

/// <summary>Compiled permissions per user, tenant and client. Anything that decides them being written anywhere drops them.</summary>
internal sealed class PermissionCache
{
    private const int Capacity = 100_000;

    private readonly AccessFactsReader _facts;
    private readonly Invalidation _invalidation;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Key, Entry> _entries = new();
    private long _generation;

    public PermissionCache(AccessFactsReader facts, Invalidation invalidation, TimeProvider time)
    {
        (_facts, _invalidation, _time) = (facts, invalidation, time);
        invalidation.On("access", Forget);
        invalidation.On("entitlement", Forget);
    }

    public ValueTask<PermissionSet> Get(Guid userId, TenantInfo tenant, Guid? clientId, CancellationToken cancel)
    {
        var key = new Key(userId, tenant.Id, clientId);
        return _invalidation.Connected && _entries.TryGetValue(key, out var entry) && (entry.Until is null || _time.GetUtcNow() < entry.Until)
            ? ValueTask.FromResult(entry.Permissions)
            : Load(key, tenant, cancel);
    }

    private async ValueTask<PermissionSet> Load(Key key, TenantInfo tenant, CancellationToken cancel)
    {
        var generation = Interlocked.Read(ref _generation);
        var facts = await _facts.Read(key.User, key.Tenant, key.Client, cancel);
        var now = _time.GetUtcNow();
        var entry = new Entry(PermissionCompiler.Compile(facts, tenant.IsPlatform, tenant.Apps, now), PermissionCompiler.GoodUntil(facts, now));
        if (_entries.Count >= Capacity)
            _entries.Clear();

        // Something changed while reading: this answer is good for this request only.
        if (generation == Interlocked.Read(ref _generation))
            _entries[key] = entry;
        if (generation != Interlocked.Read(ref _generation))
            _entries.TryRemove(key, out _);
        return entry.Permissions;
    }

    /// <param name="key">A tenant, a user, or <c>*</c>.</param>
    private void Forget(string key)
    {
        Interlocked.Increment(ref _generation);
        if (!Guid.TryParse(key, out var id))
        {
            _entries.Clear();
            return;
        }

        foreach (var entry in _entries.Keys)
        {
            if (entry.Tenant == id || entry.User == id)
                _entries.TryRemove(entry, out _);
        }
    }

    private sealed record Key(Guid User, Guid Tenant, Guid? Client);

    private sealed record Entry(PermissionSet Permissions, DateTimeOffset? Until);
}
