using System.Collections.Concurrent;
using Ashlar.Contract.Errors;
using Ashlar.Core.Identity;

namespace Ashlar.Core.Limits;

/// <summary>How many live streams somebody holds open on this host. The product speaks no WebSocket; a stream is the one thing that stays open.</summary>
internal sealed class Streams(LimitOptions options)
{
    private readonly ConcurrentDictionary<(Guid?, string), int> _open = new();

    /// <summary>A place, given back when disposed, or why there is none.</summary>
    public Result<IDisposable> Enter(Caller caller)
    {
        var who = (caller.UserId ?? caller.Key?.Id, caller.UserId is null ? caller.Name : "");
        if (_open.AddOrUpdate(who, 1, (_, count) => count + 1) <= options.Streams)
            return new Place(this, who);
        Leave(who);
        return LimitErrors.TooManyStreams;
    }

    private void Leave((Guid?, string) who)
    {
        while (_open.TryGetValue(who, out var count))
        {
            if (count > 1 ? _open.TryUpdate(who, count - 1, count) : _open.TryRemove(new KeyValuePair<(Guid?, string), int>(who, count)))
                return;
        }
    }

    private sealed class Place(Streams streams, (Guid?, string) who) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                streams.Leave(who);
        }
    }
}
