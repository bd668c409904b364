using System.Text.Json.Nodes;
using Ashlar.Core.Audit.Alerts;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Observability.Sla;

/// <summary>
/// Notices when a promise is broken and when it is kept again. Every host looks; the one whose row is the first of a breach raises the alert.
/// </summary>
internal sealed class SlaWatch(SlaReport report, AlertDesk desk, Databases databases, HostState state, TimeProvider time, ILogger<SlaWatch> log) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(30);

    private const string Open = """
        INSERT INTO public.sla_breaches AS b (owner, objective, since, promised, measured) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (owner, objective) WHERE until IS NULL DO UPDATE SET promised = EXCLUDED.promised, measured = EXCLUDED.measured
        RETURNING xmax = 0
        """;

    private const string Close = "UPDATE public.sla_breaches SET until = $3 WHERE owner = $1 AND objective = $2 AND until IS NULL";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (state.Serving)
                    await Look(stoppingToken);
            }
            catch (Exception failure) when (failure is Npgsql.NpgsqlException or TimeoutException or InvalidOperationException)
            {
                log.LogWarning(failure, "What was promised to organisations cannot be measured now; trying again");
            }
        }
    }

    public async Task Look(CancellationToken cancel)
    {
        var open = (await databases.System.Query("SELECT owner, objective FROM public.sla_breaches WHERE until IS NULL", row => (row.GetGuid(0), row.GetString(1)), cancel)).ToHashSet();
        foreach (var service in await report.Measure(cancel))
        {
            await Judge(service, "availability", service.MissesAvailability, service.Promise.Availability, service.Availability ?? 100);
            await Judge(service, "latency", service.MissesLatency, service.Promise.Milliseconds, service.P95 ?? 0);
        }

        async Task Judge(Standing service, string objective, bool missed, double promised, double measured)
        {
            var now = time.GetUtcNow();
            if (missed && await databases.System.Scalar<bool>(Open, cancel, service.Tenant.Id, objective, now, promised, measured))
                await Raise(service, objective, promised, measured, cancel);
            else if (!missed && open.Contains((service.Tenant.Id, objective)))
                await databases.System.Execute(Close, cancel, service.Tenant.Id, objective, now);
        }
    }

    private Task Raise(Standing service, string objective, double promised, double measured, CancellationToken cancel) => desk.Raise(
        service.Tenant, $"sla_{objective}", $"last {service.Promise.Hours} h",
        objective == "availability" ? "Less was available than promised" : "Answers take longer than promised",
        new JsonObject { ["promised"] = promised, ["measured"] = measured, ["requests"] = service.Requests, ["errors"] = service.Errors, ["window_hours"] = service.Promise.Hours }, cancel);
}
