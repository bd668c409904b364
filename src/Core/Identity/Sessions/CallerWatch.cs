using System.Collections.Concurrent;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>Tells answers that stay open when their caller's session or account changed, on whichever host that happened.</summary>
internal sealed class CallerWatch
{
    private readonly ConcurrentDictionary<Watched, bool> _open = new();

    public CallerWatch(Invalidation invalidation)
    {
        invalidation.On("session", key => Tell(key, (caller, id) => caller.SessionId == id));
        invalidation.On("user", key => Tell(key, (caller, id) => caller.UserId == id));
    }

    public Watched Open(Caller caller)
    {
        var watched = new Watched(this, caller);
        _open[watched] = true;
        return watched;
    }

    private void Tell(string key, Func<Caller, Guid, bool> concerns)
    {
        foreach (var watched in _open.Keys)
        {
            if (!Guid.TryParse(key, out var id) || concerns(watched.Caller, id))
                watched.Change();
        }
    }

    internal sealed class Watched(CallerWatch watch, Caller caller) : IDisposable
    {
        private volatile TaskCompletionSource _changed = New();

        public Caller Caller => caller;

        public bool Changed => _changed.Task.IsCompleted;

        /// <summary>Waits so long, or until something changed.</summary>
        public async Task Wait(TimeSpan most, TimeProvider time, CancellationToken cancel) =>
            await _changed.Task.WaitAsync(most, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        /// <summary>Whether something changed since this was last asked.</summary>
        public bool Take()
        {
            if (!Changed)
                return false;
            _changed = New();
            return true;
        }

        public void Change() => _changed.TrySetResult();

        public void Dispose() => watch._open.TryRemove(this, out _);

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
