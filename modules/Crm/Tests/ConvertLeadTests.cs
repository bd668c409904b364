namespace Ashlar.Crm.Tests;

[Trait("feature", "CRM-02")]
public class ConvertLeadTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task A_lead_converted_twice_is_one_customer()
    {
        var lead = await office.Admin.Add("leads", new { name = "Maria Anders", company = "Twice GmbH", email = "maria@twice.example", estimated_value = new { amount = "50.00", currency = "EUR" } });
        var first = (await office.Admin.Post($"/crm/leads/{lead}/convert", new { deal_name = "First order" }))["data"]!;
        var second = (await office.Admin.Post($"/crm/leads/{lead}/convert"))["data"]!;

        Assert.Equal((string?)first["account_id"], (string?)second["account_id"]);
        Assert.Equal((string?)first["deal_id"], (string?)second["deal_id"]);
        Assert.True((bool)second["repeated"]!);
        Assert.Equal(1, await office.Admin.Count("accounts", "filter[name][eq]=Twice GmbH"));
        Assert.Equal(1, await office.Admin.Count("deals", "filter[name][eq]=First order"));
        Assert.Equal("converted", (string?)(await office.Admin.Row("leads", lead))["status"]);
    }

    [Fact]
    public async Task Two_conversions_at_the_same_moment_are_one_customer()
    {
        for (var round = 0; round < 5; round++)
        {
            var lead = await office.Admin.Add("leads", new { name = $"Racer {round}", company = $"Race {round}" });
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => office.Admin.Post($"/crm/leads/{lead}/convert")));
            Assert.Single(answers.Select(answer => (string?)answer["data"]!["account_id"]).Distinct());
            Assert.Equal(1, await office.Sql<int>($"SELECT count(*) FROM crm_accounts WHERE name = 'Race {round}'"));
            Assert.Equal(1, await office.Sql<int>($"SELECT count(*) FROM crm_deals WHERE name = 'Race {round}'"));
        }
    }

    [Fact]
    public async Task A_lead_of_a_known_company_joins_its_account_and_brings_its_history()
    {
        var account = await office.Admin.Add("accounts", new { name = "Known & Sons Ltd" });
        var lead = await office.Admin.Add("leads", new { name = "Bo Known", company = "KNOWN and Sons" });
        var call = await office.Admin.Add("activities", new { subject = "First call", kind = "call", lead_id = lead });
        var converted = (await office.Admin.Post($"/crm/leads/{lead}/convert", new { create_deal = false }))["data"]!;

        Assert.Equal(account, (string?)converted["account_id"]);
        Assert.Null(converted["deal_id"]);
        Assert.Equal(account, (string?)(await office.Admin.Row("activities", call))["account_id"]);
    }

    [Fact]
    public async Task A_disqualified_lead_is_refused_until_it_is_qualified()
    {
        var lead = await office.Admin.Add("leads", new { name = "No One" });
        Assert.Equal((422, "validation"), await office.Admin.Refused($"/crm/leads/{lead}/disqualify"));
        await office.Admin.Post($"/crm/leads/{lead}/disqualify", new { reason = "A student" });
        Assert.Equal((409, "crm.lead_is_disqualified"), await office.Admin.Refused($"/crm/leads/{lead}/convert"));
        await office.Admin.Post($"/crm/leads/{lead}/qualify");
        await office.Admin.Post($"/crm/leads/{lead}/convert");
        Assert.Equal((422, "crm.lead_converts_by_command"), await office.Admin.Refused("/crm/leads", new { name = "x", status = "converted" }));
    }
}
