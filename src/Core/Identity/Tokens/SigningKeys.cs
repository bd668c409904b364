using System.Collections.Frozen;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Tokens;

/// <summary>The keys that count now, in memory. Changes arrive through invalidation; an unknown key id asks the database, at most once in a while.</summary>
internal sealed class SigningKeys : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(5);

    private readonly SigningKeyStore _store;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Ring _ring = new(FrozenDictionary<string, SigningKey>.Empty, [], null);

    public SigningKeys(SigningKeyStore store, Invalidation invalidation, TimeProvider time)
    {
        (_store, _time) = (store, time);
        invalidation.On("signing_keys", _ => _ring = _ring with { ReadAt = null });
    }

    /// <summary>Every key whose tokens are trusted, newest first; this is what is published.</summary>
    public async ValueTask<IReadOnlyList<SigningKey>> All(CancellationToken cancel) => (await Current(MaxAge, cancel)).Newest;

    public async ValueTask<SigningKey> ForSigning(CancellationToken cancel)
    {
        return Signing(await Current(MaxAge, cancel)) ?? Signing(await Renew(cancel)) ?? throw new InvalidOperationException("There is no signing key.");

        // The time is asked for each try: a key that was made meanwhile signs from a moment after the first.
        SigningKey? Signing(Ring ring)
        {
            var now = _time.GetUtcNow();
            return ring.Newest.FirstOrDefault(key => key.SignsAt(now));
        }
    }

    public async ValueTask<SigningKey?> Find(string id, CancellationToken cancel)
    {
        var ring = await Current(MaxAge, cancel);
        if (!ring.ById.TryGetValue(id, out var key))
            key = (await Current(MinAge, cancel)).ById.GetValueOrDefault(id);
        return key is not null && key.TrustedUntil > _time.GetUtcNow() ? key : null;
    }

    /// <summary>At start, and regularly: makes the first or the next key when it is due.</summary>
    public async Task EnsureKey(CancellationToken cancel) => await Renew(cancel);

    public void Dispose() => _loading.Dispose();

    private async Task<Ring> Renew(CancellationToken cancel) => _ring = Ring.Of(await _store.Renew(cancel), _time.GetTimestamp());

    private async ValueTask<Ring> Current(TimeSpan maxAge, CancellationToken cancel)
    {
        if (IsFresh(_ring, maxAge))
            return _ring;

        await _loading.WaitAsync(cancel);
        try
        {
            if (!IsFresh(_ring, maxAge))
            {
                var readAt = _time.GetTimestamp();
                _ring = Ring.Of(await _store.Load(cancel), readAt);
            }

            return _ring;
        }
        finally
        {
            _loading.Release();
        }
    }

    // By the steady counter, not by the clock: a clock that is set back must not make an old answer last.
    private bool IsFresh(Ring ring, TimeSpan maxAge) => ring.ReadAt is { } readAt && _time.GetElapsedTime(readAt) < maxAge;

    private sealed record Ring(FrozenDictionary<string, SigningKey> ById, IReadOnlyList<SigningKey> Newest, long? ReadAt)
    {
        public static Ring Of(IReadOnlyList<SigningKey> keys, long readAt) => new(keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal), keys, readAt);
    }
}
