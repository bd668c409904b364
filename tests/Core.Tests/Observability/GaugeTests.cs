using System.Globalization;
using Ashlar.Core.Jobs;
using Ashlar.Core.Observability;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Tests.Observability;

/// <summary>What waits, as collectors see it.</summary>
[Trait("feature", "OBS-08")]
public sealed class GaugeTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Rows = """
        WITH jobs AS (
            INSERT INTO public.jobs (tenant_id, id, kind, state, created_at, created_by, created_by_name, run_at, heartbeat_at)
            SELECT $1, gen_random_uuid(), 'test.never', state, now(), $1, 'Ada', now() + hours * interval '1 hour', now() FROM (VALUES ('queued', -2), ('queued', -1), ('queued', 5), ('running', -3)) v (state, hours)),
        events AS (
            INSERT INTO public.outbox (id, tenant_id, type, data, created_at, next_at, dead)
            SELECT gen_random_uuid(), $1, 'test.never', '{}', now() - hours * interval '1 hour', now() + interval '1 day', dead FROM (VALUES (2, false), (3, false), (4, true)) v (hours, dead))
        INSERT INTO public.hooks_inbox (tenant_id, id, source_id, source_tenant, dedupe_key, type, headers, body, state, created_at, updated_at)
        SELECT $1, gen_random_uuid(), $1, $1, n::text, 'test', '', '', 'parked', now(), now() FROM generate_series(1, 4) n
        """;

    private static readonly CancellationToken _cancel = CancellationToken.None;

    [Fact]
    public async Task They_tell_how_much_waits_and_how_long_the_oldest_has()
    {
        var tenant = await Organisation.Make(host, "waiting");
        // Nobody works on it meanwhile.
        await host.Services.GetServices<IHostedService>().OfType<JobWorker>().Single().StopAsync(_cancel);
        var database = host.Services.GetRequiredService<Databases>().System;
        await database.Execute(Rows, _cancel, tenant.Id);

        // The host has work of its own now and then.
        foreach (var (gauge, rows) in new[]
        {
            ("ashlar_jobs_waiting{state=\"queued\"}", "jobs WHERE state = 'queued'"), ("ashlar_jobs_waiting{state=\"running\"}", "jobs WHERE state = 'running'"),
            ("ashlar_outbox_waiting", "outbox WHERE NOT dead"), ("ashlar_outbox_dead", "outbox WHERE dead"), ("ashlar_hooks_waiting{state=\"parked\"}", "hooks_inbox WHERE state = 'parked'"),
        })
            await Eventually.True(async () => await Told(gauge) == await database.Scalar<long>($"SELECT count(*) FROM public.{rows}", _cancel), seconds: 20);
        Assert.InRange(await Told("ashlar_jobs_oldest_wait_seconds"), 2 * 3600, 3 * 3600 - 1);
        Assert.InRange(await Told("ashlar_outbox_lag_seconds"), 3 * 3600, 4 * 3600 - 1);
    }

    private async Task<double> Told(string gauge)
    {
        await host.Services.GetRequiredService<PlatformFigures>().Refresh(TimeSpan.Zero, _cancel);
        var line = (await host.Client.GetStringAsync("/metrics")).Split('\n').FirstOrDefault(line => line.StartsWith($"{gauge} ", StringComparison.Ordinal));
        return line is null ? -1 : double.Parse(line[(gauge.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
