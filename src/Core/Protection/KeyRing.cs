using System.Collections.Concurrent;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Protection;

/// <summary>
/// Seals what must not be readable in the database. The platform and every tenant have keys of their own, made at first use; a root key
/// outside the database wraps them. Keys are kept in memory, forgotten when they change anywhere, and looked up each time while that
/// channel is down, so that a destroyed key opens nothing from then on.
/// </summary>
internal sealed class KeyRing
{
    private const string AnyUse = "seal";
    private static readonly TimeSpan _maxAge = TimeSpan.FromMinutes(5);

    private readonly KeyStore _store;
    private readonly Invalidation _invalidation;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Guid, ScopeKeys> _scopes = new();
    private readonly ConcurrentDictionary<Guid, byte[]> _bare = new();
    private long _generation;

    public KeyRing(KeyStore store, Invalidation invalidation, TimeProvider time)
    {
        (_store, _invalidation, _time) = (store, invalidation, time);
        invalidation.On(KeyStore.Topic, Forget);
    }

    /// <param name="tenant">Whose key seals; null is the platform's.</param>
    /// <param name="purpose">What the bytes are and where they belong, such as <c>totp:{user}</c>. Opening them for another purpose fails.</param>
    /// <exception cref="UnreadableException">The tenant's keys were destroyed.</exception>
    public async ValueTask<byte[]> Seal(Guid? tenant, string purpose, ReadOnlyMemory<byte> plain, CancellationToken cancel) =>
        (await Of(tenant, cancel)).Seal(AnyUse, purpose, plain.Span);

    /// <exception cref="UnreadableException">They were changed, were sealed for another tenant or purpose, or their key was destroyed.</exception>
    public async ValueTask<byte[]> Open(Guid? tenant, string purpose, ReadOnlyMemory<byte> sealedBytes, CancellationToken cancel)
    {
        var keys = await Of(tenant, cancel);
        if (!keys.Knows(sealedBytes.Span))
            keys = await Load(tenant ?? Guid.Empty, cancel);
        return keys.Open(AnyUse, purpose, sealedBytes.Span);
    }

    /// <summary>Seals under a key of one subject, such as a person, so that destroying that key alone makes what is sealed unreadable.</summary>
    public async ValueTask<byte[]> SealFor(Guid tenant, Guid subject, string purpose, ReadOnlyMemory<byte> plain, CancellationToken cancel) =>
        (await Read(tenant, subject, cancel)).Seal(AnyUse, purpose, plain.Span);

    /// <exception cref="UnreadableException">They were changed, were sealed for somebody else, or the key was destroyed.</exception>
    public async ValueTask<byte[]> OpenFor(Guid tenant, Guid subject, string purpose, ReadOnlyMemory<byte> sealedBytes, CancellationToken cancel) =>
        (await Read(tenant, subject, cancel)).Open(AnyUse, purpose, sealedBytes.Span);

    /// <summary>Destroys the keys of one subject. How many there were.</summary>
    public Task<int> DestroyFor(Guid tenant, Guid subject, CancellationToken cancel) => _store.Destroy(tenant, subject, cancel);

    /// <summary>At the start: fails when the root key is not the one that wrapped the keys.</summary>
    /// <exception cref="StartException">It is another one.</exception>
    public async Task Verify(CancellationToken cancel)
    {
        var keys = await Of(null, cancel);
        if (!keys.CanSeal)
            throw new StartException($"The root key here is not the one that protects this database. Give the one this installation began with in {RootKeyFile.Variable} or keys/root.key; replicas share one.");
    }

    /// <summary>The keys of a scope as they are now, for many values at once. Hold them no longer than a request.</summary>
    public ValueTask<ScopeKeys> Of(Guid? tenant, CancellationToken cancel)
    {
        var scope = tenant ?? Guid.Empty;
        return _invalidation.Connected && _scopes.TryGetValue(scope, out var keys) && _time.GetUtcNow() - keys.ReadAt < _maxAge
            ? ValueTask.FromResult(keys)
            : Load(scope, cancel);
    }

    private async ValueTask<ScopeKeys> Load(Guid scope, CancellationToken cancel)
    {
        var generation = Interlocked.Read(ref _generation);
        var keys = await Read(scope, null, cancel);
        if (generation == Interlocked.Read(ref _generation))
            _scopes[scope] = keys;
        // Something changed while this was being read: the answer serves this request and no other.
        if (generation != Interlocked.Read(ref _generation))
            _scopes.TryRemove(scope, out _);
        return keys;
    }

    private async ValueTask<ScopeKeys> Read(Guid scope, Guid? subject, CancellationToken cancel)
    {
        var readAt = _time.GetUtcNow();
        var rows = await _store.LoadOrCreate(scope, subject, cancel);
        var bare = new Dictionary<Guid, byte[]>();
        foreach (var row in rows.Where(row => row.Wrapped is not null))
        {
            if (await Bare(row, cancel) is { } key)
                bare[row.Id] = key;
        }

        return new ScopeKeys(scope, rows.ToDictionary(row => row.Id), bare, readAt);
    }

    // Asking the root key may mean a call to a vault, and a key's material never changes.
    private async ValueTask<byte[]?> Bare(KeyRow row, CancellationToken cancel) =>
        _bare.TryGetValue(row.Id, out var known) ? known : await _store.Unwrap(row, cancel) is { } key ? _bare[row.Id] = key : null;

    private void Forget(string key)
    {
        Interlocked.Increment(ref _generation);
        if (Guid.TryParse(key, out var scope))
            _scopes.TryRemove(scope, out _);
        else
            _scopes.Clear();
        _bare.Clear();
    }
}
