using System.Collections.Concurrent;

namespace Ashlar.Core.Observability.Traffic;

/// <summary>What was counted for one organisation and class within a minute.</summary>
internal sealed record TrafficCount(Guid Owner, string Class, DateTime Minute, long Requests, long Errors, long[] Buckets);

/// <summary>Requests that this host answered since they were last written down.</summary>
internal sealed class TrafficCounts(TimeProvider time)
{
    private ConcurrentDictionary<(Guid Owner, string Class, long Minute), Cell> _cells = new();

    private sealed class Cell
    {
        public bool Taken { get; set; }
        public long Requests { get; set; }
        public long Errors { get; set; }
        public long[] Buckets { get; } = new long[LatencyBounds.Count];
    }

    public void Count(Guid owner, string @class, bool failed, TimeSpan took) =>
        Add(new TrafficCount(owner, @class, new DateTime(time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, DateTimeKind.Utc), 1, failed ? 1 : 0, []), LatencyBounds.IndexOf(took.TotalMilliseconds));

    /// <summary>Takes all out. A request that is counted at this moment is in what is taken now or next time.</summary>
    public IReadOnlyList<TrafficCount> Take()
    {
        if (_cells.IsEmpty)
            return [];
        var taken = new List<TrafficCount>();
        foreach (var (key, cell) in Interlocked.Exchange(ref _cells, new()))
        {
            lock (cell)
            {
                cell.Taken = true;
                taken.Add(new TrafficCount(key.Owner, key.Class, new DateTime(key.Minute, DateTimeKind.Utc), cell.Requests, cell.Errors, cell.Buckets));
            }
        }

        return taken;
    }

    /// <summary>Puts back what could not be written down.</summary>
    public void Return(IEnumerable<TrafficCount> counts)
    {
        foreach (var count in counts)
            Add(count, null);
    }

    private void Add(TrafficCount count, int? bucket)
    {
        while (true)
        {
            var cell = _cells.GetOrAdd((count.Owner, count.Class, count.Minute.Ticks), static _ => new Cell());
            lock (cell)
            {
                if (cell.Taken)
                    continue;
                cell.Requests += count.Requests;
                cell.Errors += count.Errors;
                if (bucket is { } one)
                    cell.Buckets[one]++;
                for (var index = 0; index < count.Buckets.Length; index++)
                    cell.Buckets[index] += count.Buckets[index];
                return;
            }
        }
    }
}
