using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Access;
using Ashlar.Core.Observability.Monitoring;
using Ashlar.Core.Observability.Sla;
using Ashlar.Core.Observability.Traffic;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Observability;

/// <summary>A host with an endpoint that always fails.</summary>
public sealed class FailingHost(TestServer server) : IAsyncLifetime
{
    internal TestHost Host { get; } = new(server);

    public ValueTask InitializeAsync() => Host.Start(
        settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["Logging:LogLevel:Ashlar.Core.Http"] = "None", ["Logging:LogLevel:Ashlar.Core.Audit.Alerts"] = "Error" },
        map: app => app.MapGet("/api/v1/test/fails", IResult () => throw new InvalidOperationException("It fails.")).SignedIn());

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    internal T Get<T>() where T : notnull => Host.Services.GetRequiredService<T>();
}

public sealed class MonitoringTests(FailingHost host) : IClassFixture<FailingHost>
{
    private static readonly CancellationToken _cancel = CancellationToken.None;

    [Fact]
    [Trait("feature", "OBS-16")]
    public async Task Totals_are_the_sum_of_what_the_organisations_do()
    {
        using var oper = await Organisation.Operator(host.Host);
        var one = await Organisation.Make(host.Host, oper, "sum-one", "shared", "crm");
        var other = await Organisation.Make(host.Host, oper, "sum-other", "database", "crm");
        await one.Person("ben", "member");
        for (var count = 0; count < 7; count++)
            await Organisation.Data(await one.Admin.GetAsync("/api/v1/crm/accounts"));
        for (var count = 0; count < 3; count++)
            await other.Admin.GetAsync("/api/v1/test/fails");
        using var file = new ByteArrayContent([1, 2, 3, 4, 5]);
        Assert.Equal(HttpStatusCode.Created, (await one.Admin.PostAsync("/api/v1/files/upload?name=five.bin", file)).StatusCode);
        // Nobody's requests count too.
        await host.Host.Client.PostAsJsonAsync("/api/v1/auth/login", new { email = "nobody@nowhere.test", password = "wrong-password" });

        var all = (await Organisation.Data(await oper.GetAsync("/api/v1/platform/monitoring"))).GetProperty("attributes");

        var tenants = all.GetProperty("tenants").EnumerateArray().ToList();
        foreach (var total in all.GetProperty("totals").EnumerateObject().Where(total => total.Name != "p95"))
            Assert.Equal((total.Name, total.Value.GetInt64()), (total.Name, tenants.Sum(tenant => tenant.GetProperty("figures").GetProperty(total.Name).GetInt64())));
        JsonElement Of(string code) => tenants.Single(tenant => tenant.GetProperty("code").GetString() == code).GetProperty("figures");
        Assert.Equal(2, Of("sum-one").GetProperty("people").GetInt64());
        Assert.True(Of("sum-one").GetProperty("requests").GetInt64() >= 7);
        Assert.Equal(0, Of("sum-one").GetProperty("errors").GetInt64());
        Assert.Equal(3, Of("sum-other").GetProperty("errors").GetInt64());
        Assert.Equal((1, 5), (Of("sum-one").GetProperty("files").GetInt64(), Of("sum-one").GetProperty("file_bytes").GetInt64()));
        Assert.Contains(tenants, tenant => tenant.GetProperty("code").ValueKind == JsonValueKind.Null && tenant.GetProperty("figures").GetProperty("requests").GetInt64() > 0);
        // The totals are those that collectors see.
        Assert.Equal(all.GetProperty("totals").GetProperty("people").GetInt64(), await Database.Scalar<long>("SELECT count(*) FROM public.org_users WHERE status = 'active' AND deleted_at IS NULL", _cancel));
    }

    [Fact]
    [Trait("feature", "OBS-20")]
    public async Task A_promise_that_is_broken_raises_an_alert_once_and_is_over_when_it_is_kept_again()
    {
        using var oper = await Organisation.Operator(host.Host);
        var tenant = await Organisation.Make(host.Host, oper, "promised");
        var watch = host.Get<SlaWatch>();
        await Organisation.Data(await oper.PutAsJsonAsync($"/api/v1/platform/tenants/{tenant.Id}/settings/sla.availability", new { value = "95.5" }));
        for (var count = 0; count < 20; count++)
            await Organisation.Data(await tenant.Admin.GetAsync("/api/v1/auth/me"));
        await Look(watch);
        Assert.Empty(await Open(oper, "promised"));

        for (var count = 0; count < 5; count++)
            Assert.Equal(HttpStatusCode.InternalServerError, (await tenant.Admin.GetAsync("/api/v1/test/fails")).StatusCode);
        await Look(watch);
        await Look(watch);

        var breach = Assert.Single(await Open(oper, "promised"));
        Assert.Equal(("availability", 95.5), (breach.GetProperty("objective").GetString(), breach.GetProperty("promised").GetDouble()));
        Assert.InRange(breach.GetProperty("measured").GetDouble(), 50, 95.4);
        var alert = Assert.Single(await Organisation.Rows(tenant.Admin, "/api/v1/audit/alerts?filter[rule]=sla_availability")).GetProperty("attributes");
        Assert.Equal(5, alert.GetProperty("evidence").GetProperty("errors").GetInt64());
        await host.Get<Ashlar.Core.Observability.PlatformFigures>().Refresh(TimeSpan.Zero, _cancel);
        Assert.Contains("ashlar_sla_broken{objective=\"availability\"} 1", await host.Host.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.True(Service(await Organisation.Data(await oper.GetAsync("/api/v1/platform/monitoring")), "promised").GetProperty("misses_availability").GetBoolean());

        await Organisation.Data(await oper.PutAsJsonAsync($"/api/v1/platform/tenants/{tenant.Id}/settings/sla.availability", new { value = "50" }));
        await Look(watch);
        Assert.Empty(await Open(oper, "promised"));
        Assert.Single(await Breaches(oper, "promised"));
    }

    [Fact]
    [Trait("feature", "OBS-20")]
    public async Task Answers_that_take_longer_than_promised_break_the_promise_too()
    {
        using var oper = await Organisation.Operator(host.Host);
        var tenant = await Organisation.Make(host.Host, oper, "hurried");
        await Organisation.Data(await oper.PutAsJsonAsync($"/api/v1/platform/tenants/{tenant.Id}/settings/sla.p95_ms", new { value = 40 }));
        // Forty requests of which three took a second.
        for (var count = 0; count < 40; count++)
            host.Get<TrafficCounts>().Count(tenant.Id, "default", failed: false, TimeSpan.FromMilliseconds(count < 3 ? 1_000 : 2));

        await Look(host.Get<SlaWatch>());

        var breach = Assert.Single(await Open(oper, "hurried"));
        Assert.Equal("latency", breach.GetProperty("objective").GetString());
        Assert.True(breach.GetProperty("measured").GetDouble() > 40);
        Assert.Single(await Organisation.Rows(tenant.Admin, "/api/v1/audit/alerts?filter[rule]=sla_latency"));
    }

    [Fact]
    [Trait("feature", "OBS-18")]
    public async Task Uptime_and_what_is_left_of_the_budget_follow_from_the_minutes_that_were_well()
    {
        await Database.Execute("DELETE FROM public.minutes_up", _cancel);
        // 1,000 minutes up to the last whole one, of which 12 are missing.
        await Database.Execute("INSERT INTO public.minutes_up (minute) SELECT date_trunc('minute', now()) - n * interval '1 minute' FROM generate_series(1, 1000) n WHERE n NOT BETWEEN 300 AND 311 ON CONFLICT DO NOTHING", _cancel);

        var figures = await host.Get<Uptime>().Of(30, _cancel);

        // A minute may have passed since.
        Assert.InRange(figures.Minutes, 1_000, 1_003);
        Assert.InRange(figures.SpentMinutes, 12, 14);
        Assert.InRange(figures.Percent!.Value, 98.6, 98.81);
        Assert.Equal(99.9, figures.TargetPercent);
        Assert.Equal(Math.Round(figures.Minutes * 0.001, 2), figures.BudgetMinutes);
        Assert.Equal(Math.Round(figures.BudgetMinutes - figures.SpentMinutes, 2), figures.LeftMinutes);
    }

    [Fact]
    [Trait("feature", "OBS-08")]
    public async Task The_overview_shows_what_just_happened_and_the_host_that_did_it()
    {
        using var oper = await Organisation.Operator(host.Host);
        for (var count = 0; count < 5; count++)
            await oper.GetAsync("/api/v1/test/fails");

        var seen = (await Organisation.Data(await oper.GetAsync("/api/v1/platform/observability?minutes=5"))).GetProperty("attributes");

        Assert.Equal(5, seen.GetProperty("minutes").GetArrayLength());
        Assert.True(seen.GetProperty("minutes").EnumerateArray().Sum(minute => minute.GetProperty("errors").GetInt64()) >= 5);
        var classes = seen.GetProperty("classes").EnumerateArray().ToList();
        Assert.True(classes.Sum(one => one.GetProperty("requests").GetInt64()) >= seen.GetProperty("minutes").EnumerateArray().Sum(minute => minute.GetProperty("requests").GetInt64()));
        Assert.All(classes, one => Assert.True(one.GetProperty("p50").GetDouble() <= one.GetProperty("p99").GetDouble()));
        var self = Assert.Single(seen.GetProperty("hosts").EnumerateArray());
        Assert.False(self.GetProperty("silent").GetBoolean());
        Assert.InRange(self.GetProperty("cpu").GetDouble(), 0, 1);
        Assert.True(self.GetProperty("memory").GetInt64() > 10_000_000);
    }

    [Fact]
    public async Task Only_the_operator_sees_the_installation()
    {
        var tenant = await Organisation.Make(host.Host, "curious");
        foreach (var path in new[] { "observability", "monitoring", "diagnostics" })
            Assert.Equal(HttpStatusCode.Forbidden, (await tenant.Admin.GetAsync($"/api/v1/platform/{path}")).StatusCode);
        using var oper = await Organisation.Operator(host.Host);
        Assert.Equal("validation", await Organisation.Refused(await oper.GetAsync("/api/v1/platform/observability?minutes=4"), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("validation", await Organisation.Refused(await oper.GetAsync("/api/v1/platform/monitoring?hours=0"), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public void Quantiles_lie_between_the_bounds_of_what_was_counted()
    {
        var buckets = new long[LatencyBounds.Count];
        for (var count = 0; count < 100; count++)
            buckets[LatencyBounds.IndexOf(count < 90 ? 4 : 400)]++;
        Assert.InRange(LatencyBounds.Quantile(buckets, 0.5)!.Value, 3, 5);
        Assert.InRange(LatencyBounds.Quantile(buckets, 0.95)!.Value, 250, 500);
        Assert.Null(LatencyBounds.Quantile(new long[LatencyBounds.Count], 0.95));
        Assert.Equal(LatencyBounds.Count - 1, LatencyBounds.IndexOf(60_000));
    }

    private Npgsql.NpgsqlDataSource Database => host.Get<Databases>().System;

    private async Task Look(SlaWatch watch)
    {
        await host.Get<TrafficWriter>().Flush(_cancel);
        await watch.Look(_cancel);
    }

    private static async Task<List<JsonElement>> Breaches(HttpClient oper, string code) =>
        [.. (await Organisation.Data(await oper.GetAsync("/api/v1/platform/observability"))).GetProperty("attributes").GetProperty("breaches").EnumerateArray().Where(breach => breach.GetProperty("code").GetString() == code)];

    private static async Task<List<JsonElement>> Open(HttpClient oper, string code) => [.. (await Breaches(oper, code)).Where(breach => breach.GetProperty("until").ValueKind == JsonValueKind.Null)];

    private static JsonElement Service(JsonElement all, string code) => all.GetProperty("attributes").GetProperty("tenants").EnumerateArray().Single(tenant => tenant.GetProperty("code").GetString() == code).GetProperty("service");
}
