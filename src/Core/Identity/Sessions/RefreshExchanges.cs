using System.Collections.Concurrent;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>When refresh tokens were exchanged by this process, exactly: to tell a request that raced the winner from one that came afterwards.</summary>
internal sealed class RefreshExchanges(TimeProvider time)
{
    private static readonly TimeSpan _longestRequest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Digest, long> _ended = new();

    /// <summary>From before the commit until it is disposed everybody counts as under way.</summary>
    public IDisposable Begin(Digest token)
    {
        Forget();
        _ended[token] = long.MaxValue;
        return new Exchange(this, token);
    }

    public bool WasUnderWay(Digest token, long arrived) => _ended.TryGetValue(token, out var ended) && arrived < ended;

    private void End(Digest token) => _ended[token] = time.GetTimestamp();

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

    private sealed class Exchange(RefreshExchanges exchanges, Digest token) : IDisposable
    {
        public void Dispose() => exchanges.End(token);
    }
}
