using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Hooks;

public sealed class HookTests(HookHost host) : IClassFixture<HookHost>
{
    [Fact]
    [Trait("feature", "WHI-01")]
    [Trait("feature", "OBS-13")]
    [Trait("feature", "AUD-07")]
    public async Task A_request_is_kept_byte_for_byte_and_becomes_an_event_of_the_same_trace()
    {
        var tenant = await Organisation.Make(host.Host, "in-event");
        var source = await HookHost.Source(tenant.Admin, "repo", "github", "secret-1");
        var body = $$"""{ "action" : "opened",  "marker":"{{Ids.New()}}" }""";

        using var answer = await host.Github(source, body, delivery: "d-1", trace: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        await Eventually.True(() => Task.FromResult(WhenHookArrives.Seen.Any(seen => seen.Hook.Payload.GetRawText() == JsonElement.Parse(body).GetRawText() || seen.Hook.Payload.ToString().Contains(JsonElement.Parse(body).GetProperty("marker").GetString()!, StringComparison.Ordinal))));
        var (hook, trace) = WhenHookArrives.Seen.Last(seen => seen.Hook.Source == "repo");
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", trace);
        await Eventually.True(async () => (await Organisation.Rows(tenant.Admin, "/api/v1/hooks/requests?filter[state]=processed")).Count == 1);
        // One id finds what the sender's request caused, through the event and the reaction to it.
        Assert.Contains(await Organisation.Rows(tenant.Admin, "/api/v1/audit/entries?filter[trace_id]=4bf92f3577b34da6a3ce929d0e0e4736"), row => row.GetProperty("attributes").GetProperty("action").GetString() == WhenHookArrives.Noted);
        var raw = (await Organisation.Data(await tenant.Admin.GetAsync($"/api/v1/hooks/requests/{hook.Id}/raw"))).GetProperty("attributes");
        Assert.Equal(body, raw.GetProperty("body").GetString());
        Assert.Contains("X-GitHub-Delivery", raw.GetProperty("headers").EnumerateArray().Select(header => header.GetProperty("name").GetString()));
    }

    [Fact]
    [Trait("feature", "WHI-02")]
    public async Task A_request_altered_by_one_byte_is_refused_and_leaves_nothing_but_a_count()
    {
        var tenant = await Organisation.Make(host.Host, "in-altered");
        var source = await HookHost.Source(tenant.Admin, "repo", "github", "secret-1");

        using var answer = await host.Post(source, """{"a":2}""", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");

        Assert.Equal("hook_not_verified", await Organisation.Refused(answer, HttpStatusCode.Unauthorized));
        Assert.Empty(await Organisation.Rows(tenant.Admin, "/api/v1/hooks/requests"));
        await Eventually.True(async () => (await Organisation.Rows(tenant.Admin, $"/api/v1/hooks/sources/{source.Id}/refusals")).Count == 1, seconds: 10);
    }

    [Fact]
    [Trait("feature", "WHI-03")]
    public async Task The_organisation_is_known_from_the_address_whatever_the_request_claims()
    {
        var (mine, other) = (await Organisation.Make(host.Host, "in-mine"), await Organisation.Make(host.Host, "in-other"));
        var source = await HookHost.Source(mine.Admin, "repo", "github", "secret-1");
        using var request = new HttpRequestMessage(HttpMethod.Post, source.Url) { Content = new StringContent("Hello, World!") };
        request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("secret-1"u8, "Hello, World!"u8)));
        request.Headers.TryAddWithoutValidation("X-Tenant", other.Code);
        request.Headers.TryAddWithoutValidation("X-Account-Id", other.Id.ToString());

        Assert.Equal(HttpStatusCode.Accepted, (await host.Host.Client.SendAsync(request)).StatusCode);

        Assert.Single(await Organisation.Rows(mine.Admin, "/api/v1/hooks/requests"));
        Assert.Empty(await Organisation.Rows(other.Admin, "/api/v1/hooks/requests"));
        var id = (await Organisation.Rows(mine.Admin, "/api/v1/hooks/requests"))[0].GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.NotFound, (await other.Admin.GetAsync($"/api/v1/hooks/requests/{id}/raw")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Admin.GetAsync($"/api/v1/hooks/sources/{source.Id}/address")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Admin.PostAsJsonAsync($"/api/v1/hooks/requests/{id}/replay", new { })).StatusCode);
    }

    [Fact]
    [Trait("feature", "WHI-03")]
    public async Task A_source_of_the_operator_leads_each_account_to_its_organisation_and_parks_the_others()
    {
        var tenant = await Organisation.Make(host.Host, "in-mapped");
        using var oper = await Organisation.Operator(host.Host);
        var source = await HookHost.Source(oper, "crm-app", "github", "secret-1", new { account_required = true });
        await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/hooks/accounts", new { source_id = source.Id, name = "77", organisation = "in-mapped" }));

        Assert.Equal(HttpStatusCode.Accepted, (await host.Github(source, """{"installation":{"id":77}}""")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await host.Github(source, """{"installation":{"id":78}}""")).StatusCode);

        Assert.Single(await Organisation.Rows(tenant.Admin, "/api/v1/hooks/requests"));
        var parked = Assert.Single(await Organisation.Rows(oper, $"/api/v1/hooks/requests?filter[source_id]={source.Id}"));
        Assert.Equal("parked", parked.GetProperty("attributes").GetProperty("state").GetString());
        var foreign = await tenant.Admin.PostAsJsonAsync("/api/v1/hooks/accounts", new { source_id = (await HookHost.Source(tenant.Admin, "own", "none", null)).Id, name = "1", organisation = "platform" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.StatusCode);
    }

    [Fact]
    [Trait("feature", "WHI-05")]
    public async Task A_repeated_event_is_taken_each_time_and_processed_once()
    {
        var tenant = await Organisation.Make(host.Host, "in-again");
        var source = await HookHost.Source(tenant.Admin, "again", "github", "secret-1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => host.Github(source, $$"""{"number":{{number}}}""", delivery: "the-same")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        await Eventually.True(async () => (await Organisation.Rows(tenant.Admin, "/api/v1/hooks/requests?filter[state]=processed")).Count == 1);
        Assert.Single(WhenHookArrives.Seen, seen => seen.Hook.Source == "again");
        // Without an id of the sender's the same bytes are the same event.
        await host.Github(source, """{"x":1}""");
        await host.Github(source, """{"x":1}""");
        Assert.Equal(2, (await Organisation.Rows(tenant.Admin, "/api/v1/hooks/requests")).Count);
    }

    [Fact]
    [Trait("feature", "WHI-06")]
    public async Task What_a_rule_parks_is_visible_and_can_be_processed_later()
    {
        var tenant = await Organisation.Make(host.Host, "in-parked");
        var source = await HookHost.Source(tenant.Admin, "parking", "none", null);
        var rule = (await Organisation.Data(await tenant.Admin.PostAsJsonAsync("/api/v1/hooks/rules", new { source_id = source.Id, type = "invoice.*", action = "park" }))).GetProperty("id").GetGuid();
        await host.Post(source, """{"id":"e1","type":"invoice.paid"}""", "");
        await Eventually.True(async () => (await Organisation.Rows(tenant.Admin, "/api/v1/hooks/requests?filter[state]=parked")).Count == 1);
        Assert.DoesNotContain(WhenHookArrives.Seen, seen => seen.Hook.Source == "parking");

        Assert.True((await tenant.Admin.DeleteAsync($"/api/v1/hooks/rules/{rule}")).IsSuccessStatusCode);
        var replayed = await Organisation.Data(await tenant.Admin.PostAsJsonAsync($"/api/v1/hooks/sources/{source.Id}/replay", new { from = DateTimeOffset.UnixEpoch }));

        Assert.Equal(1, replayed.GetProperty("attributes").GetProperty("count").GetInt64());
        await Eventually.True(async () => (await Organisation.Rows(tenant.Admin, "/api/v1/hooks/requests?filter[state]=processed")).Count == 1);
        var id = (await Organisation.Rows(tenant.Admin, "/api/v1/hooks/requests"))[0].GetProperty("id").GetGuid();
        await Organisation.Data(await tenant.Admin.PostAsJsonAsync($"/api/v1/hooks/requests/{id}/replay", new { }));
        await Eventually.True(() => Task.FromResult(WhenHookArrives.Seen.Count(seen => seen.Hook.Source == "parking") == 2));
    }

    [Fact]
    public async Task A_reaction_that_fails_is_seen_at_the_request()
    {
        var tenant = await Organisation.Make(host.Host, "in-fails");
        var source = await HookHost.Source(tenant.Admin, "failing", "none", null);
        await host.Post(source, """{"id":"e1","type":"fails"}""", "");

        await Eventually.True(async () => (await Organisation.Rows(tenant.Admin, "/api/v1/hooks/requests")).Any(row => row.GetProperty("attributes").GetProperty("reason").GetString() == "The reaction fails."));
    }

    [Fact]
    public async Task Wrong_addresses_and_bodies_are_refused_alike()
    {
        var tenant = await Organisation.Make(host.Host, "in-wrong");
        var source = await HookHost.Source(tenant.Admin, "wrong", "none", null);
        var unknown = new HookSource(Guid.Empty, $"/hooks/wrong/{new string('0', 48)}", null);
        var otherCode = new HookSource(Guid.Empty, source.Url.Replace("/wrong/", "/right/", StringComparison.Ordinal), null);

        Assert.Equal("not_found", await Organisation.Refused(await host.Post(unknown, "{}", ""), HttpStatusCode.NotFound));
        Assert.Equal("not_found", await Organisation.Refused(await host.Post(otherCode, "{}", ""), HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.Post(source, new string('x', (1024 * 1024) + 1), "")).StatusCode);
        foreach (var (body, type) in new[] { ("", "application/json"), ("{", "application/json"), ("<a/>", "text/xml"), ("a=1&a=2&=x&%zz", "application/x-www-form-urlencoded"), ("{\"type\":\"nul\\u0000\",\"x\":\"\\u0000\"}", "application/json"), ("\"\\ud800\"", "application/json"), (new string('[', 5000), "application/json"), ("{\"type\":{\"a\":1},\"id\":[1]}", "nonsense") })
            Assert.Equal(HttpStatusCode.Accepted, (await host.Post(source, body, "", contentType: type)).StatusCode);

        Assert.True((await tenant.Admin.PostAsJsonAsync($"/api/v1/hooks/sources/{source.Id}/renew_address", new { })).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post(source, "{}", "")).StatusCode);
        await Eventually.True(async () => await host.Database.Scalar<long>("SELECT count(*) FROM public.hooks_inbox WHERE tenant_id = $1 AND state IN ('received', 'published')", CancellationToken.None, tenant.Id) == 0, seconds: 15);
    }

    [Fact]
    [Trait("feature", "WHI-07")]
    public async Task A_burst_is_accepted_whole_and_each_event_reaches_its_reaction_once()
    {
        var tenant = await Organisation.Make(host.Host, "in-burst");
        var source = await HookHost.Source(tenant.Admin, "burst", "none", null);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => host.Post(source, $$"""{"id":"{{number}}","type":"t"}""", "")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Equal(1000, await host.Database.Scalar<long>("SELECT count(*) FROM public.hooks_inbox WHERE tenant_id = $1", CancellationToken.None, tenant.Id));
        await Eventually.True(async () => await host.Database.Scalar<long>("SELECT count(*) FROM public.hooks_inbox WHERE tenant_id = $1 AND state = 'processed'", CancellationToken.None, tenant.Id) == 1000, seconds: 60);
        Assert.Equal(1000, WhenHookArrives.Seen.Where(seen => seen.Hook.Source == "burst").Select(seen => seen.Hook.Id).Distinct().Count());
        Assert.Equal(1000, WhenHookArrives.Seen.Count(seen => seen.Hook.Source == "burst"));
    }
}
