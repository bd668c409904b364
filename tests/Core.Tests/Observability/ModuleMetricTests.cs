using System.Net.Http.Json;
using Ashlar.Contract.Metrics;
using Ashlar.Contract.Modules;
using Ashlar.Core.Observability;
using Ashlar.Core.Observability.Measures;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Observability;

[Trait("feature", "OBS-09")]
public sealed class ModuleMetricTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task What_a_module_measures_is_counted_when_its_command_commits_and_shown_without_naming_anybody()
    {
        Assert.Contains("ashlar_crm_deals_ended_total{outcome=\"won\"} 0", await Metrics(), StringComparison.Ordinal);
        var tenant = await Organisation.Make(host, "measured", "shared", "crm");
        var account = (await Organisation.Data(await tenant.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Buyer" }))).GetProperty("id").GetString();
        var deal = (await Organisation.Data(await tenant.Admin.PostAsJsonAsync("/api/v1/crm/deals", new { name = "Big", account_id = account, value = new { amount = "10.00", currency = "EUR" } }))).GetProperty("id").GetString();

        await Organisation.Data(await tenant.Admin.PostAsJsonAsync($"/api/v1/crm/deals/{deal}/win", new { }));
        // Refused, so it does not count.
        Assert.False((await tenant.Admin.PostAsJsonAsync($"/api/v1/crm/deals/{deal}/lose", new { reason = "Too late" })).IsSuccessStatusCode);

        var text = await Metrics();
        Assert.Contains("ashlar_crm_deals_ended_total{outcome=\"won\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("ashlar_crm_deals_ended_total{outcome=\"lost\"} 0", text, StringComparison.Ordinal);
        Assert.Contains("ashlar_crm_deal_days_bucket{outcome=\"won\",le=\"1\"} 1", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n').Where(line => line.StartsWith("ashlar_crm_", StringComparison.Ordinal)), line => Assert.DoesNotContain("measured", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_that_was_not_declared_counts_as_other_and_mistakes_show_at_once()
    {
        var instruments = host.Services.GetRequiredService<ModuleInstruments>();
        instruments.Record("crm.deals_ended", 2, ["somebody@example.test"]);
        Assert.Throws<ArgumentException>(() => instruments.Check("crm.unknown", 1, []));
        Assert.Throws<ArgumentException>(() => instruments.Check("crm.deals_ended", 1, []));
        Assert.Throws<ArgumentException>(() => instruments.Check("crm.deals_ended", -1, ["won"]));
        Assert.Throws<ArgumentException>(() => instruments.Check("crm.deal_days", double.NaN, ["won"]));
    }

    [Fact]
    public async Task Nobody_who_was_not_declared_is_shown()
    {
        host.Services.GetRequiredService<ModuleInstruments>().Record("crm.deals_ended", 3, ["somebody@example.test"]);
        var text = await Metrics();
        Assert.DoesNotContain("somebody@", text, StringComparison.Ordinal);
        Assert.Contains("ashlar_crm_deals_ended_total{outcome=\"other\"}", text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("feature", "OBS-08")]
    public async Task Whoever_reads_while_others_read_finds_every_gauge_once()
    {
        var collector = host.Services.GetRequiredService<MetricCollector>();
        var texts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 200).Select(_ => PrometheusText.Of(collector.Read())).ToList())));
        Assert.All(texts.SelectMany(text => text), text => Assert.Single(text.Split('\n'), "ashlar_host_ready 1"));
    }

    public static TheoryData<MetricDefinition, string> Refused => new()
    {
        { new("DealsEnded", MetricKind.Counter, "Help."), "snake case" },
        { new("deals", MetricKind.Counter, " "), "sentence of help" },
        { new("deals", MetricKind.Counter, "Help.") { Labels = [new("tenant", "one")] }, "could name an organisation" },
        { new("deals", MetricKind.Counter, "Help.") { Labels = [new("user_id", "one")] }, "could name an organisation" },
        { new("deals", MetricKind.Counter, "Help.") { Labels = [new("owner_email", "one")] }, "could name an organisation" },
        { new("deals", MetricKind.Counter, "Help.") { Labels = [new("outcome", [])] }, "must list" },
        { new("deals", MetricKind.Counter, "Help.") { Labels = [new("outcome", "Won!")] }, "must list" },
        { new("deals", MetricKind.Counter, "Help.") { Labels = [new("outcome", "won"), new("outcome", "lost")] }, "twice" },
        { new("deals", MetricKind.Counter, "Help.") { Labels = [new("one", [.. Enumerable.Range(0, 15).Select(i => $"v{i}")]), new("two", [.. Enumerable.Range(0, 15).Select(i => $"v{i}")])] }, "combinations" },
        { new("deals", MetricKind.Counter, "Help.") { Bounds = [1, 2] }, "bounds" },
        { new("days", MetricKind.Distribution, "Help.") { Bounds = [2, 1] }, "bounds" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void A_metric_that_could_grow_without_end_or_name_somebody_is_refused_at_start(MetricDefinition metric, string why)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => new ModuleBuilder("sales", typeof(ModuleMetricTests).Assembly).Metric(metric));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.Contains("sales", failure.Message, StringComparison.Ordinal);
    }

    private Task<string> Metrics() => host.Client.GetStringAsync("/metrics");
}
