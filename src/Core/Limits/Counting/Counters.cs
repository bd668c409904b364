using System.Collections.Concurrent;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Limits.Counting;

/// <summary>All counters of this host, and the one place where a request is counted.</summary>
internal sealed class Counters : IDisposable
{
    private readonly CountStore _store;
    private readonly Invalidation _invalidation;
    private readonly ILogger<Counters> _log;
    private readonly ConcurrentDictionary<CounterKey, Counter> _shared = new();
    private readonly ConcurrentDictionary<CounterKey, LocalCounter> _local = new();
    private readonly ConcurrentQueue<Counter> _reports = new();
    private readonly ConcurrentQueue<Counter> _soon = new();
    private readonly SemaphoreSlim _wake = new(0);
    private volatile bool _warmKnown;

    public Counters(CountStore store, Invalidation invalidation, ILogger<Counters> log)
    {
        (_store, _invalidation, _log) = (store, invalidation, log);
        invalidation.On("limit", Hear);
    }

    /// <summary>Counts one request, usually in memory. The task is made only when the database must be asked.</summary>
    public ValueTask<Decision> Count(CounterKey key, Rate rate, bool local, Guid? owner, CancellationToken cancel)
    {
        var now = Environment.TickCount64;
        if (local)
            return ValueTask.FromResult(CountHere(key, rate));

        while (true)
        {
            var counter = Find(key);
            var decision = counter.Decide(rate, owner, _warmKnown && _invalidation.Connected, now, out var join, out var alive);
            if (join == Reporting.Now)
                Queue(counter);
            else if (join == Reporting.Soon)
                _soon.Enqueue(counter);
            if (decision is { } known)
                return ValueTask.FromResult(known);
            if (alive)
                return Ask(counter, rate, cancel);
        }
    }

    /// <summary>Counts for this host alone.</summary>
    public Decision CountHere(CounterKey key, Rate rate) =>
        (_local.TryGetValue(key, out var own) ? own : _local.GetOrAdd(key, static _ => new LocalCounter())).Decide(rate, Environment.TickCount64);

    public void Dispose() => _wake.Dispose();

    /// <summary>Waits until there is something to report.</summary>
    public Task<bool> Pending(TimeSpan atMost, CancellationToken cancel) => _wake.WaitAsync(atMost, cancel);

    /// <summary>A second has passed: what could wait is reported next.</summary>
    public void Due()
    {
        while (_soon.TryDequeue(out var counter))
            Queue(counter);
    }

    /// <summary>Tells the database what was admitted since the last time.</summary>
    public async Task Report(CancellationToken cancel)
    {
        var counters = new List<(Counter Counter, int Count)>();
        while (counters.Count < 5_000 && _reports.TryDequeue(out var counter))
        {
            if (counter.TakeReport() is var count and > 0)
                counters.Add((counter, count));
        }

        if (counters.Count == 0)
            return;
        try
        {
            var answers = await _store.Count([.. counters.Select(one => new CountRequest(one.Counter.Key, one.Counter.Owner, one.Counter.Rate, one.Count, 0))], cancel);
            for (var i = 0; i < answers.Length; i++)
                counters[i].Counter.Answered(answers[i], counters[i].Count, asked: false, Environment.TickCount64);
        }
        catch
        {
            foreach (var (counter, count) in counters)
            {
                counter.GiveBack(count);
                if (counter.Hurry())
                    Queue(counter);
            }

            throw;
        }
    }

    /// <summary>Learns who is past half of his limit; until then, and whenever the channel was down, nothing is guessed.</summary>
    public async Task LearnWarm(CancellationToken cancel)
    {
        if (_warmKnown || !_invalidation.Connected)
            return;
        // Set before reading: what is said meanwhile is heard, and a channel that breaks clears it again.
        _warmKnown = true;
        try
        {
            foreach (var key in await _store.Warm(cancel))
                Find(key).Warm(Environment.TickCount64);
        }
        catch
        {
            _warmKnown = false;
            throw;
        }
    }

    /// <summary>Something changed that is to be read again soon.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    public void ForgetNumbers()
    {
        foreach (var counter in _shared.Values)
            counter.Forget();
        _local.Clear();
    }

    public void Sweep()
    {
        var now = Environment.TickCount64;
        foreach (var (key, counter) in _shared)
        {
            if (counter.Retire(now))
                _shared.TryRemove(new KeyValuePair<CounterKey, Counter>(key, counter));
        }

        foreach (var (key, counter) in _local)
        {
            if (now - counter.SeenAt > 120_000)
                _local.TryRemove(new KeyValuePair<CounterKey, LocalCounter>(key, counter));
        }
    }

    private async ValueTask<Decision> Ask(Counter counter, Rate rate, CancellationToken cancel)
    {
        var report = counter.TakeReport();
        try
        {
            var answers = await _store.Count([new CountRequest(counter.Key, counter.Owner, rate, report, 1)], cancel);
            return counter.Answered(answers[0], report, asked: true, Environment.TickCount64);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or InvalidOperationException && !cancel.IsCancellationRequested)
        {
            counter.GiveBack(report);
            _log.LogWarning("Requests are counted by this host alone: {Reason}", failure.Message);
            return counter.Alone(rate, Environment.TickCount64);
        }
        catch
        {
            counter.GiveBack(report);
            throw;
        }
    }

    private Counter Find(CounterKey key) => _shared.TryGetValue(key, out var counter) ? counter : _shared.GetOrAdd(key, static key => new Counter(key));

    private void Queue(Counter counter)
    {
        _reports.Enqueue(counter);
        Wake();
    }

    private void Hear(string text)
    {
        if (text == "*")
        {
            _warmKnown = false;
            Wake();
        }
        else if (text.IndexOf('|', StringComparison.Ordinal) is var bar and > 0 && Subject.Parse(text[(bar + 1)..]) is { } subject)
        {
            var counter = Find(new CounterKey(text[..bar], subject));
            counter.Warm(Environment.TickCount64);
            if (counter.Hurry())
                Queue(counter);
        }
    }
}
