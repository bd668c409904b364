using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Resources;

[Trait("feature", "CRD-07")]
public sealed class ImportTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Good_rows_load_and_bad_rows_are_listed_with_their_reason()
    {
        var http = await world.Seller("import-bad");

        var report = await http.Import("name,number,employees,email\nGood,1,10,a@b.test\n,2,10,\nNumber,3,many,nope\nTwin,1,,\nAlso good,4,,\n");

        Assert.Equal((5, 2, 3), (report.GetProperty("total").GetInt32(), report.GetProperty("created").GetInt32(), report.GetProperty("failed").GetInt32()));
        var errors = report.GetProperty("errors").EnumerateArray().Select(e => (e.GetProperty("row").GetInt32(), e.GetProperty("field").GetString(), e.GetProperty("value").GetString())).ToList();
        Assert.Equal([(3, "name", ""), (4, "employees", "many"), (4, "email", "nope"), (5, "number", "1")], errors);
        Assert.Equal(2, await http.Total());
    }

    [Fact]
    public async Task A_dry_run_tells_exactly_what_will_happen()
    {
        var http = await world.Seller("import-dry");
        const string File = "name,number\nA,1\nB,1\n,2\nC,3\n";

        var rehearsal = await http.Import(File, ("dry_run", "true"));
        Assert.Equal(0, await http.Total());
        var real = await http.Import(File);

        Assert.Equal(real.GetRawText().Replace("\"dry_run\":false", "\"dry_run\":true", StringComparison.Ordinal), rehearsal.GetRawText());
        Assert.Equal(2, await http.Total());
    }

    [Fact]
    public async Task A_long_dry_run_meets_rows_of_its_own_file()
    {
        var http = await world.Seller("import-dry-long");
        var file = Encoding.UTF8.GetBytes(Sales.Csv(600) + "Again,N00001,X\n");

        var job = await http.Ended(await Sales.JobOf(http.Send($"{Sales.Accounts}/import", file, "f.csv", ("dry_run", "true"))));

        Assert.Equal("succeeded", job.GetProperty("state").GetString());
        Assert.Equal(600, job.GetProperty("result").GetProperty("created").GetInt32());
        Assert.Equal(602, job.GetProperty("result").GetProperty("errors")[0].GetProperty("row").GetInt32());
        Assert.Equal(0, await http.Total());
    }

    [Fact]
    public async Task Rows_that_exist_are_updated_by_their_key()
    {
        var http = await world.Seller("import-upsert");
        await http.Import("name,number,city\nA,1,Kiel\nB,2,Ulm\n");

        var report = await http.Import("name,number,city\nA,1,Kiel\nB new,2,\nC,3,Bonn\n", ("upsert", "number"));

        Assert.Equal((1, 1, 1), (report.GetProperty("created").GetInt32(), report.GetProperty("updated").GetInt32(), report.GetProperty("skipped").GetInt32()));
        var changed = (await http.GetFromJsonAsync<JsonElement>($"{Sales.Accounts}?filter[number]=2")).GetProperty("data")[0];
        Assert.Equal("B new", changed.GetProperty("attributes").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("attributes").GetProperty("city").ValueKind);
        Assert.Equal(2, await world.Audited("crm.accounts.import", changed.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task Columns_go_by_the_mapping_given_and_NULL_is_empty()
    {
        var http = await world.Seller("import-map");

        var report = await http.Import("CompanyName;Region;Weird;Revenue\nAlfreds;NULL;x;1.234,50 EUR\n", ("mapping", """{"CompanyName":"name","Region":"region","Revenue":"annual_revenue"}"""));

        Assert.Equal(1, report.GetProperty("created").GetInt32());
        Assert.Equal("Weird", report.GetProperty("ignored")[0].GetString());
        var row = (await http.GetFromJsonAsync<JsonElement>(Sales.Accounts)).GetProperty("data")[0].GetProperty("attributes");
        Assert.Equal(JsonValueKind.Null, row.GetProperty("region").ValueKind);
        Assert.Equal("1234.50", row.GetProperty("annual_revenue").GetProperty("amount").GetString());
        Assert.Equal("prospect", row.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Relations_are_named_by_title_or_unique_field_even_within_the_file()
    {
        var http = await world.Seller("import-names");

        var report = await http.Import("name,number,parent\nChild,2,Mother\nGrandchild,3,2\nMother,1,\nOrphan,4,Nobody\n", ("mapping", """{"name":"name","number":"number","parent":"parent_id"}"""));

        Assert.Equal((3, 1), (report.GetProperty("created").GetInt32(), report.GetProperty("failed").GetInt32()));
        Assert.Contains("'Nobody'", report.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        var rows = (await http.GetFromJsonAsync<JsonElement>(Sales.Accounts)).GetProperty("data").EnumerateArray().ToDictionary(r => r.GetProperty("attributes").GetProperty("name").GetString()!);
        Assert.Equal(rows["Mother"].GetProperty("id").GetString(), rows["Child"].GetProperty("attributes").GetProperty("parent_id").GetString());
        Assert.Equal(rows["Child"].GetProperty("id").GetString(), rows["Grandchild"].GetProperty("attributes").GetProperty("parent_id").GetString());
    }

    [Fact]
    public async Task A_preview_shows_columns_samples_and_suggestions()
    {
        var http = await world.Seller("import-preview");

        var preview = await World.Ok(http.Send($"{Sales.Accounts}/import/preview", "CompanyName,Phone,x\nA,030,1\nB,,2\n"u8.ToArray()));

        Assert.Equal(("csv", 2), (preview.GetProperty("format").GetString(), preview.GetProperty("rows").GetInt32()));
        var columns = preview.GetProperty("columns").EnumerateArray().ToList();
        Assert.Equal(["name", "phone", null], columns.Select(c => c.GetProperty("suggested_field").GetString()));
        Assert.Equal(["030"], columns[1].GetProperty("sample").EnumerateArray().Select(s => s.GetString()));
    }

    [Fact]
    public async Task A_bare_body_takes_its_parameters_from_the_address()
    {
        var http = await world.Seller("import-raw");
        var body = new StringContent("""[{"name":"J","employees":3,"tags":["a","b;c"],"annual_revenue":{"amount":"5.00","currency":"EUR"}},{"employees":"x"}]""");
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var report = await World.Ok(http.PostAsync($"{Sales.Accounts}/import?dry_run=true", body));

        Assert.True(report.GetProperty("dry_run").GetBoolean());
        Assert.Equal((1, 1), (report.GetProperty("created").GetInt32(), report.GetProperty("failed").GetInt32()));
    }

    [Theory]
    [InlineData("upsert", "city", "upsert")]
    [InlineData("upsert", "number", "upsert")]
    [InlineData("mapping", "{\"nope\":\"name\"}", "mapping")]
    [InlineData("mapping", "{\"name\":\"nope\"}", "mapping")]
    [InlineData("mapping", "{\"name\":\"merged_into_id\"}", "mapping")]
    [InlineData("mapping", "[1]", "mapping")]
    [InlineData("dry_run", "perhaps", "dry_run")]
    [InlineData("speed", "fast", "speed")]
    public async Task Wrong_parameters_are_refused_by_name(string name, string value, string field)
    {
        var http = await world.Seller("import-wrong");

        var error = await World.Error(await http.Send($"{Sales.Accounts}/import", "name,city\nA,B\n"u8.ToArray(), "f.csv", (name, value)), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(field, error.GetProperty("details")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Files_that_are_no_tables_or_too_large_are_refused()
    {
        var http = await world.Seller("import-wrong");

        await World.Error(await http.Send($"{Sales.Accounts}/import", []), HttpStatusCode.UnprocessableEntity);
        await World.Error(await http.Send($"{Sales.Accounts}/import", [0x50, 0x4B, 3, 4, 9, 9]), HttpStatusCode.UnprocessableEntity);
        await World.Error(await http.Send($"{Sales.Accounts}/import", new byte[10_500_000]), HttpStatusCode.RequestEntityTooLarge);
        await World.Error(await http.PostAsync($"{Sales.Accounts}/import", new MultipartFormDataContent { { new StringContent("1"), "dry_run" } }), HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Importing_needs_its_permission_and_those_of_what_it_does()
    {
        await world.Seller("import-rights");
        var viewer = await world.Seller("import-rights", "crm.viewer");

        var error = await World.Error(await viewer.Send($"{Sales.Accounts}/import", "name\nA\n"u8.ToArray()), HttpStatusCode.Forbidden);

        Assert.Equal("crm:accounts:import", error.GetProperty("details")[0].GetProperty("message").GetString());
    }
}
