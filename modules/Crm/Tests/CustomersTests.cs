using System.Text.Json.Nodes;
using Ashlar.TestKit;

namespace Ashlar.Crm.Tests;

[Trait("feature", "CUS-01")]
public class CustomersTests(Office office) : IClassFixture<Office>
{
    private Desk Admin => office.Admin;

    [Fact]
    public async Task Customers_answer_to_the_six_verbs()
    {
        var made = (await Admin.Post("/customers", new { name = "Blue Bakery", city = "Hamburg", fax = "040 66969-001" }))["data"]!;
        var path = $"/customers/{made["id"]}";
        Assert.Equal("customer", (string?)made["type"]);

        Assert.Equal("Blue Bakery", (string?)Attributes(await Admin.Get(path))["name"]);
        Assert.Contains((await Admin.Get("/customers?filter[name][eq]=Blue Bakery"))["data"]!.AsArray(), row => (string?)row!["id"] == (string?)made["id"]);

        var patched = Attributes(await Admin.Send(HttpMethod.Patch, path, new { city = "Berlin" }));
        Assert.Equal(("Berlin", "040 66969-001"), ((string?)patched["city"], (string?)patched["fax"]));

        var replaced = Attributes(await Admin.Send(HttpMethod.Put, path, new { name = "Green Bakery" }));
        Assert.Equal(("Green Bakery", null, "prospect"), ((string?)replaced["name"], (string?)replaced["fax"], (string?)replaced["status"]));

        await Admin.Send(HttpMethod.Delete, path, null);
        Assert.Equal((404, "not_found"), await Admin.Refused(path, method: HttpMethod.Get));
        Assert.Equal("Green Bakery", (string?)Attributes(await Admin.Post($"/crm/accounts/{made["id"]}/restore"))["name"]);
    }

    [Fact]
    public async Task A_customer_number_is_taken_once()
    {
        await Admin.Add("accounts", new { name = "First", number = "N-1" });
        Assert.Equal((409, "duplicate"), await Admin.Refused("/customers", new { name = "Second", number = "N-1" }));
    }

    [Fact]
    public async Task A_file_of_customers_from_elsewhere_is_imported_as_it_is()
    {
        var file = SampleFile();
        Assert.SkipWhen(file is null, "There is no folder shared/data/northwind with customers.csv beside the repository.");
        const string mapping = """{"customerID":"number","companyName":"name","contactName":"contact_name","contactTitle":"contact_title","address":"street","city":"city","region":"region","postalCode":"postal_code","country":"country","phone":"phone","fax":"fax"}""";
        // As published, 24 of its 91 rows have an address with a comma and no quotation marks.
        var imported = await Import(await File.ReadAllTextAsync(file!), mapping);
        Assert.Equal((91, 0), ((int)imported["created"]!, (int)imported["failed"]!));
        var again = await Import(await File.ReadAllTextAsync(file!), mapping);
        Assert.Equal((0, 91, 0), ((int)again["created"]!, (int)again["skipped"]!, (int)again["failed"]!));

        var joined = (await Admin.Get("/customers?filter[number][eq]=BLONP"))["data"]![0]!["attributes"]!;
        Assert.Equal(("24, place Kléber", "Strasbourg", "88.60.15.32"), ((string?)joined["street"], (string?)joined["city"], (string?)joined["fax"]));
        var row = (await Admin.Get("/customers?filter[number][eq]=ALFKI"))["data"]![0]!["attributes"]!;
        Assert.Equal(("Alfreds Futterkiste", "Maria Anders", "030-0076545", null), ((string?)row["name"], (string?)row["contact_name"], (string?)row["fax"], (string?)row["region"]));
        Assert.Equal(91, await office.Sql<int>("SELECT count(*) FROM crm_accounts WHERE number IS NOT NULL AND number NOT LIKE 'N-%'"));
    }

    private async Task<JsonNode> Import(string text, string mapping)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text)), "file", "customers.csv" },
            { new StringContent(mapping), "mapping" },
            { new StringContent("number"), "upsert" },
        };
        return (await Admin.Post("/crm/accounts/import", form))["data"]!;
    }

    private static string? SampleFile()
    {
        for (var folder = Path.GetDirectoryName(Folders.Repository); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Combine(folder, "shared", "data", "northwind", "customers.csv") is var file && File.Exists(file))
                return file;
        }

        return null;
    }

    private static JsonNode Attributes(JsonNode answer) => answer["data"]!["attributes"]!;
}
