namespace Ashlar.Crm.Tests;

[Trait("feature", "CRM-03")]
public class RoleTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task A_sales_representative_works_on_own_deals_and_sees_no_others()
    {
        var rep = await office.Colleague("rep", "crm.sales_rep", "member");
        var foreign = await office.Admin.Add("deals", new { name = "Not yours", value = new { amount = "10.00", currency = "EUR" } });
        var own = await rep.Add("deals", new { name = "Mine", value = new { amount = "20.00", currency = "EUR" } });

        Assert.Equal((404, "not_found"), await rep.Refused($"/crm/deals/{foreign}/win"));
        Assert.Equal("won", (string?)(await rep.Post($"/crm/deals/{own}/win"))["data"]!["attributes"]!["status"]);
        var report = (await rep.Get("/crm/reports/pipeline"))["data"]!["attributes"]!;
        Assert.Equal((0, 1), ((int)report["totals"]!["count"]!, report["stages"]!.AsArray().Sum(stage => (int)stage!["count"]!)));
    }

    [Fact]
    public async Task A_hidden_field_is_hidden_and_a_missing_permission_is_named()
    {
        var rep = await office.Colleague("rep2", "crm.sales_rep", "member");
        var account = await office.Admin.Add("accounts", new { name = "Rich", annual_revenue = new { amount = "1.00", currency = "EUR" } });
        Assert.Null((await rep.Row("accounts", account)).AsObject().FirstOrDefault(field => field.Key == "annual_revenue").Key);
        Assert.Equal((403, "permission_denied"), await rep.Refused($"/crm/accounts/{account}/merge", new { source_ids = new[] { Guid.CreateVersion7() } }));
        Assert.Equal((403, "permission_denied"), await rep.Refused($"/crm/accounts/{account}", method: HttpMethod.Delete));

        var viewer = await office.Colleague("viewer", "crm.viewer", "member");
        Assert.Equal((403, "permission_denied"), await viewer.Refused("/crm/leads", new { name = "x" }));
        Assert.True(await viewer.Count("accounts") > 0);
    }
}
