using System.Globalization;
using System.Text.Json.Nodes;

namespace Ashlar.Crm.Tests;

/// <summary>A colleague reads the CRM and its reports, without money, telephone numbers and texts.</summary>
[Trait("feature", "CRM-04")]
public class HiddenFieldTests(Office office) : IClassFixture<Office>, IAsyncLifetime
{
    private Desk _partial = null!;
    private string _account = "";

    public async ValueTask InitializeAsync()
    {
        await office.Admin.Post("/crm/pipelines/setup");
        _account = await office.Admin.Add("accounts", new { name = "Rich", phone = "+49 431 1234567" });
        await office.Admin.Add("accounts", new { name = "Other", phone = "0431 1234567" });
        await office.Admin.Add("deals", new { name = "Whale", account_id = _account, value = new { amount = "1000.00", currency = "EUR" } });
        await office.Admin.Add("activities", new { subject = "Talk", body = "In confidence", account_id = _account });
        var role = $"partial{Guid.CreateVersion7():n}"[..20];
        await office.Admin.Post("/rbac/roles", new
        {
            code = role,
            name = "Partial",
            allow = new[] { "crm:*:read" },
            rules = new object[]
            {
                new { resource = "crm.deals", hidden_fields = new[] { "value", "weighted" } },
                new { resource = "crm.accounts", hidden_fields = new[] { "phone" } },
                new { resource = "crm.activities", hidden_fields = new[] { "body" } },
            },
        });
        _partial = await office.Colleague(role, role);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("pipeline")]
    [InlineData("forecast")]
    public async Task A_report_that_adds_up_a_hidden_field_is_refused_whoever_asked_for_it_before(string report)
    {
        await office.Admin.Get($"/crm/reports/{report}");

        Assert.Equal((403, "field_hidden"), await _partial.Refused($"/crm/reports/{report}", method: HttpMethod.Get));

        await office.Admin.Get($"/crm/reports/{report}");
        Assert.Equal((403, "field_hidden"), await _partial.Refused($"/crm/reports/{report}", method: HttpMethod.Get));
    }

    [Fact]
    public async Task The_dashboard_leaves_out_what_rests_on_a_hidden_field()
    {
        var whole = (await office.Admin.Get("/crm/reports/dashboard"))["data"]!["attributes"]!;
        Assert.Contains(Values(whole), value => value >= 1000);

        var partial = (await _partial.Get("/crm/reports/dashboard"))["data"]!["attributes"]!;

        Assert.Equal(["win_rate", "new_leads", "overdue", "stale"], Keys(partial["cards"]));
        Assert.Equal(["leads"], Keys(partial["series"]));
        Assert.DoesNotContain(Values(partial), value => value >= 1000);
        Assert.Equal(["open_value", "weighted", "won", "win_rate", "new_leads", "overdue", "stale"], Keys(whole["cards"]));

        static IEnumerable<decimal> Values(JsonNode dashboard) => dashboard["cards"]!.AsArray().Select(card => decimal.TryParse(card!["value"]?.ToString(), CultureInfo.InvariantCulture, out var value) ? value : 0);
    }

    [Fact]
    public async Task What_two_accounts_have_in_common_is_not_told_when_it_is_hidden()
    {
        Assert.Contains((await office.Admin.Get("/crm/accounts/find_duplicates"))["data"]!.AsArray(), group => (string?)group!["attributes"]!["matched_by"] == "phone");

        Assert.DoesNotContain("1234567", (await _partial.Get("/crm/accounts/find_duplicates")).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", (await _partial.Get($"/crm/accounts/find_duplicates?account_id={_account}")).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_account, (await _partial.Get("/crm/accounts/find_duplicates?phone=04311234567")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeline_shows_its_entries_without_what_is_hidden()
    {
        var path = $"/crm/records/accounts/{_account}/timeline";
        Assert.Contains("In confidence", (await office.Admin.Get(path)).ToJsonString(), StringComparison.Ordinal);

        var text = (await _partial.Get(path)).ToJsonString();

        Assert.Contains("Talk", text, StringComparison.Ordinal);
        Assert.DoesNotContain("In confidence", text, StringComparison.Ordinal);
    }

    private static string[] Keys(JsonNode? list) => [.. list!.AsArray().Select(item => (string)item!["key"]!)];
}
