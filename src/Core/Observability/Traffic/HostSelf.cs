using System.Diagnostics.Metrics;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Observability.Traffic;

/// <summary>What this host says of itself: processor, memory, connections, requests under way.</summary>
internal sealed class HostSelf(HostState state, Drain drain, MetricCollector metrics, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO public.host_samples AS s (minute, host, seen_at, started_at, version, state, cpu, memory, connections_used, connections_idle, requests_running)
        VALUES (date_trunc('minute', $1::timestamptz), $2, $1, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (minute, host) DO UPDATE SET seen_at = EXCLUDED.seen_at, state = EXCLUDED.state, cpu = EXCLUDED.cpu, memory = EXCLUDED.memory,
            connections_used = EXCLUDED.connections_used, connections_idle = EXCLUDED.connections_idle, requests_running = EXCLUDED.requests_running
        """;

    private const string Up = "INSERT INTO public.minutes_up (minute) VALUES (date_trunc('minute', $1::timestamptz)) ON CONFLICT DO NOTHING";

    private readonly string _name = $"{Environment.MachineName}:{Environment.ProcessId}";
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private (long At, TimeSpan Used) _last = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
    private double _cpu;

    /// <summary>The statements that note how it is now.</summary>
    public IEnumerable<NpgsqlBatchCommand> Note()
    {
        var (now, used, idle) = (time.GetUtcNow(), Connections("used"), Connections("idle"));
        yield return Sql.Statement(Insert, now, _name, _started, typeof(HostSelf).Assembly.GetName().Version!.ToString(3), Contract.Modules.Shapes.Snake(state.Status.ToString()), Processor(), Environment.WorkingSet, used, idle, drain.Running);
        if (state.Status is HostStatus.Healthy)
            yield return Sql.Statement(Up, now);
    }

    /// <summary>The share of all processors since it was asked last, at least a second ago.</summary>
    private double Processor()
    {
        var elapsed = time.GetElapsedTime(_last.At);
        if (elapsed < TimeSpan.FromSeconds(1))
            return _cpu;
        var used = Environment.CpuUsage.TotalTime;
        _cpu = Math.Clamp((used - _last.Used) / elapsed / Environment.ProcessorCount, 0, 1);
        _last = (time.GetTimestamp(), used);
        return _cpu;
    }

    private int Connections(string kind) => (int)metrics.Read("db_client_connection_count").SelectMany(reading => reading.Points)
        .Where(point => point.Labels.Any(label => label is { Key: "db_client_connection_state" } && label.Value == kind)).Sum(point => point.Value);
}
