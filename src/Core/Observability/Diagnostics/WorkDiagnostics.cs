using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Observability.Diagnostics;

/// <summary>What runs behind requests: the start, jobs, schedules, events, webhooks, backups.</summary>
internal sealed class WorkDiagnostics(Startup startup, PlatformFigures figures, Databases databases, TimeProvider time) : IDiagnostics
{
    private const string Late = "SELECT count(*) FILTER (WHERE next_due_at < $1::timestamptz - interval '10 minutes'), count(*) FROM public.schedules WHERE deleted_at IS NULL AND NOT paused";

    private const string Deliveries = """
        SELECT count(*) FILTER (WHERE state = 'dead'), count(*) FILTER (WHERE state = 'waiting' AND next_at < $1::timestamptz - interval '10 minutes') FROM public.webhooks_deliveries
        """;

    public IEnumerable<Diagnostic> All =>
    [
        new("start", "work", "Start", _ => Task.FromResult(Start())),
        new("jobs", "work", "Jobs", Jobs),
        new("schedules", "work", "Schedules", Schedules),
        new("events", "work", "Events", Events),
        new("webhooks_out", "work", "Outgoing webhooks", Webhooks),
        new("webhooks_in", "work", "Incoming webhooks", Hooks),
        new("backups", "work", "Backups", Backups),
    ];

    private Finding Start()
    {
        var failed = startup.Report.Where(line => line.Error is not null).Select(line => line.Name).ToList();
        return failed.Count == 0 ? Finding.Ok($"Everything started within {startup.TotalMilliseconds / 1000:0.0} s.") : Finding.Warning($"This host runs without: {string.Join(", ", failed)}.", "The log of its start says why; repair that and start the host again.");
    }

    private async Task<Finding> Jobs(CancellationToken cancel)
    {
        await figures.Refresh(TimeSpan.FromSeconds(1), cancel);
        var (waited, failed) = (TimeSpan.FromSeconds(figures.Age("jobs", "queued")), figures.Value("jobs_failed"));
        var seen = $"{figures.Value("jobs", "queued"):0} wait, {figures.Value("jobs", "running"):0} run; {failed:0} failed within an hour; the oldest due one has waited {waited.TotalSeconds:0} s.";
        if (waited > TimeSpan.FromMinutes(5))
            return Finding.Failed(seen, "Raise ASHLAR_JOBS_PARALLEL, add a host, or look for a job that never ends.");
        return failed > 5 ? Finding.Warning(seen, "Jobs, state failed: the log of each says why; try again when the cause is gone.") : Finding.Ok(seen);
    }

    private async Task<Finding> Schedules(CancellationToken cancel)
    {
        var (late, all) = await databases.System.First(Late, row => (row.GetInt64(0), row.GetInt64(1)), cancel, time.GetUtcNow());
        return late == 0 ? Finding.Ok($"{all} schedules are on time.") : Finding.Warning($"{late} of {all} schedules are more than ten minutes late.", "A host that has just started catches up by itself. If they stay late, no host runs jobs: see ASHLAR_JOBS_PARALLEL.");
    }

    private async Task<Finding> Events(CancellationToken cancel)
    {
        await figures.Refresh(TimeSpan.FromSeconds(1), cancel);
        var (lag, dead) = (figures.Value("outbox_lag"), figures.Value("outbox_dead"));
        var seen = $"{figures.Value("outbox"):0} wait, the oldest for {lag:0} s; {dead:0} were set aside.";
        if (dead > 0)
            return Finding.Failed(seen, "A reaction failed ten times: the log names handler and event. Repair it, then deliver them again.");
        return lag > 120 ? Finding.Warning(seen, "Look for a reaction that fails or is slow: the log names handler and event.") : Finding.Ok(seen);
    }

    private async Task<Finding> Webhooks(CancellationToken cancel)
    {
        var (dead, late) = await databases.System.First(Deliveries, row => (row.GetInt64(0), row.GetInt64(1)), cancel, time.GetUtcNow());
        if (dead > 0)
            return Finding.Warning($"{dead} deliveries were given up; {late} are late.", "Their receivers refused them for days. Webhooks, state dead, says what each answered; replay them when the receiver is well.");
        return late == 0 ? Finding.Ok("No delivery was given up or is late.") : Finding.Warning($"{late} deliveries are more than ten minutes late.", "Look whether this host reaches other machines, and whether one receiver holds up its own queue.");
    }

    private async Task<Finding> Hooks(CancellationToken cancel)
    {
        await figures.Refresh(TimeSpan.FromSeconds(1), cancel);
        var (parked, waiting) = (figures.Value("hooks", "parked"), figures.Value("hooks", "received"));
        return parked == 0 ? Finding.Ok($"None is parked; {waiting:0} wait.") : Finding.Warning($"{parked:0} are parked, because nobody reacts to them or their account is unknown.", "Incoming webhooks, state parked: map the account or subscribe to the app, then process them.");
    }

    private async Task<Finding> Backups(CancellationToken cancel)
    {
        const string remedy = "Take one with ashlar backup create, and let it be taken each night.";
        if (!await databases.System.Scalar<bool>("SELECT to_regclass('public.backups') IS NOT NULL", cancel))
            return Finding.Warning("This installation does not take backups itself.", "Copy the database with pg_basebackup or pg_dump, the folder of files and the root key, each to another place.");
        var last = await databases.System.Scalar<DateTimeOffset?>("SELECT max(finished_at) FROM public.backups WHERE state = 'done'", cancel);
        if (last is not { } done)
            return Finding.Warning("There is no backup yet.", remedy);
        return time.GetUtcNow() - done < TimeSpan.FromHours(36) ? Finding.Ok($"The last one ended at {done:yyyy-MM-dd HH:mm} UTC.") : Finding.Failed($"The last one ended at {done:yyyy-MM-dd HH:mm} UTC.", remedy);
    }
}
