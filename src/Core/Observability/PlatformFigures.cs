using System.Diagnostics.Metrics;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Observability;

/// <summary>
/// What the database knows about the whole platform: queue, outbox, tenants. Read when somebody looks; every replica tells
/// the same, so dashboards take the maximum, not the sum.
/// </summary>
internal sealed class PlatformFigures : IDisposable
{
    /// <summary>How old figures for collectors may be.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private const string Read = """
        SELECT 'jobs', state, count(*)::float8, coalesce(extract(epoch FROM $1 - min(run_at) FILTER (WHERE state = 'queued' AND run_at <= $1)), 0)::float8 FROM public.jobs WHERE state IN ('queued', 'running') GROUP BY state
        UNION ALL SELECT 'jobs_failed', '', count(*)::float8, 0 FROM public.jobs WHERE state = 'failed' AND finished_at > $1 - interval '1 hour'
        UNION ALL SELECT 'tenants', status, count(*)::float8, 0 FROM public.tenants GROUP BY status
        UNION ALL SELECT 'subscriptions', module, count(*)::float8, 0 FROM public.subscriptions GROUP BY module
        UNION ALL SELECT 'users', '', count(DISTINCT user_id)::float8, 0 FROM public.identity_sessions WHERE last_seen_at > $1 - interval '1 day'
        UNION ALL SELECT 'active_tenants', '', count(DISTINCT tenant_id)::float8, 0 FROM public.identity_sessions WHERE last_seen_at > $1 - interval '1 day'
        UNION ALL SELECT 'backup', '', extract(epoch FROM $1 - max(snapshot_at))::float8, 0 FROM public.backups WHERE state = 'done' HAVING count(*) > 0
        UNION ALL SELECT 'webhooks', state, count(*)::float8, 0 FROM public.webhooks_deliveries WHERE state IN ('waiting', 'dead') GROUP BY state
        UNION ALL SELECT 'hooks', state, count(*)::float8, 0 FROM public.hooks_inbox WHERE state IN ('received', 'parked') GROUP BY state
        UNION ALL SELECT 'sla', o.objective, count(b.owner)::float8, 0 FROM (VALUES ('availability'), ('latency')) AS o (objective) LEFT JOIN public.sla_breaches b ON b.objective = o.objective AND b.until IS NULL GROUP BY o.objective
        UNION ALL SELECT 'size', '', pg_database_size(current_database())::float8, 0
        """;

    private const string Outbox = "SELECT count(*) FILTER (WHERE NOT dead)::float8, coalesce(extract(epoch FROM $1 - min(created_at) FILTER (WHERE NOT dead)), 0)::float8, count(*) FILTER (WHERE dead)::float8 FROM public.outbox";

    private readonly Databases _databases;
    private readonly TenantDirectory _tenants;
    private readonly HostState _state;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1);
    private volatile IReadOnlyList<Figure> _figures = [];
    private long? _read;

    private sealed record Figure(string What, string Of, double Value, double Age);

    public PlatformFigures(AshlarMeter meter, Databases databases, TenantDirectory tenants, HostState state, TimeProvider time)
    {
        (_databases, _tenants, _state, _time) = (databases, tenants, state, time);
        Gauge("ashlar.jobs.waiting", "{job}", "Jobs in the queue or under way.", "jobs", "state");
        Gauge("ashlar.jobs.failed.recently", "{job}", "Jobs that failed in the last hour.", "jobs_failed");
        meter.Meter.CreateObservableGauge("ashlar.jobs.oldest.wait", () => Of("jobs").Where(figure => figure.Of == "queued").Select(figure => figure.Age).DefaultIfEmpty(0).Max(), "s", "How long the oldest due job has waited.");
        Gauge("ashlar.outbox.waiting", "{event}", "Events not delivered yet.", "outbox");
        Gauge("ashlar.outbox.lag", "s", "Age of the oldest event not delivered yet.", "outbox_lag");
        Gauge("ashlar.outbox.dead", "{event}", "Events set aside after their last attempt.", "outbox_dead");
        Gauge("ashlar.tenants", "{tenant}", "Organisations by status.", "tenants", "status");
        Gauge("ashlar.tenants.active", "{tenant}", "Organisations somebody worked in within a day.", "active_tenants");
        Gauge("ashlar.users.active", "{user}", "People who worked within a day.", "users");
        Gauge("ashlar.subscriptions", "{subscription}", "Subscriptions by app.", "subscriptions", "module");
        Gauge("ashlar.backup.age", "s", "Age of what the newest backup shows.", "backup");
        Gauge("ashlar.webhooks.waiting", "{delivery}", "Deliveries to other systems that wait.", "webhooks", "state", "waiting");
        Gauge("ashlar.webhooks.dead", "{delivery}", "Deliveries to other systems that were given up.", "webhooks", "state", "dead");
        Gauge("ashlar.hooks.waiting", "{request}", "Incoming webhooks that wait or are parked.", "hooks", "state");
        Gauge("ashlar.sla.broken", "{tenant}", "Organisations to which a promise is broken, by objective.", "sla", "objective");
        Gauge("ashlar.database.size", "By", "Size of the main database.", "size");
        meter.Meter.CreateObservableGauge("ashlar.host.ready", () => state.Serving && state.Status != HostStatus.Unhealthy ? 1 : 0, null, "1 while this host answers requests and is well.");
        meter.Meter.CreateObservableGauge("ashlar.disk.free", () => (double)new DriveInfo(AppContext.BaseDirectory).AvailableFreeSpace, "By", "Free space where the host runs.");
        meter.Meter.CreateObservableGauge("ashlar.process.memory", () => (double)Environment.WorkingSet, "By", "Memory the process holds.");
        meter.Meter.CreateObservableCounter("ashlar.process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time the process has used.");

        void Gauge(string name, string unit, string help, string what, string? label = null, string? only = null) => meter.Meter.CreateObservableGauge(
            name, () => only is not null ? new[] { new Measurement<double>(Value(what, only)) } : Of(what).Select(figure => label is null ? new Measurement<double>(figure.Value) : new Measurement<double>(figure.Value, new KeyValuePair<string, object?>(label, figure.Of))), unit, help);
    }

    /// <summary>Reads anew when what is known is old. Without the database the last figures stay.</summary>
    public async Task Refresh(TimeSpan kept, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (!_state.Serving || (_read is { } last && _time.GetElapsedTime(last) < kept))
                return;
            _read = _time.GetTimestamp();
            var now = _time.GetUtcNow().UtcDateTime;
            var figures = await _databases.System.Query(Read, row => new Figure(row.GetString(0), row.GetString(1), row.GetDouble(2), row.GetDouble(3)), cancel, now);
            var (waiting, lag, dead) = (0d, 0d, 0d);
            foreach (var database in (await _tenants.All(cancel)).Select(tenant => tenant.Placement.Database).Append("").Distinct(StringComparer.Ordinal))
            {
                var of = await _databases.SystemOf(database).First(Outbox, row => (Waiting: row.GetDouble(0), Lag: row.GetDouble(1), Dead: row.GetDouble(2)), cancel, now);
                (waiting, lag, dead) = (waiting + of.Waiting, Math.Max(lag, of.Lag), dead + of.Dead);
            }

            _figures = [.. figures, new("outbox", "", waiting, 0), new("outbox_lag", "", lag, 0), new("outbox_dead", "", dead, 0)];
        }
        catch (Npgsql.NpgsqlException)
        {
            // The database is away; ashlar_host_ready says so.
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A figure as it was read last; zero when there is none of its kind.</summary>
    public double Value(string what, string of = "") => Of(what).FirstOrDefault(figure => figure.Of == of)?.Value ?? 0;

    public double Age(string what, string of) => Of(what).FirstOrDefault(figure => figure.Of == of)?.Age ?? 0;

    public void Dispose() => _one.Dispose();

    private IEnumerable<Figure> Of(string what) => _figures.Where(figure => figure.What == what);
}
