using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.TestKit;

namespace Ashlar.Modules.Tests.Resources;

/// <summary>How rows behave over HTTP, on the accounts of the CRM.</summary>
public sealed class RowTests(TwoOrganisations world) : IClassFixture<TwoOrganisations>
{
    private const string Accounts = "/api/v1/crm/accounts";

    private HttpClient Admin => world.Ours.Admin;

    [Fact, Trait("feature", "API-01")]
    public async Task An_answer_wraps_its_data_in_the_envelope()
    {
        var made = await Admin.PostAsJsonAsync(Accounts, new { name = "Envelope" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = JsonElement.Parse(await Admin.GetStringAsync(made.Headers.Location));

        Assert.Equal(["data", "meta", "links"], body.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["id", "type", "attributes"], body.GetProperty("data").EnumerateObject().Select(property => property.Name));
        Assert.Equal("1.0", body.GetProperty("meta").GetProperty("version").GetString());
        Assert.True(body.GetProperty("meta").GetProperty("timestamp").TryGetDateTimeOffset(out _));
        Assert.Equal(made.Headers.Location!.ToString(), body.GetProperty("links").GetProperty("self").GetString());
    }

    [Fact, Trait("feature", "API-02"), Trait("feature", "CRD-04")]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var refused = await Admin.PostAsJsonAsync(Accounts, new { email = "nobody", website = "somewhere", employees = -1 });
        var error = JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("error");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "validation"), (refused.StatusCode, error.GetProperty("code").GetString()));
        Assert.Equal(["email", "employees", "website"], error.GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("field").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(error.GetProperty("details").EnumerateArray(), detail => Assert.NotEqual("", detail.GetProperty("message").GetString()));
    }

    [Fact, Trait("feature", "API-02")]
    public async Task Whoever_asks_for_problem_details_gets_the_same_content_as_such()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Accounts}/{Guid.Empty}");
        request.Headers.Accept.ParseAdd("application/problem+json");
        var response = await Admin.SendAsync(request);
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((404, "not_found"), (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()));
    }

    [Fact, Trait("feature", "API-03"), Trait("feature", "CRD-08")]
    public async Task One_request_id_is_in_header_body_and_audit_log()
    {
        using var failing = new HttpRequestMessage(HttpMethod.Post, Accounts) { Content = JsonContent.Create(new { nope = 1 }) };
        failing.Headers.Add("X-Request-Id", "trace-me-1");
        var failed = await Admin.SendAsync(failing);
        Assert.Equal("trace-me-1", failed.Headers.GetValues("X-Request-Id").Single());
        Assert.Contains("\"request_id\":\"trace-me-1\"", await failed.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var succeeding = new HttpRequestMessage(HttpMethod.Post, Accounts) { Content = JsonContent.Create(new { name = "Traced", city = "Kiel" }) };
        succeeding.Headers.Add("X-Request-Id", "trace-me-2");
        await Organisation.Data(await Admin.SendAsync(succeeding));
        var entry = Assert.Single(await Organisation.Rows(Admin, "/api/v1/audit/entries?filter[request_id][eq]=trace-me-2")).GetProperty("attributes");
        Assert.Equal("crm.accounts.create", entry.GetProperty("action").GetString());
        Assert.Equal("Kiel", entry.GetProperty("changes").GetProperty("city").GetProperty("to").GetString());
    }

    [Fact, Trait("feature", "COR-02")]
    public async Task Lists_filter_by_nested_groups_sort_and_count()
    {
        foreach (var (name, city, employees) in new[] { ("Filter A", "Bonn", 5), ("Filter B", "Bonn", 50), ("Filter C", "Trier", 500), ("Filter D", "Trier", 5000) })
            await Organisation.Data(await Admin.PostAsJsonAsync(Accounts, new { name, city, employees }));

        var tree = Uri.EscapeDataString("""{"and":[{"field":"name","op":"starts","value":"Filter"},{"or":[{"field":"employees","op":"gt","value":400},{"and":[{"field":"city","op":"eq","value":"Bonn"},{"field":"employees","op":"lt","value":10}]}]}]}""");
        Assert.Equal(["Filter D", "Filter C", "Filter A"], Names(await Organisation.Rows(Admin, $"{Accounts}?filter={tree}&sort=-employees")));
        Assert.Equal(["Filter A", "Filter C", "Filter D"], Names(await Organisation.Rows(Admin, $"{Accounts}?filter[name][starts]=Filter&filter[or][0][employees][gt]=400&filter[or][1][employees][lt]=10&sort=name")));
        var sums = await Organisation.Rows(Admin, $"{Accounts}/aggregate?filter[name][starts]=Filter&group=city&metrics=count,sum(employees)");
        Assert.Equal(["Bonn 2 55", "Trier 2 5500"], sums.Select(row => $"{row.GetProperty("group").GetProperty("city").GetString()} {row.GetProperty("metrics").GetProperty("count").GetInt64()} {row.GetProperty("metrics").GetProperty("sum(employees)").GetString()}"));
    }

    [Theory, Trait("feature", "COR-02")]
    [InlineData("filter[no_such][eq]=1")]
    [InlineData("filter[name][near]=1")]
    [InlineData("filter[employees][gt]=many")]
    [InlineData("filter={\"and\":")]
    [InlineData("sort=no_such")]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("cursor=abc")]
    [InlineData("include=nothing")]
    [InlineData("fields=no_such")]
    [InlineData("nmae=typo")]
    public async Task A_wrong_list_request_is_refused_with_the_reason(string query) =>
        await Organisation.Refused(await Admin.GetAsync($"{Accounts}?{query}"), HttpStatusCode.UnprocessableEntity);

    [Fact, Trait("feature", "COR-03"), Trait("feature", "CRD-02")]
    public async Task A_definition_alone_tells_how_to_build_list_and_form()
    {
        var schema = await Organisation.Data(await Admin.GetAsync($"{Accounts}/schema"));
        var fields = schema.GetProperty("fields").EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!);

        Assert.Equal("name", schema.GetProperty("title_field").GetString());
        Assert.True(fields["name"].GetProperty("required").GetBoolean());
        Assert.Equal("org.users", fields["owner_id"].GetProperty("relation").GetProperty("resource").GetString());
        Assert.Equal(["prospect", "active", "inactive"], fields["status"].GetProperty("options").EnumerateArray().Select(option => option.GetProperty("value").GetString()));
        Assert.All(schema.GetProperty("columns").EnumerateArray(), column => Assert.True(fields.ContainsKey(column.GetString()!) || column.GetString() == "created_at"));
    }

    [Fact, Trait("feature", "CRD-09")]
    public async Task A_secret_field_is_neither_shown_nor_written()
    {
        var row = await Organisation.Data(await Admin.PostAsJsonAsync(Accounts, new { name = "Secretive", email = "a@secret.test" }));
        Assert.False(row.GetProperty("attributes").TryGetProperty("match_name", out _));
        Assert.Equal("unknown_field", await Organisation.Refused(await Admin.PostAsJsonAsync(Accounts, new { name = "x", match_name = "y" }), HttpStatusCode.UnprocessableEntity));
        await Organisation.Refused(await Admin.GetAsync($"{Accounts}?filter[match_name][eq]=secretive"), HttpStatusCode.UnprocessableEntity);
        var entry = (await Organisation.Rows(Admin, $"/api/v1/audit/entries?filter[resource_id][eq]={row.GetProperty("id").GetString()}"))[0];
        Assert.DoesNotContain("secret.test\"}", entry.GetProperty("attributes").GetProperty("changes").GetProperty("match_domain").ToString(), StringComparison.Ordinal);
    }

    [Fact, Trait("feature", "TEN-07")]
    public async Task A_deleted_row_leaves_lists_and_comes_back_as_it_was()
    {
        var row = await Organisation.Data(await Admin.PostAsJsonAsync(Accounts, new { name = "Deleted and back", city = "Jena" }));
        var path = $"{Accounts}/{row.GetProperty("id").GetString()}";
        Assert.Equal(HttpStatusCode.NoContent, (await Admin.DeleteAsync(path)).StatusCode);

        Assert.Equal("not_found", await Organisation.Refused(await Admin.GetAsync(path), HttpStatusCode.NotFound));
        Assert.Empty(await Organisation.Rows(Admin, $"{Accounts}?q=Deleted+and+back"));
        Assert.Single(await Organisation.Rows(Admin, $"{Accounts}?q=Deleted+and+back&deleted=only"));
        await Organisation.Data(await Admin.PostAsync($"{path}/restore", null));
        Assert.Equal("Jena", (await Organisation.Data(await Admin.GetAsync(path))).GetProperty("attributes").GetProperty("city").GetString());
    }

    [Fact, Trait("feature", "CRD-05")]
    public async Task Deleting_a_row_follows_what_its_relations_say()
    {
        var parent = (await Organisation.Data(await Admin.PostAsJsonAsync(Accounts, new { name = "Parent" }))).GetProperty("id").GetString();
        var child = (await Organisation.Data(await Admin.PostAsJsonAsync(Accounts, new { name = "Child", parent_id = parent }))).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await Admin.DeleteAsync($"{Accounts}/{parent}")).StatusCode);
        Assert.Equal(JsonValueKind.Null, (await Organisation.Data(await Admin.GetAsync($"{Accounts}/{child}"))).GetProperty("attributes").GetProperty("parent_id").ValueKind);

        var foreign = (await Organisation.Data(await world.Theirs.Admin.PostAsJsonAsync(Accounts, new { name = "Theirs" }))).GetProperty("id").GetString();
        await Organisation.Refused(await Admin.PostAsJsonAsync(Accounts, new { name = "Reaching over", parent_id = foreign }), HttpStatusCode.UnprocessableEntity);
    }

    [Fact, Trait("feature", "CRD-08")]
    public async Task An_earlier_version_can_be_brought_back_without_erasing_history()
    {
        var row = await Organisation.Data(await Admin.PostAsJsonAsync(Accounts, new { name = "Versions", city = "One" }));
        var path = $"{Accounts}/{row.GetProperty("id").GetString()}";
        foreach (var city in new[] { "Two", "Three" })
            await Organisation.Data(await Admin.PatchAsync(path, Json($$"""{"city":"{{city}}"}""")));
        var back = await Organisation.Data(await Admin.PostAsJsonAsync($"{path}/revert", new { version = 1 }));

        Assert.Equal(("One", 4), (back.GetProperty("attributes").GetProperty("city").GetString(), back.GetProperty("attributes").GetProperty("version").GetInt32()));
        Assert.Equal([4, 3, 2, 1], (await Organisation.Rows(Admin, $"{path}/revisions")).Select(revision => revision.GetProperty("attributes").GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Sixty_four_repeats_of_one_request_have_one_effect()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Accounts) { Content = JsonContent.Create(new { name = "Only once" }) };
            request.Headers.Add("Idempotency-Key", "only-once");
            return await Admin.SendAsync(request);
        }));

        Assert.Single(await Organisation.Rows(Admin, $"{Accounts}?q=Only+once"));
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{(int)answer.StatusCode}"));
        Assert.Single((await Task.WhenAll(answers.Where(answer => answer.IsSuccessStatusCode).Select(Organisation.Data))).Select(data => data.GetProperty("id").GetString()).Distinct());
    }

    [Fact]
    public async Task Parallel_changes_of_different_fields_lose_nothing()
    {
        var path = $"{Accounts}/{(await Organisation.Data(await Admin.PostAsJsonAsync(Accounts, new { name = "Contended" }))).GetProperty("id").GetString()}";
        await Task.WhenAll(new[] { "city", "street", "region", "country", "notes", "contact_name" }.Select(async field =>
            await Organisation.Data(await Admin.PatchAsync(path, Json(new JsonObject { [field] = field }.ToJsonString())))));

        var row = (await Organisation.Data(await Admin.GetAsync(path))).GetProperty("attributes");
        Assert.Equal(("city", "street", "region", "country", "notes", 7), (row.GetProperty("city").GetString(), row.GetProperty("street").GetString(), row.GetProperty("region").GetString(), row.GetProperty("country").GetString(), row.GetProperty("notes").GetString(), row.GetProperty("version").GetInt32()));
    }

    [Fact, Trait("feature", "TEN-21")]
    public async Task A_command_that_fails_half_way_leaves_nothing()
    {
        var lead = (await Organisation.Data(await Admin.PostAsJsonAsync("/api/v1/crm/leads", new { name = "Half way", company = "Half Way AG" }))).GetProperty("id").GetString();
        var refused = await Admin.PostAsJsonAsync($"/api/v1/crm/leads/{lead}/convert", new { create_deal = true, value = new { amount = "1", currency = "no" } });

        Assert.False(refused.IsSuccessStatusCode);
        Assert.Empty(await Organisation.Rows(Admin, $"{Accounts}?q=Half+Way+AG"));
        Assert.DoesNotContain(await Organisation.Rows(Admin, "/api/v1/audit/entries?filter[action][eq]=crm.leads.convert"), entry => entry.GetProperty("attributes").GetProperty("resource_id").GetString() == lead);
    }

    private static IEnumerable<string?> Names(IEnumerable<JsonElement> rows) => rows.Select(row => row.GetProperty("attributes").GetProperty("name").GetString());

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
