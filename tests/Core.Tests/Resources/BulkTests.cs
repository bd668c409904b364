using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Resources;

[Trait("feature", "CRD-06")]
public sealed class BulkTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    public async Task Each_row_gets_its_own_version_and_audit_entry(int rows)
    {
        var http = await world.Seller($"bulk-{rows}");
        Assert.Equal(rows, (await http.Import(Sales.Csv(rows))).GetProperty("created").GetInt32());
        var ids = await Ids(http, rows);

        var report = await http.Bulk(new { op = "update", ids, set = new { city = "Bremen" } });

        Assert.Equal(rows, report.GetProperty("matched").GetInt32());
        Assert.Equal(rows, report.GetProperty("succeeded").GetInt32());
        Assert.Equal(0, report.GetProperty("failed").GetInt32());
        Assert.Equal(rows, report.GetProperty("results").GetArrayLength());
        foreach (var id in new[] { ids[0], ids[^1] })
        {
            var attributes = await http.Get(id);
            Assert.Equal("Bremen", attributes.GetProperty("city").GetString());
            Assert.Equal(2, attributes.GetProperty("version").GetInt32());
            Assert.Equal(1, await world.Audited("crm.accounts.update", id));
        }
    }

    [Fact]
    [Trait("feature", "ADM-05")]
    public async Task Ten_thousand_rows_become_a_job_with_a_result_for_each()
    {
        var http = await world.Seller("bulk-10000");
        var imported = await http.Ended(await Sales.JobOf(http.Send($"{Sales.Accounts}/import", System.Text.Encoding.UTF8.GetBytes(Sales.Csv(10_000)))));
        Assert.Equal(10_000, imported.GetProperty("result").GetProperty("created").GetInt32());

        var job = await http.Ended(await Sales.JobOf(http.PostAsJsonAsync($"{Sales.Accounts}/bulk", new { op = "update", filter = new { field = "number", op = "starts", value = "N" }, set = new { city = "Kiel" } })));

        Assert.Equal("succeeded", job.GetProperty("state").GetString());
        Assert.Equal(10_000, job.GetProperty("progress").GetProperty("done").GetInt32());
        Assert.Equal(10_000, job.GetProperty("result").GetProperty("succeeded").GetInt32());
        Assert.Equal(10_000, job.GetProperty("result").GetProperty("results").GetArrayLength());
        Assert.Equal(10_000, await http.Total("filter[city]=Kiel&filter[version]=2"));
    }

    [Fact]
    public async Task A_row_that_cannot_be_changed_is_reported_and_the_others_change()
    {
        var http = await world.Seller("bulk-report");
        // Rows change in the order of their ids, and two made in one millisecond may have either.
        Guid[] rows = [await http.Add(Sales.Accounts, new { name = "A" }), await http.Add(Sales.Accounts, new { name = "B" })];
        var (a, b, nobody) = (rows.Min(), rows.Max(), Guid.CreateVersion7());

        var report = await http.Bulk(new { op = "update", ids = new[] { a, b, nobody }, set = new { number = "only-one" } });

        Assert.Equal(1, report.GetProperty("succeeded").GetInt32());
        Assert.Equal(2, report.GetProperty("failed").GetInt32());
        var results = report.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetGuid());
        Assert.True(results[a].GetProperty("ok").GetBoolean());
        Assert.Equal("duplicate", results[b].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("number", results[b].GetProperty("error").GetProperty("details")[0].GetProperty("field").GetString());
        Assert.Equal("not_found", results[nobody].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("only-one", (await http.Get(a)).GetProperty("number").GetString());
        Assert.Equal(JsonValueKind.Null, (await http.Get(b)).GetProperty("number").ValueKind);
    }

    [Fact]
    public async Task An_atomic_request_changes_all_rows_or_none()
    {
        var http = await world.Seller("bulk-atomic");
        var (a, b) = (await http.Add(Sales.Accounts, new { name = "A" }), await http.Add(Sales.Accounts, new { name = "B" }));

        var report = await http.Bulk(new { op = "update", ids = new[] { a, b }, set = new { number = "same" }, atomic = true });

        Assert.Equal(0, report.GetProperty("succeeded").GetInt32());
        Assert.Equal(["rolled_back", "duplicate"], report.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(1, (await http.Get(a)).GetProperty("version").GetInt32());
        Assert.Equal(0, await world.Audited("crm.accounts.update", a));
    }

    [Fact]
    public async Task A_dry_run_reports_the_same_and_keeps_nothing()
    {
        var http = await world.Seller("bulk-dry");
        var (a, b) = (await http.Add(Sales.Accounts, new { name = "A" }), await http.Add(Sales.Accounts, new { name = "B" }));

        var rehearsal = await http.Bulk(new { op = "update", ids = new[] { a, b }, set = new { number = "same" }, dry_run = true });
        Assert.Equal(1, (await http.Get(a)).GetProperty("version").GetInt32());
        var real = await http.Bulk(new { op = "update", ids = new[] { a, b }, set = new { number = "same" } });

        Assert.True(rehearsal.GetProperty("dry_run").GetBoolean());
        Assert.Equal(real.GetProperty("results").GetRawText(), rehearsal.GetProperty("results").GetRawText());
    }

    [Fact]
    public async Task Rows_are_deleted_and_restored_by_a_filter()
    {
        var http = await world.Seller("bulk-delete");
        await http.Import(Sales.Csv(30));

        var deleted = await http.Bulk(new { op = "delete", filter = new { field = "city", op = "eq", value = "Town 1" } });
        Assert.Equal(5, deleted.GetProperty("matched").GetInt32());
        Assert.Equal(25, await http.Total());
        var restored = await http.Bulk(new { op = "restore", filter = new { and = Array.Empty<object>() } });
        Assert.Equal(5, restored.GetProperty("succeeded").GetInt32());
        Assert.Equal(30, await http.Total());
    }

    [Fact]
    public async Task A_caller_reaches_only_the_rows_and_fields_of_his_rules()
    {
        var admin = await world.Seller("bulk-rules");
        var rep = await world.Seller("bulk-rules", "crm.sales_rep");
        var foreign = await admin.Add("/api/v1/crm/leads", new { name = "Not yours" });
        var own = await admin.Add("/api/v1/crm/leads", new { name = "Yours", owner_id = World.IdOf(rep) });

        var report = await World.Ok(rep.PostAsJsonAsync("/api/v1/crm/leads/bulk", new { op = "update", ids = new[] { foreign, own }, set = new { notes = "seen" } }));
        Assert.Equal(1, report.GetProperty("succeeded").GetInt32());
        Assert.False(report.GetProperty("results")[0].GetProperty("ok").GetBoolean());

        var hidden = await World.Error(await rep.PostAsJsonAsync($"{Sales.Accounts}/bulk", new { op = "update", ids = Array.Empty<Guid>(), set = new { annual_revenue = (object?)null } }), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("unknown_field", hidden.GetProperty("code").GetString());
        var denied = await World.Error(await rep.PostAsJsonAsync($"{Sales.Accounts}/bulk", new { op = "delete", ids = new[] { own } }), HttpStatusCode.Forbidden);
        Assert.Equal("permission_denied", denied.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Another_tenants_rows_are_not_found()
    {
        var (mine, theirs) = (await world.Seller("bulk-mine"), await world.Seller("bulk-theirs"));
        var id = await theirs.Add(Sales.Accounts, new { name = "Theirs" });

        var report = await mine.Bulk(new { op = "delete", ids = new[] { id } });

        Assert.Equal("not_found", report.GetProperty("results")[0].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("Theirs", (await theirs.Get(id)).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("""{"op":"drop","ids":[]}""", "op")]
    [InlineData("""{"op":"update","ids":[]}""", "set")]
    [InlineData("""{"op":"delete"}""", "ids")]
    [InlineData("""{"op":"delete","ids":[],"filter":{}}""", "ids")]
    [InlineData("""{"op":"delete","ids":["x"]}""", "ids")]
    [InlineData("""{"op":"delete","ids":[1]}""", "ids")]
    [InlineData("""{"op":"delete","filter":{"field":"nope","op":"eq","value":1}}""", "filter[nope]")]
    [InlineData("""{"op":"update","ids":[],"set":{"employees":-1}}""", "employees")]
    [InlineData("""{"op":"delete","ids":[],"force":true}""", "force")]
    [InlineData("""{"op":"delete","ids":[],"atomic":"yes"}""", "atomic")]
    public async Task A_wrong_request_is_refused_by_name(string body, string field)
    {
        var http = await world.Seller("bulk-wrong");

        var response = await http.PostAsync($"{Sales.Accounts}/bulk", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        var error = await World.Error(response, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(field, error.GetProperty("details")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_repeated_request_with_its_key_changes_nothing_twice()
    {
        var http = await world.Seller("bulk-key");
        var id = await http.Add(Sales.Accounts, new { name = "A" });
        async Task<HttpResponseMessage> Send()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"{Sales.Accounts}/bulk") { Content = JsonContent.Create(new { op = "delete", ids = new[] { id } }) };
            request.Headers.Add("Idempotency-Key", "bulk-1");
            return await http.SendAsync(request);
        }

        var first = await World.Ok(Send());
        var second = await World.Ok(Send());

        Assert.Equal(1, first.GetProperty("succeeded").GetInt32());
        Assert.Equal(first.GetRawText(), second.GetRawText());
    }

    private static async Task<List<Guid>> Ids(HttpClient http, int rows)
    {
        var ids = new List<Guid>();
        var next = $"{Sales.Accounts}?limit=200&fields=name";
        while (next is not null)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(next);
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetGuid()));
            next = page.GetProperty("links").TryGetProperty("next", out var link) ? link.GetString() : null;
        }

        Assert.Equal(rows, ids.Count);
        return ids;
    }
}
