namespace Ashlar.Crm.Tests;

[Trait("feature", "CRM-03")]
public class MergeAccountsTests(Office office) : IClassFixture<Office>
{
    private Desk Admin => office.Admin;

    [Fact]
    public async Task A_merge_loses_nothing()
    {
        var target = await Admin.Add("accounts", new { name = "Alpha", tags = new[] { "key" }, notes = "ours" });
        var first = await Admin.Add("accounts", new { name = "Alpha GmbH", number = "A-1", phone = "040 66969-111", tags = new[] { "north" }, notes = "theirs", annual_revenue = new { amount = "5.00", currency = "EUR" } });
        var second = await Admin.Add("accounts", new { name = "Alpha Ltd", city = "Hamburg", parent_id = first });
        var contact = await Admin.Add("contacts", new { last_name = "Anders", account_id = first });
        var deal = await Admin.Add("deals", new { name = "Merge me", account_id = second });
        var activity = await Admin.Add("activities", new { subject = "Call", account_id = first });
        var child = await Admin.Add("accounts", new { name = "Daughter", parent_id = second });
        var lead = await Admin.Add("leads", new { name = "Ann Alpha", company = "Other name" });
        await Admin.Post($"/crm/leads/{lead}/convert", new { create_deal = false, account_id = first });
        var before = await Total();

        var merged = (await Admin.Post($"/crm/accounts/{target}/merge", new { source_ids = new[] { first, second }, keep = new Dictionary<string, string> { ["name"] = first } }))["data"]!;
        Assert.Equal((2, 2, 1, 1, 1, 1), ((int)merged["merged"]!, (int)merged["contacts"]!, (int)merged["deals"]!, (int)merged["activities"]!, (int)merged["leads"]!, (int)merged["children"]!));

        foreach (var (resource, id) in new[] { ("contacts", contact), ("deals", deal), ("activities", activity) })
            Assert.Equal(target, (string?)(await Admin.Row(resource, id))["account_id"]);
        Assert.Equal(target, (string?)(await Admin.Row("accounts", child))["parent_id"]);
        Assert.Equal(target, (string?)(await Admin.Row("leads", lead))["converted_account_id"]);
        var row = await Admin.Row("accounts", target);
        Assert.Equal(("Alpha GmbH", "Hamburg", "040 66969-111", "5.00"), ((string?)row["name"], (string?)row["city"], (string?)row["phone"], (string?)row["annual_revenue"]!["amount"]));
        Assert.Equal(["key", "north"], row["tags"]!.AsArray().Select(tag => (string?)tag));
        Assert.Equal("ours\n\ntheirs", (string?)row["notes"]);

        // The sources are kept, deleted softly, and say where they went; one note tells the story.
        Assert.Equal(2, await office.Sql<int>($"SELECT count(*) FROM crm_accounts WHERE merged_into_id = '{target}' AND deleted_at IS NOT NULL"));
        Assert.Equal(before + 1, await Total());
        Assert.Equal(0, await office.Sql<int>($"SELECT count(*) FROM crm_contacts c JOIN crm_accounts a ON a.id = c.account_id WHERE a.deleted_at IS NOT NULL AND c.deleted_at IS NULL"));
    }

    [Fact]
    public async Task A_merge_that_makes_no_sense_is_refused()
    {
        var one = await Admin.Add("accounts", new { name = "One" });
        Assert.Equal((422, "crm.merge_into_itself"), await Admin.Refused($"/crm/accounts/{one}/merge", new { source_ids = new[] { one } }));
        Assert.Equal((422, "crm.merge_needs_sources"), await Admin.Refused($"/crm/accounts/{one}/merge", new { source_ids = Array.Empty<string>() }));
        Assert.Equal((404, "crm.not_found"), await Admin.Refused($"/crm/accounts/{one}/merge", new { source_ids = new[] { Guid.CreateVersion7() } }));
    }

    [Fact]
    public async Task Duplicates_are_found_by_name_domain_and_telephone()
    {
        var first = await Admin.Add("accounts", new { name = "Bäckerei Jessen", email = "info@jessen-brot.example", phone = "+49 40 66969-222" });
        await Admin.Add("accounts", new { name = "BACKEREI JESSEN GmbH" });
        await Admin.Add("accounts", new { name = "Unlike", email = "shop@jessen-brot.example" });
        await Admin.Add("accounts", new { name = "Unlike too", phone = "040/66969222" });
        var found = (await Admin.Get($"/crm/accounts/find_duplicates?account_id={first}"))["data"]!.AsArray();
        Assert.Equal(["email_domain", "name", "phone"], found.Select(group => (string?)group!["attributes"]!["matched_by"]).Order());
        Assert.All(found, group => Assert.Equal(2, group!["attributes"]!["accounts"]!.AsArray().Count));
    }

    [Fact]
    public async Task An_account_cannot_stand_below_itself()
    {
        var top = await Admin.Add("accounts", new { name = "Top" });
        var below = await Admin.Add("accounts", new { name = "Below", parent_id = top });
        Assert.Equal((422, "crm.account_is_its_own_parent"), await Admin.Refused($"/crm/accounts/{top}", new { parent_id = below }, HttpMethod.Patch));
    }

    private Task<int> Total() => office.Sql<int>("SELECT (SELECT count(*) FROM crm_accounts) + (SELECT count(*) FROM crm_contacts) + (SELECT count(*) FROM crm_deals) + (SELECT count(*) FROM crm_activities) + (SELECT count(*) FROM crm_leads)");
}
