using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Webhooks;

/// <summary>Who hears what, and with which secrets.</summary>
[Trait("feature", "COM-04")]
public sealed class RightsTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task The_public_verifier_accepts_a_delivery_and_refuses_one_that_was_changed()
    {
        var modules = Path.Combine(Folders.Repository, "console", "node_modules");
        Assert.SkipUnless(Directory.Exists(Path.Combine(modules, "standardwebhooks")), "The npm package standardwebhooks is not installed; run npm ci in console.");
        await using var receiver = await Receiver.Start();
        var tenant = await host.Tenant("hook-verifier");
        var (_, secret) = await tenant.Endpoint(receiver.Url, "crm.account_created");
        await tenant.Account("Ünïcödé & Söhne ✓");
        var got = await receiver.Next();

        var (exit, output) = await Verify(modules, secret, got.Headers, got.Body);
        Assert.True(exit == 0, output);
        Assert.Equal("crm.account_created", JsonElement.Parse(output).GetProperty("type").GetString());
        Assert.NotEqual(0, (await Verify(modules, secret, got.Headers, got.Body.Replace("✓", "✗", StringComparison.Ordinal))).Exit);
        Assert.NotEqual(0, (await Verify(modules, "whsec_" + Convert.ToBase64String(new byte[32]), got.Headers, got.Body)).Exit);
    }

    [Fact]
    public async Task While_a_secret_is_rotated_both_sign()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await host.Tenant("hook-rotate");
        var (endpoint, old) = await tenant.Endpoint(receiver.Url, "crm.account_created");
        var rotated = (await Organisation.Data(await tenant.Post($"/api/v1/webhooks/endpoints/{endpoint}/rotate", new { overlap_hours = 1 }))).GetProperty("attributes").GetProperty("secret").GetString()!;
        Assert.NotEqual(old, rotated);
        await tenant.Account("Both");
        var got = await receiver.Next();

        var signatures = got.Headers["webhook-signature"].Split(' ');
        Assert.Equal(2, signatures.Length);
        foreach (var secret in new[] { rotated, old })
            Assert.Contains(Ashlar.Core.Webhooks.Sending.Signature.Of([secret], got.Id, long.Parse(got.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), System.Text.Encoding.UTF8.GetBytes(got.Body)), signatures);
        var shown = await (await tenant.Http.GetAsync($"/api/v1/webhooks/endpoints/{endpoint}")).Content.ReadAsStringAsync();
        Assert.DoesNotContain("whsec_", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_owner_does_not_see_is_not_sent()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await host.Tenant("hook-hidden");
        var role = new
        {
            code = "narrow",
            name = "Narrow",
            allow = new[] { "crm:accounts:read", "webhooks:*:*" },
            rules = new[] { new { resource = "crm.accounts", filter = new { field = "city", op = "eq", value = "Kiel" }, hidden_fields = new[] { "number" } } },
        };
        var roleId = (await Organisation.Data(await tenant.Post("/api/v1/rbac/roles", role))).GetProperty("id").GetGuid();
        await Organisation.Data(await tenant.Post("/api/v1/org/users/invite", new { email = "narrow@hook-hidden.test", name = "Narrow", role_ids = new[] { roleId } }));
        using var narrow = await host.Accept(await host.Smtp.Next());
        var made = await narrow.PostAsJsonAsync("/api/v1/webhooks/endpoints/create", new { url = receiver.Url, events = new[] { "crm.*" } });
        await Organisation.Data(made);

        await Organisation.Data(await tenant.Post("/api/v1/crm/accounts", new { name = "Elsewhere", city = "Berlin", number = "N1" }));
        await Organisation.Data(await tenant.Post("/api/v1/crm/contacts", new { last_name = "Unseen" }));
        await Organisation.Data(await tenant.Post("/api/v1/crm/accounts", new { name = "Here", city = "Kiel", number = "N2" }));

        var got = JsonElement.Parse((await receiver.Next()).Body).GetProperty("data").GetProperty("attributes");
        Assert.Equal("Here", got.GetProperty("name").GetString());
        Assert.False(got.TryGetProperty("number", out _));
        await Task.Delay(1000);
        Assert.Equal(0, receiver.Count);
    }

    [Fact]
    public async Task Whoever_turns_an_endpoint_elsewhere_receives_with_his_own_rights_and_nothing_that_was_prepared_for_others()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = context => Receiver.Status(context, 500);
        var tenant = await host.Tenant("hook-owner");
        var (endpoint, _) = await tenant.Endpoint(receiver.Url, "crm.account_created");
        await tenant.Account("Secret AG");
        await receiver.Next();
        var delivery = (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}"))[0].GetProperty("id").GetGuid();
        var role = (await Organisation.Data(await tenant.Post("/api/v1/rbac/roles", new { code = "hooker", name = "Webhooks only", allow = new[] { "webhooks:*:*" } }))).GetProperty("id").GetGuid();
        await Organisation.Data(await tenant.Post("/api/v1/org/users/invite", new { email = "hooker@hook-owner.test", name = "Hooker", role_ids = new[] { role } }));
        using var other = await host.Accept(await host.Smtp.Next());

        await using var elsewhere = await Receiver.Start();
        await Organisation.Data(await other.PatchAsJsonAsync($"/api/v1/webhooks/endpoints/{endpoint}", new { url = elsewhere.Url }));
        Assert.Equal("webhook_owner_changed", await Organisation.Refused(await other.PostAsJsonAsync($"/api/v1/webhooks/deliveries/{delivery}/resend", new { }), HttpStatusCode.Conflict));
        var replayed = await Organisation.Data(await other.PostAsJsonAsync($"/api/v1/webhooks/endpoints/{endpoint}/replay", new { from = DateTimeOffset.UnixEpoch, only = "all" }));
        Assert.Equal(0, replayed.GetProperty("attributes").GetProperty("queued").GetInt64());
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync($"/api/v1/webhooks/deliveries/{delivery}/body")).StatusCode);
        await tenant.Account("Secret too");
        await host.Due(endpoint);
        await Task.Delay(1500);
        Assert.Equal(0, elsewhere.Count);
    }

    [Fact]
    public async Task Organisations_do_not_see_each_others_endpoints()
    {
        await using var receiver = await Receiver.Start();
        var (one, two) = (await host.Tenant("hook-one"), await host.Tenant("hook-two"));
        var (endpoint, _) = await one.Endpoint(receiver.Url, "*");
        await two.Account("Foreign");
        await one.Account("Own");

        Assert.Contains("Own", (await receiver.Next()).Body, StringComparison.Ordinal);
        await Eventually.True(async () => (await one.Rows("/api/v1/webhooks/deliveries?filter[state]=delivered")).Count > 0);
        Assert.Empty(await two.Rows("/api/v1/webhooks/endpoints"));
        Assert.Empty(await two.Rows("/api/v1/webhooks/deliveries"));
        var delivery = (await one.Rows("/api/v1/webhooks/deliveries"))[0].GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.NotFound, (await two.Http.GetAsync($"/api/v1/webhooks/deliveries/{delivery}/attempts")).StatusCode);
        foreach (var path in new[] { $"endpoints/{endpoint}/test", $"endpoints/{endpoint}/rotate", $"deliveries/{delivery}/resend" })
            Assert.Equal(HttpStatusCode.NotFound, (await two.Post($"/api/v1/webhooks/{path}")).StatusCode);
    }

    [Fact]
    public async Task A_test_arrives_and_a_range_is_sent_again()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await host.Tenant("hook-range");
        var (endpoint, _) = await tenant.Endpoint(receiver.Url, "crm.account_created");
        await Organisation.Data(await tenant.Post($"/api/v1/webhooks/endpoints/{endpoint}/set_headers", new { headers = new Dictionary<string, string> { ["X-Key"] = "k1" } }));
        await Organisation.Data(await tenant.Post($"/api/v1/webhooks/endpoints/{endpoint}/test"));
        var test = await receiver.Next();
        Assert.Equal("k1", test.Headers["X-Key"]);
        Assert.Equal("webhooks.test", JsonElement.Parse(test.Body).GetProperty("type").GetString());
        await tenant.Account("Again");
        var first = await receiver.Next();
        await Eventually.True(async () => (await tenant.Rows($"/api/v1/webhooks/deliveries?filter[endpoint_id]={endpoint}&filter[state]=delivered")).Count == 2);

        var queued = await Organisation.Data(await tenant.Post($"/api/v1/webhooks/endpoints/{endpoint}/replay", new { from = DateTimeOffset.UnixEpoch, only = "all" }));

        Assert.Equal(2, queued.GetProperty("attributes").GetProperty("queued").GetInt64());
        Assert.Equal([test.Id, first.Id], new[] { (await receiver.Next()).Id, (await receiver.Next()).Id }.Order());
        Assert.Equal("validation", await Organisation.Refused(await tenant.Post($"/api/v1/webhooks/endpoints/{endpoint}/set_headers", new { headers = new Dictionary<string, string> { ["Host"] = "x" } }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("unknown_event", await Organisation.Refused(await tenant.Post("/api/v1/webhooks/endpoints/create", new { url = receiver.Url, events = new[] { "crm.nothing" } }), HttpStatusCode.UnprocessableEntity));
        Assert.Contains((await tenant.Rows("/api/v1/webhooks/event_types")).Select(type => type.GetProperty("id").GetString()), type => type == "crm.deal_won");
    }

    private static async Task<(int Exit, string Output)> Verify(string modules, string secret, IReadOnlyDictionary<string, string> headers, string body)
    {
        var script = Path.Combine(Folders.Repository, "tests", "Core.Tests", "Webhooks", "verify.mjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script, modules, secret]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { headers, body }));
        node.StandardInput.Close();
        var output = await node.StandardOutput.ReadToEndAsync();
        var errors = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        return (node.ExitCode, output.Length > 0 ? output : errors);
    }
}
