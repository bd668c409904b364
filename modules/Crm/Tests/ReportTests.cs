using System.Globalization;
using System.Text.Json.Nodes;

namespace Ashlar.Crm.Tests;

[Trait("feature", "CRM-04")]
public class ReportTests(Office office) : IClassFixture<Office>, IAsyncLifetime
{
    private Desk Admin => office.Admin;

    public async ValueTask InitializeAsync()
    {
        if (await Admin.Count("deals") > 0)
            return;

        var stages = (await Admin.Post("/crm/pipelines/setup"))["data"]!["stage_ids"]!.AsArray().Select(id => (string)id!).ToArray();
        var today = DateOnly.FromDateTime(DateTime.Today);
        for (var i = 0; i < 24; i++)
        {
            var deal = await Admin.Add("deals", new
            {
                name = $"Deal {i}",
                value = i % 7 == 6 ? null : new { amount = ((i * 97.13m) + 0.01m).ToString(CultureInfo.InvariantCulture), currency = i % 5 == 4 ? "USD" : "EUR" },
                expected_close = i % 4 == 3 ? null : today.AddDays((i * 11) - 40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            });
            if (i % 3 == 1)
                await Admin.Post($"/crm/deals/{deal}/move", new { stage_id = stages[1] });
            if (i % 6 == 2 && i % 7 != 6)
                await Admin.Post($"/crm/deals/{deal}/win");
            if (i % 6 == 5)
                await Admin.Post($"/crm/deals/{deal}/lose", new { reason = "Too late" });
        }

        await Admin.Add("activities", new { subject = "Late", due_at = "2024-01-01T00:00:00Z" });
        await Admin.Add("leads", new { name = "Lena", source = "web" });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("EUR", "", "")]
    [InlineData("USD", "", "")]
    [InlineData("EUR", "&from=2026-01-01&to=2027-12-31", "AND expected_close BETWEEN '2026-01-01' AND '2027-12-31'")]
    public async Task Totals_of_the_pipeline_equal_the_rows(string currency, string parameters, string condition)
    {
        var report = await Report($"pipeline?currency={currency}{parameters}");
        var open = $"FROM crm_deals WHERE deleted_at IS NULL AND status = 'open' AND coalesce(value_currency, '{currency}') = '{currency}' {condition}";
        Assert.Equal(await office.Sql<int>($"SELECT count(*) {open}"), (int)report["totals"]!["count"]!);
        Assert.Equal(await office.Sql<decimal>($"SELECT coalesce(sum(value_amount), 0) {open}"), Number(report["totals"]!["value"]));
        Assert.Equal(await office.Sql<decimal>($"SELECT coalesce(sum(round(value_amount * probability / 100, 4)), 0) {open}"), Number(report["totals"]!["weighted"]));
        Assert.Equal(Number(report["totals"]!["value"]), report["stages"]!.AsArray().Where(stage => (string?)stage!["kind"] == "open").Sum(stage => Number(stage!["value"])));
        // Another currency is told apart and never added.
        Assert.All(report["other_currencies"]!.AsArray(), other => Assert.NotEqual(currency, (string?)other!["currency"]));
    }

    [Fact]
    public async Task Every_open_deal_of_the_forecast_stands_in_one_place()
    {
        var report = await Report("forecast?months=3");
        var places = report["months"]!.AsArray().Append(report["late"]).Append(report["later"]).Append(report["undated"]).ToList();
        const string open = "FROM crm_deals WHERE deleted_at IS NULL AND status = 'open' AND coalesce(value_currency, 'EUR') = 'EUR'";
        Assert.Equal(await office.Sql<int>($"SELECT count(*) {open}"), places.Sum(place => (int)place!["count"]!));
        Assert.Equal(await office.Sql<decimal>($"SELECT sum(weighted_amount) {open}"), places.Sum(place => Number(place!["weighted"])));
    }

    [Fact]
    public async Task A_card_shows_what_its_list_holds()
    {
        var cards = (await Report("dashboard"))["cards"]!.AsArray();
        foreach (var key in (string[])["new_leads", "overdue", "stale"])
        {
            var card = cards.Single(card => (string?)card!["key"] == key)!;
            Assert.Equal((int)(await Admin.Get($"{card["href"]}&limit=1&meta=total"))["meta"]!["total"]!, (int)card["value"]!);
        }

        Assert.Equal(await office.Sql<decimal>("SELECT sum(value_amount) FROM crm_deals WHERE status = 'won' AND value_currency = 'EUR' AND deleted_at IS NULL"), Number(cards.Single(card => (string?)card!["key"] == "won")!["value"]));
        Assert.Equal(await office.Sql<decimal>("SELECT sum(value_amount) FROM crm_deals WHERE status = 'open' AND value_currency = 'EUR' AND deleted_at IS NULL"), Number(cards.Single(card => (string?)card!["key"] == "open_value")!["value"]));
    }

    [Fact]
    public async Task Questions_that_make_no_sense_are_refused()
    {
        Assert.Equal((422, "crm.period_is_reversed"), await Admin.Refused("/crm/reports/pipeline?from=2026-02-01&to=2026-01-01", method: HttpMethod.Get));
        Assert.Equal((422, "crm.currency_unknown"), await Admin.Refused("/crm/reports/forecast?currency=euro", method: HttpMethod.Get));
        Assert.Equal((404, "crm.unknown_timeline"), await Admin.Refused($"/crm/records/products/{Guid.CreateVersion7()}/timeline", method: HttpMethod.Get));
    }

    private async Task<JsonNode> Report(string query) => (await Admin.Get($"/crm/reports/{query}"))["data"]!["attributes"]!;

    private static decimal Number(JsonNode? text) => decimal.Parse($"{text}", CultureInfo.InvariantCulture);
}
