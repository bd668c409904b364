using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Settings a tenant stores for itself must neither stop it nor open what they seem to close.</summary>
public sealed class PoisonTests(Target target) : IClassFixture<Target>
{
    private const string Accounts = "/api/v1/crm/accounts";

    [Theory]
    [InlineData("-1")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{\"label\":\"without value\"}]")]
    [InlineData("[{\"value\":\"a\",\"label\":\"A\"},{\"value\":\"a\",\"label\":\"B\"}]")]
    public async Task Choices_that_cannot_be_read_are_refused_for_every_kind(string options)
    {
        foreach (var kind in (string[])["text", "enum", "integer"])
        {
            var made = await target.Victim.Admin.PostAsJsonAsync("/api/v1/meta/custom_fields", new { resource = "crm.accounts", name = "poison", label = "Poison", kind, options = JsonElement.Parse(options) });
            Assert.Equal("validation", await Organisation.Refused(made, HttpStatusCode.UnprocessableEntity));
        }

        await Organisation.Rows(target.Victim.Admin, Accounts);
    }

    [Fact]
    public async Task A_rule_written_as_a_list_narrows_like_any_other()
    {
        await Account("Seen", "active");
        await Account("Unseen", "prospect");
        await Role("listed", """[{"resource":"crm.accounts","filter":[{"field":"status","op":"eq","value":"active"}]}]""");
        var person = await target.Victim.Person("listed", "listed");

        var names = (await Organisation.Rows(person, Accounts)).Select(row => row.GetProperty("attributes").GetProperty("name").GetString()).ToList();

        Assert.Contains("Seen", names);
        Assert.DoesNotContain("Unseen", names);
    }

    [Theory]
    [InlineData("""{"field":"status","op":"eq","value":"nonsense"}""")]
    [InlineData("""{"field":"owner_id","op":"eq","value":"nobody"}""")]
    [InlineData("""{"and":[{"and":[{"and":[{"and":[{"and":[{"and":[{"and":[{"field":"name","op":"eq","value":"x"}]}]}]}]}]}]}]}""")]
    public async Task A_rule_that_would_shut_its_users_out_is_refused(string filter)
    {
        using var body = JsonContent.Create(new { code = "broken", name = "Broken", allow = new[] { "crm:accounts:read" }, rules = JsonElement.Parse($"[{{\"resource\":\"crm.accounts\",\"filter\":{filter}}}]") });
        Assert.Equal("validation", await Organisation.Refused(await target.Victim.Admin.PostAsync("/api/v1/rbac/roles", body), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task The_live_stream_names_no_row_beyond_the_callers_rule()
    {
        await Role("confined", """[{"resource":"crm.accounts","filter":{"field":"status","op":"eq","value":"active"}}]""");
        var person = await target.Victim.Person("confined", "confined");
        using var stream = await person.GetAsync("/api/v1/events/stream", HttpCompletionOption.ResponseHeadersRead);
        var hidden = await Account("Hidden", "prospect");
        var shown = await Account("Shown", "active");

        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var heard = "";
        while (!heard.Contains(shown, StringComparison.Ordinal))
            heard += await lines.ReadLineAsync(patience.Token) + "\n";

        Assert.DoesNotContain(hidden, heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_and_its_export_tell_nothing_that_rules_hide()
    {
        await Role("auditor", """[{"resource":"crm.accounts","hidden_fields":["notes"]},{"resource":"crm.leads","filter":{"field":"status","op":"eq","value":"qualified"}}]""", "crm:accounts:read", "crm:leads:read", "audit:*:*");
        var person = await target.Victim.Person("auditor", "auditor");
        await Organisation.Data(await target.Victim.Admin.PostAsJsonAsync(Accounts, new { name = "Told of", notes = "hidden-field-value" }));
        await Organisation.Data(await target.Victim.Admin.PostAsJsonAsync("/api/v1/crm/leads", new { name = "hidden-row-value" }));

        foreach (var route in (string[])["?limit=200", "/export", "/export?format=json", "/export?fields=changes"])
        {
            var log = await person.GetStringAsync($"/api/v1/audit/entries{route}");
            Assert.Contains(route.Contains("fields", StringComparison.Ordinal) ? "Told of" : "crm.leads.create", log, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden-field-value", log, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden-row-value", log, StringComparison.Ordinal);
        }
    }

    private async Task<string> Account(string name, string status) =>
        (await Organisation.Data(await target.Victim.Admin.PostAsJsonAsync(Accounts, new { name, status }))).GetProperty("id").GetString()!;

    private async Task Role(string code, string rules, params string[] allow) =>
        await Organisation.Data(await target.Victim.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code, name = code, allow = allow is [] ? ["crm:accounts:read"] : allow, rules = JsonElement.Parse(rules) }));
}
