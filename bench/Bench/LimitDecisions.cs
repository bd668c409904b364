using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Ashlar.Core.Limits;
using Ashlar.Core.Limits.Counting;

namespace Ashlar.Bench;

/// <summary>What deciding about one request costs while it is decided in memory: finding its counter among many, and counting.</summary>
internal static class LimitDecisions
{
    private const int People = 10_000;
    private const int Decisions = 5_000_000;

    public static int Run()
    {
        var rate = new Rate(1_000_000_000, 60);
        var keys = Enumerable.Range(0, People).Select(_ => new CounterKey("default", new Subject(Subject.User, Guid.CreateVersion7()))).ToArray();
        var counters = new ConcurrentDictionary<CounterKey, Counter>(keys.Select(key => new KeyValuePair<CounterKey, Counter>(key, new Counter(key))));
        Measure("shared by all hosts", i => counters[keys[i % People]].Decide(rate, null, mayGuess: true, Environment.TickCount64, out _, out _)!.Value.Granted);

        var local = new ConcurrentDictionary<CounterKey, LocalCounter>(keys.Select(key => new KeyValuePair<CounterKey, LocalCounter>(key, new LocalCounter())));
        Measure("by this host alone", i => local[keys[i % People]].Decide(rate, Environment.TickCount64).Granted);
        return 0;
    }

    private static void Measure(string name, Func<int, bool> decide)
    {
        for (var i = 0; i < Decisions / 10; i++)
            decide(i);
        var (began, granted, bytes) = (Stopwatch.GetTimestamp(), 0, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < Decisions; i++)
            granted += decide(i) ? 1 : 0;
        var nanoseconds = Stopwatch.GetElapsedTime(began).TotalNanoseconds / Decisions;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"counted {name}: {nanoseconds:0} ns and {(GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Decisions:0.#} bytes a decision, {granted} granted"));
    }
}
