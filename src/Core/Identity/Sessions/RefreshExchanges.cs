using System.Collections.Concurrent;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>
/// Refreshes under way in this process and exchanges just made by it: to tell requests that race for a token from one that comes afterwards.
/// A request is part of a race when it began before the exchange was over, or while another request with the same token was still under way.
/// </summary>
internal sealed class RefreshExchanges(TimeProvider time)
{
    private static readonly TimeSpan _longestRequest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Digest, long> _ended = new();
    private readonly Dictionary<Digest, int> _underWay = [];
    private readonly Lock _gate = new();

    /// <summary>To be disposed when the request is answered.</summary>
    public RefreshVisit Enter(Digest token)
    {
        lock (_gate)
        {
            var others = _underWay.GetValueOrDefault(token);
            _underWay[token] = others + 1;
            return new RefreshVisit(this, token, others > 0);
        }
    }

    /// <summary>From before the commit until it is over everybody counts as under way.</summary>
    public void Exchanging(Digest token)
    {
        Forget();
        _ended[token] = long.MaxValue;
    }

    public void Exchanged(Digest token) => _ended[token] = time.GetTimestamp();

    public bool EndedAfter(Digest token, long arrived) => _ended.TryGetValue(token, out var ended) && arrived < ended;

    public void Leave(Digest token)
    {
        lock (_gate)
        {
            if (--_underWay[token] == 0)
                _underWay.Remove(token);
        }
    }

    private void Forget()
    {
        if (_ended.Count < 1000)
            return;
        foreach (var (token, ended) in _ended)
        {
            if (ended != long.MaxValue && time.GetElapsedTime(ended) > _longestRequest)
                _ended.TryRemove(token, out _);
        }
    }
}

/// <summary>One request that brings a refresh token.</summary>
internal sealed class RefreshVisit(RefreshExchanges exchanges, Digest token, bool amongOthers) : IDisposable
{
    public bool Races(long arrived) => amongOthers || exchanges.EndedAfter(token, arrived);

    public void Dispose() => exchanges.Leave(token);
}
