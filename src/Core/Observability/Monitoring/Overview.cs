using Ashlar.Core.Observability.Traffic;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Observability.Monitoring;

/// <summary>Requests of a minute or of a class.</summary>
internal sealed record Flow(long Requests, long Errors, double? P50, double? P95, double? P99)
{
    public static Flow Read(NpgsqlDataReader row, int first)
    {
        var buckets = row.GetFieldValue<long[]>(first + 2);
        return new Flow(row.GetInt64(first), row.GetInt64(first + 1), LatencyBounds.Quantile(buckets, 0.5), LatencyBounds.Quantile(buckets, 0.95), LatencyBounds.Quantile(buckets, 0.99));
    }
}

/// <summary>How the whole installation does: requests, queues, hosts, promises, uptime. Of all hosts, and of this one to the second.</summary>
internal sealed class Overview(Databases databases, TrafficWriter writer, PlatformFigures figures, Uptime uptime, TimeProvider time)
{
    private const string Sums = "sum(requests)::bigint, sum(errors)::bigint, ";

    private static readonly string _minutes = $"SELECT slot, {Sums}{LatencyBounds.Sums} FROM public.traffic WHERE seconds = 60 AND slot > $1 GROUP BY slot";
    private static readonly string _classes = $"SELECT class, {Sums}{LatencyBounds.Sums} FROM public.traffic WHERE seconds = 60 AND slot > $1 GROUP BY class ORDER BY 2 DESC";

    private const string Hosts = """
        SELECT DISTINCT ON (host) host, seen_at, started_at, version, state, cpu, memory, connections_used, connections_idle, requests_running
        FROM public.host_samples WHERE seen_at > $1::timestamptz - interval '5 minutes' ORDER BY host, minute DESC
        """;

    private const string Samples = "SELECT minute, host, cpu, memory, connections_used, connections_idle FROM public.host_samples WHERE minute > $1 ORDER BY minute, host";

    private const string Breaches = """
        SELECT b.owner, t.code, t.name, b.objective, b.since, b.until, b.promised, b.measured FROM public.sla_breaches b JOIN public.tenants t ON t.id = b.owner
        WHERE b.until IS NULL OR b.until > $1::timestamptz - interval '7 days' ORDER BY b.until DESC NULLS FIRST, b.since DESC LIMIT 50
        """;

    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(1);

    public async Task<object> Read(int minutes, CancellationToken cancel)
    {
        await writer.Try(cancel);
        await figures.Refresh(_fresh, cancel);
        var now = time.GetUtcNow();
        var last = new DateTimeOffset(now.Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        var since = last.AddMinutes(-minutes);
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        var known = (await connection.Query(_minutes, row => (At: row.GetFieldValue<DateTimeOffset>(0), Flow: Flow.Read(row, 1)), cancel, since)).ToDictionary(one => one.At, one => one.Flow);
        return new
        {
            At = now,
            Minutes = Enumerable.Range(1, minutes).Select(index => since.AddMinutes(index)).Select(at => Minute(at, known.GetValueOrDefault(at), at == last ? Math.Max(1, (now - last).TotalSeconds) : 60)),
            Classes = (await connection.Query(_classes, row => (Class: row.GetString(0), Flow: Flow.Read(row, 1)), cancel, since)).Select(one => new { one.Class, one.Flow.Requests, one.Flow.Errors, one.Flow.P50, one.Flow.P95, one.Flow.P99 }),
            Queues = Queues(),
            Hosts = await connection.Query(Hosts, row => new
            {
                Host = row.GetString(0),
                SeenAt = row.GetFieldValue<DateTimeOffset>(1),
                StartedAt = row.GetFieldValue<DateTimeOffset>(2),
                Version = row.GetString(3),
                State = row.GetString(4),
                Cpu = Math.Round(row.GetDouble(5), 4),
                Memory = row.GetInt64(6),
                ConnectionsUsed = row.GetInt32(7),
                ConnectionsIdle = row.GetInt32(8),
                RequestsRunning = row.GetInt32(9),
                Silent = now - row.GetFieldValue<DateTimeOffset>(1) > TimeSpan.FromSeconds(15),
            }, cancel, now),
            Samples = await connection.Query(Samples, row => new { Minute = row.GetFieldValue<DateTimeOffset>(0), Host = row.GetString(1), Cpu = Math.Round(row.GetDouble(2), 4), Memory = row.GetInt64(3), ConnectionsUsed = row.GetInt32(4), ConnectionsIdle = row.GetInt32(5) }, cancel, since),
            Breaches = await connection.Query(Breaches, row => new
            {
                TenantId = row.GetGuid(0),
                Code = row.GetString(1),
                Name = row.GetString(2),
                Objective = row.GetString(3),
                Since = row.GetFieldValue<DateTimeOffset>(4),
                Until = row.Optional<DateTimeOffset?>(5),
                Promised = row.GetDouble(6),
                Measured = row.GetDouble(7),
            }, cancel, now),
            Uptime = await uptime.Of(30, cancel),
        };
    }

    private static object Minute(DateTimeOffset at, Flow? flow, double seconds) => new
    {
        At = at,
        Requests = flow?.Requests ?? 0,
        Errors = flow?.Errors ?? 0,
        PerSecond = Math.Round((flow?.Requests ?? 0) / seconds, 2),
        flow?.P50,
        flow?.P95,
        flow?.P99,
    };

    private object Queues() => new
    {
        JobsQueued = figures.Value("jobs", "queued"),
        JobsRunning = figures.Value("jobs", "running"),
        JobsFailed = figures.Value("jobs_failed"),
        JobsOldestWait = Math.Round(figures.Age("jobs", "queued"), 1),
        EventsWaiting = figures.Value("outbox"),
        EventsLag = Math.Round(figures.Value("outbox_lag"), 1),
        EventsDead = figures.Value("outbox_dead"),
        WebhooksWaiting = figures.Value("webhooks", "waiting"),
        WebhooksDead = figures.Value("webhooks", "dead"),
        HooksWaiting = figures.Value("hooks", "received"),
        HooksParked = figures.Value("hooks", "parked"),
        DatabaseSize = figures.Value("size"),
    };
}
