using System.Text.Json.Nodes;

namespace Ashlar.Crm.Tests;

[Trait("feature", "CRM-01")]
public class MoveDealTests(Office office) : IClassFixture<Office>, IAsyncLifetime
{
    private string[] _stages = [];
    private string _pipeline = "";

    private Desk Admin => office.Admin;

    public async ValueTask InitializeAsync()
    {
        var setup = (await Admin.Post("/crm/pipelines/setup"))["data"]!;
        (_pipeline, _stages) = ((string)setup["pipeline_id"]!, [.. setup["stage_ids"]!.AsArray().Select(id => (string)id!)]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_move_leaves_history_and_the_weighted_value_follows_the_stage()
    {
        var deal = await Admin.Add("deals", new { name = "History", value = Eur("1000.00") });
        await Admin.Post($"/crm/deals/{deal}/move", new { stage_id = _stages[1] });
        var moved = (await Admin.Post($"/crm/deals/{deal}/move", new { stage_id = _stages[2], reason = "Offer asked for" }))["data"]!["attributes"]!;

        Assert.Equal((60, "600.00"), ((int)moved["probability"]!, (string?)moved["weighted"]!["amount"]));
        Assert.Equal(3, await Admin.Count("stage_moves", $"filter[deal_id][eq]={deal}"));
        var timeline = (await Admin.Get($"/crm/records/deals/{deal}/timeline"))["data"]!.AsArray();
        Assert.Contains(timeline, entry => (string?)entry!["attributes"]!["body"] == "Offer asked for");
    }

    [Fact]
    public async Task A_stage_set_in_a_form_obeys_the_same_rules_and_leaves_the_same_history()
    {
        var deal = await Admin.Add("deals", new { name = "By form" });
        Assert.Equal((422, "crm.stage_needs_fields"), await Admin.Refused($"/crm/deals/{deal}", new { stage_id = _stages[2] }, HttpMethod.Patch));
        await Admin.Send(HttpMethod.Patch, $"/crm/deals/{deal}", new { stage_id = _stages[1] });
        Assert.Equal((30, 2), ((int)(await Admin.Row("deals", deal))["probability"]!, await Admin.Count("stage_moves", $"filter[deal_id][eq]={deal}")));
    }

    [Fact]
    public async Task Illegal_moves_are_refused_and_change_nothing()
    {
        var deal = await Admin.Add("deals", new { name = "Illegal" });
        var other = await Admin.Add("pipelines", new { name = "Renewals" });
        var foreign = await Admin.Add("stages", new { name = "Start", pipeline_id = other });
        Assert.Equal((422, "crm.stage_of_other_pipeline"), await Admin.Refused($"/crm/deals/{deal}/move", new { stage_id = foreign }));
        Assert.Equal((422, "crm.stage_needs_fields"), await Admin.Refused($"/crm/deals/{deal}/move", new { stage_id = _stages[2] }));
        Assert.Equal((422, "crm.deal_needs_reason"), await Admin.Refused($"/crm/deals/{deal}/move", new { stage_id = _stages[5] }));
        Assert.Equal((422, "validation"), await Admin.Refused($"/crm/deals/{deal}/move", new { stage_id = Guid.CreateVersion7() }));
        Assert.Equal((_stages[0], 1), ((string?)(await Admin.Row("deals", deal))["stage_id"], await Admin.Count("stage_moves", $"filter[deal_id][eq]={deal}")));
    }

    [Fact]
    public async Task A_full_stage_takes_no_deal_even_when_two_come_at_once()
    {
        var pipeline = await Admin.Add("pipelines", new { name = "Narrow" });
        await Admin.Add("stages", new { name = "In", pipeline_id = pipeline, position = 1 });
        var narrow = await Admin.Add("stages", new { name = "One", pipeline_id = pipeline, position = 2, wip_limit = 1 });
        var deals = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Admin.Add("deals", new { name = $"Narrow {i}", pipeline_id = pipeline })));
        var answers = await Task.WhenAll(deals.Select(async deal =>
        {
            using var response = await Admin.Try(HttpMethod.Post, $"/crm/deals/{deal}/move", new { stage_id = narrow });
            return (int)response.StatusCode;
        }));
        Assert.Equal([200, 409, 409, 409, 409], answers.Order());
        Assert.Equal(1, await office.Sql<int>($"SELECT count(*) FROM crm_deals WHERE stage_id = '{narrow}'"));
    }

    [Fact]
    public async Task A_deal_is_won_reopened_and_lost()
    {
        var account = await Admin.Add("accounts", new { name = "Buyer" });
        var deal = await Admin.Add("deals", new { name = "Life", account_id = account, value = Eur("80.00") });
        await Admin.Post($"/crm/deals/{deal}/move", new { stage_id = _stages[1] });
        var won = Attributes(await Admin.Post($"/crm/deals/{deal}/win"));
        Assert.Equal(("won", _stages[4], "80.00"), ((string?)won["status"], (string?)won["stage_id"], (string?)won["weighted"]!["amount"]));
        Assert.Equal((409, "crm.deal_is_closed"), await Admin.Refused($"/crm/deals/{deal}/lose", new { reason = "late" }));
        await Admin.Until($"/crm/accounts/{account}", row => (string?)Attributes(row)["status"] == "active");
        Assert.Equal("active", (string?)(await Admin.Row("accounts", account))["status"]);

        var reopened = Attributes(await Admin.Post($"/crm/deals/{deal}/reopen"));
        Assert.Equal(("open", _stages[1]), ((string?)reopened["status"], (string?)reopened["stage_id"]));
        var lost = Attributes(await Admin.Post($"/crm/deals/{deal}/lose", new { reason = "No budget" }));
        Assert.Equal(("lost", "No budget", "0.00"), ((string?)lost["status"], (string?)lost["lost_reason"], (string?)lost["weighted"]!["amount"]));
    }

    [Fact]
    public async Task Lines_make_the_value_of_a_deal()
    {
        var product = await Admin.Add("products", new { name = "Fibre", price = Eur("10.00") });
        var deal = await Admin.Add("deals", new { name = "Lines", value = Eur("1.00") });
        var line = await Admin.Add("deal_lines", new { deal_id = deal, product_id = product, quantity = "3" });
        await Admin.Add("deal_lines", new { deal_id = deal, product_id = product, quantity = "1", discount_percent = "50" });
        Assert.Equal("35.00", (string?)(await Admin.Row("deals", deal))["value"]!["amount"]);
        Assert.Equal((422, "crm.value_follows_lines"), await Admin.Refused($"/crm/deals/{deal}", new { value = Eur("2.00") }, HttpMethod.Patch));
        await Admin.Send(HttpMethod.Delete, $"/crm/deal_lines/{line}", null);
        Assert.Equal("5.00", (string?)(await Admin.Row("deals", deal))["value"]!["amount"]);
        Assert.Equal((422, "crm.line_in_other_currency"), await Admin.Refused("/crm/deal_lines", new { deal_id = deal, price = new { amount = "1", currency = "USD" } }));
    }

    [Fact]
    public async Task One_pipeline_is_the_default()
    {
        var other = await Admin.Add("pipelines", new { name = "Partners", is_default = true });
        Assert.Equal(1, await office.Sql<int>("SELECT count(*) FROM crm_pipelines WHERE is_default AND deleted_at IS NULL"));
        Assert.Equal((409, "crm.default_pipeline_stays"), await Admin.Refused($"/crm/pipelines/{other}", new { is_default = false }, HttpMethod.Patch));
        await Admin.Send(HttpMethod.Patch, $"/crm/pipelines/{_pipeline}", new { is_default = true });
        Assert.False((bool)(await Admin.Row("pipelines", other))["is_default"]!);
        Assert.Equal((409, "crm.stage_kind_taken"), await Admin.Refused("/crm/stages", new { name = "Won again", pipeline_id = _pipeline, kind = "won" }));
    }

    private static object Eur(string amount) => new { amount, currency = "EUR" };

    private static JsonNode Attributes(JsonNode answer) => answer["data"]!["attributes"]!;
}
