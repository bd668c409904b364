using System.Collections.Concurrent;

namespace Ashlar.Core.Identity.Providers.Wire;

/// <summary>
/// What issuers say about themselves, and their keys, kept for a while. A key that is not known makes the keys be read again, at most
/// once in a few seconds: that is how a rotation is followed at once without being driven by whoever sends tokens.
/// </summary>
internal sealed class Discovery(ProviderHttp http, TimeProvider time)
{
    private const int Capacity = 2_000;
    private static readonly TimeSpan _maxAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Known<Metadata>> _metadata = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Known<IReadOnlyList<JwkKey>>> _keys = new(StringComparer.Ordinal);

    /// <exception cref="ProviderException">It cannot be read or does not hold.</exception>
    public Task<Metadata> Of(string issuer, CancellationToken cancel) => Get(_metadata, issuer, _maxAge, Read, cancel);

    /// <summary>The same, asked now.</summary>
    /// <exception cref="ProviderException">It cannot be read or does not hold.</exception>
    public Task<Metadata> Ask(string issuer, CancellationToken cancel) => Get(_metadata, issuer, TimeSpan.Zero, Read, cancel);

    /// <summary>The issuer's keys; read again when one is missing.</summary>
    /// <exception cref="ProviderException">They cannot be read.</exception>
    public Task<IReadOnlyList<JwkKey>> Keys(Metadata metadata, bool missing, CancellationToken cancel)
    {
        // The first question for a missing key is always followed; the next ones wait.
        if (missing && _keys.TryGetValue(metadata.KeysAddress, out var kept) && (kept.MissedAt is null || time.GetElapsedTime(kept.MissedAt.Value) >= _pause))
            _keys.TryRemove(metadata.KeysAddress, out _);
        return Get(_keys, metadata.KeysAddress, _maxAge, async (address, stop) => JwkKey.ReadAll(await http.Get(address, null, stop)), cancel, missing ? time.GetTimestamp() : null);
    }

    private async Task<Metadata> Read(string issuer, CancellationToken cancel) => Metadata.Read(await http.Get(Metadata.AddressOf(issuer), null, cancel), issuer, http.Refusal);

    private async Task<T> Get<T>(ConcurrentDictionary<string, Known<T>> known, string key, TimeSpan age, Func<string, CancellationToken, Task<T>> read, CancellationToken cancel, long? missedAt = null)
    {
        if (known.TryGetValue(key, out var kept) && time.GetElapsedTime(kept.ReadAt) < age)
            return kept.Value;
        var at = time.GetTimestamp();
        var value = await read(key, cancel);
        if (known.Count >= Capacity)
            known.Clear();
        known[key] = new Known<T>(value, at, missedAt);
        return value;
    }

    private sealed record Known<T>(T Value, long ReadAt, long? MissedAt);
}
