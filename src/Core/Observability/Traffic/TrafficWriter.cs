using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Ashlar.Core.Observability.Traffic;

/// <summary>
/// Writes down every second what was counted, so that figures are of all hosts and outlive each. What cannot be written waits in memory;
/// a host that is killed loses its last second.
/// </summary>
internal sealed class TrafficWriter(TrafficCounts counts, HostSelf self, Databases databases, HostState state, TimeProvider time, ILogger<TrafficWriter> log) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _sweep = TimeSpan.FromMinutes(30);

    private const string Add = """
        INSERT INTO public.traffic AS t (seconds, slot, owner, class, requests, errors, buckets) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (seconds, slot, owner, class) DO UPDATE SET requests = t.requests + EXCLUDED.requests, errors = t.errors + EXCLUDED.errors,
            buckets = (SELECT array_agg(coalesce(kept, 0) + coalesce(added, 0) ORDER BY place) FROM unnest(t.buckets, EXCLUDED.buckets) WITH ORDINALITY AS b (kept, added, place))
        """;

    private const string Sweep = """
        WITH minutes AS (DELETE FROM public.traffic WHERE seconds = 60 AND slot < $1::timestamptz - interval '2 days'),
             hours AS (DELETE FROM public.traffic WHERE seconds = 3600 AND slot < $1::timestamptz - interval '400 days'),
             samples AS (DELETE FROM public.host_samples WHERE minute < $1::timestamptz - interval '2 days'),
             up AS (DELETE FROM public.minutes_up WHERE minute < $1::timestamptz - interval '400 days')
        DELETE FROM public.sla_breaches WHERE until < $1::timestamptz - interval '400 days'
        """;

    private readonly SemaphoreSlim _one = new(1);
    private long? _swept;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (state.Serving)
                await Try(stoppingToken);
        }
    }

    /// <summary>Writes at once; whoever asks for figures gets those of this moment of this host.</summary>
    public async Task Flush(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        var taken = counts.Take();
        try
        {
            await using var lent = await databases.System.Lend(cancel);
            var connection = lent.Connection;
            var batch = new List<NpgsqlBatchCommand>();
            // Hosts that write at once wait for each other and never around a circle.
            foreach (var (seconds, count) in Rows(taken).OrderBy(row => row.Seconds).ThenBy(row => row.Count.Minute).ThenBy(row => row.Count.Owner).ThenBy(row => row.Count.Class, StringComparer.Ordinal))
                batch.Add(Sql.Statement(Add, seconds, count.Minute, count.Owner, count.Class, count.Requests, count.Errors, count.Buckets));
            foreach (var note in self.Note())
                batch.Add(note);
            if (_swept is not { } last || time.GetElapsedTime(last) > _sweep)
            {
                batch.Add(Sql.Statement(Sweep, time.GetUtcNow().UtcDateTime));
                _swept = time.GetTimestamp();
            }

            await connection.Execute(batch, cancel);
        }
        catch
        {
            counts.Return(taken);
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The same; figures that cannot be written now wait.</summary>
    public async Task Try(CancellationToken cancel)
    {
        try
        {
            await Flush(cancel);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or OperationCanceledException or InvalidOperationException)
        {
            log.LogDebug(failure, "Figures of requests wait for the database");
        }
    }

    /// <summary>A row for the minute, and the sum of all classes for the hour.</summary>
    private static IEnumerable<(int Seconds, TrafficCount Count)> Rows(IReadOnlyList<TrafficCount> taken)
    {
        foreach (var count in taken)
            yield return (60, count);
        foreach (var hour in taken.GroupBy(count => (count.Owner, Hour: count.Minute.AddMinutes(-count.Minute.Minute))))
        {
            var buckets = new long[LatencyBounds.Count];
            foreach (var count in hour)
            {
                for (var index = 0; index < buckets.Length; index++)
                    buckets[index] += count.Buckets[index];
            }

            yield return (3600, new TrafficCount(hour.Key.Owner, "", hour.Key.Hour, hour.Sum(count => count.Requests), hour.Sum(count => count.Errors), buckets));
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }
}
