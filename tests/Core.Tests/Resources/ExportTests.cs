using System.Net;
using System.Net.Http.Json;
using System.Text;
using Ashlar.Core.Resources.Files;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Resources;

[Trait("feature", "CRD-07")]
public sealed class ExportTests(World world) : IClassFixture<World>
{
    private static readonly object[] _awkward =
    [
        new { name = "=1+1", number = "N1", phone = "+49 30 123456", tags = new[] { "a", "b;c", "d,e" }, notes = " line 1\r\nline \"2\"\t;, " },
        new { name = "'quoted", number = "'=x", city = "NULL", employees = 12, annual_revenue = new { amount = "-1234.5678", currency = "EUR" } },
        new { name = "-5", number = "0012", website = "https://example.test/?a=1&b=<x>", email = "a@b.test", status = "active", industry = "software" },
        new { name = "Ünïcödé 😀 _x0041_ ]]>", number = "1E5", street = "@home", region = "\u00A0", country = "true", postal_code = "01067" },
        new { name = "2026-01-31", number = "12345678901234567890", employees = 0, annual_revenue = new { amount = "999999999999999.9999", currency = "JPY" } },
    ];

    [Theory]
    [Trait("feature", "ADM-06")]
    [InlineData("csv")]
    [InlineData("xlsx")]
    [InlineData("json")]
    public async Task An_export_imported_elsewhere_exports_the_same(string format)
    {
        var (here, there) = await SamePersonInTwo($"from-{format}", $"to-{format}");
        var parent = Guid.Empty;
        foreach (var body in _awkward)
            parent = await here.Add(Sales.Accounts, body);
        var child = await here.Add(Sales.Accounts, new { name = "Older child" });
        var later = await here.Add(Sales.Accounts, new { name = "Later parent" });
        await World.Ok(here.PatchAsJsonAsync($"{Sales.Accounts}/{child}", new { parent_id = later }));

        var first = await here.Export(Sales.Accounts, $"format={format}");
        var report = await World.Ok(there.Send($"{Sales.Accounts}/import", first, $"accounts.{format}"));
        var second = await there.Export(Sales.Accounts, $"format={format}");

        Assert.True(report.GetProperty("failed").GetInt32() == 0, report.GetRawText());
        Assert.Equal(7, report.GetProperty("created").GetInt32());
        Assert.Equal(Read(first), Read(second));
        if (format != "xlsx")
            Assert.Equal(Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(second));
        Assert.Equal(await Rows(here), await Rows(there));
    }

    [Fact]
    public async Task A_workbook_keeps_to_the_standard()
    {
        var http = await world.Seller("export-xlsx");
        foreach (var body in _awkward)
            await http.Add(Sales.Accounts, body);

        using var file = new MemoryStream(await http.Export(Sales.Accounts, "format=xlsx"));
        using var document = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(file, isEditable: false);

        Assert.Empty(new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(document).Select(error => $"{error.Path?.XPath}: {error.Description}"));
    }

    [Fact]
    public async Task An_export_has_exactly_the_rows_order_and_fields_of_the_view()
    {
        var http = await world.Seller("export-view");
        await http.Import(Sales.Csv(20));

        var text = Encoding.UTF8.GetString(await http.Export(Sales.Accounts, "format=csv&filter[city]=Town 1&sort=-name&fields=number,name&q=Company"));

        Assert.Equal("\uFEFFnumber,name\r\nN00008,Company 8\r\nN00015,Company 15\r\nN00001,Company 1\r\n", text);
        Assert.Equal(1, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE action = 'crm.accounts.export' AND reason LIKE '3 rows as csv %fields=number,name%'", CancellationToken.None));
    }

    [Fact]
    public async Task Hidden_fields_and_foreign_rows_stay_out()
    {
        var admin = await world.Seller("export-hidden");
        await admin.Add(Sales.Accounts, new { name = "Rich", annual_revenue = new { amount = "1.00", currency = "EUR" } });
        await world.GrantRole((await world.Tenants.ByCode("export-hidden", CancellationToken.None))!.Id, World.IdOf(admin), "crm.sales_rep");
        var other = await world.Seller("export-other");
        await other.Add(Sales.Accounts, new { name = "Foreign" });

        var text = Encoding.UTF8.GetString(await admin.Export(Sales.Accounts, "format=json"));
        Assert.Contains("Rich", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Foreign", text, StringComparison.Ordinal);
        Assert.DoesNotContain("match_name", text, StringComparison.Ordinal);
        var viewer = await world.Seller("export-hidden", "crm.sales_rep");
        await World.Error(await viewer.GetAsync($"{Sales.Accounts}/export"), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Wrong_parameters_are_refused_before_anything_is_sent()
    {
        var http = await world.Seller("export-view");

        await World.Error(await http.GetAsync($"{Sales.Accounts}/export?format=pdf"), HttpStatusCode.UnprocessableEntity);
        await World.Error(await http.GetAsync($"{Sales.Accounts}/export?fields=match_name"), HttpStatusCode.UnprocessableEntity);
        await World.Error(await http.GetAsync($"{Sales.Accounts}/export?filter[nope]=1"), HttpStatusCode.UnprocessableEntity);
    }

    /// <summary>Owners are people, who exist wherever they are members.</summary>
    private async Task<(HttpClient Here, HttpClient There)> SamePersonInTwo(string here, string there)
    {
        var (first, second) = (await world.Seller(here), await world.Seller(there));
        var (tenant, user) = ((await world.Tenants.ByCode(there, CancellationToken.None))!.Id, World.IdOf(first));
        await world.Databases.System.Execute("UPDATE public.org_users SET email = 'was-' || email, id = $3 WHERE tenant_id = $1 AND id = $2", CancellationToken.None, tenant, World.IdOf(second), user);
        await world.GrantRole(tenant, user, "crm.admin");
        return (first, world.As(there, user));
    }

    private static IEnumerable<string> Read(byte[] file)
    {
        var table = FileReading.Read(file).Value;
        return [string.Join('|', table.Columns), .. table.Rows.Select(row => string.Join('|', row.Cells.Select(cell => cell.Shown)))];
    }

    private static async Task<string> Rows(HttpClient http) =>
        (await http.GetFromJsonAsync<System.Text.Json.JsonElement>($"{Sales.Accounts}?sort=id&limit=200&fields=name,number,city,phone,tags,notes,annual_revenue,employees,parent_id,website,email,street,region,country,postal_code,status,industry"))
            .GetProperty("data").GetRawText().Replace("\"version\":2", "\"version\":1", StringComparison.Ordinal);
}
