using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Modules;

public sealed class SubscriptionTests(World world) : IClassFixture<World>, IAsyncLifetime
{
    private string _code = "";
    private Guid _tenant;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _code = $"t{Guid.CreateVersion7():n}"[..30];
        _tenant = await world.Tenant(_code);
        _admin = await world.Person(_code, $"a@{_code}.test", "admin");
    }

    [Fact]
    [Trait("feature", "TEN-13")]
    [Trait("feature", "TEN-14")]
    [Trait("feature", "MOD-07")]
    public async Task Routes_menu_and_permissions_follow_a_subscription_at_once()
    {
        Assert.True((await Entry("isp")).GetProperty("locked").GetBoolean());
        var refused = await World.Error(await _admin.GetAsync("/api/v1/isp/network"), HttpStatusCode.PaymentRequired);
        Assert.NotEmpty(refused.GetProperty("upgrade_url").GetString()!);
        Assert.DoesNotContain("isp:network:read", await Codes());

        await World.Ok(_admin.PostAsJsonAsync("/api/v1/catalogue/isp/subscribe", new { plan = "starter" }));
        await World.Ok(_admin.GetAsync("/api/v1/isp/network"));
        var open = await Entry("isp");
        Assert.False(open.GetProperty("locked").GetBoolean());
        Assert.Equal(["network", "portal"], open.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Contains("isp:network:read", await Codes());
        var tech = await world.Person(_code, $"tech@{_code}.test", "isp.field_tech");
        await World.Ok(tech.GetAsync("/api/v1/isp/mobile"));

        await World.Ok(_admin.PostAsync("/api/v1/catalogue/isp/unsubscribe", null));
        await World.Error(await _admin.GetAsync("/api/v1/isp/network"), HttpStatusCode.PaymentRequired);
        await World.Error(await tech.GetAsync("/api/v1/isp/mobile"), HttpStatusCode.PaymentRequired);
        Assert.Equal("Upgrade to access", (await Entry("isp")).GetProperty("upgrade").GetProperty("message").GetString());
        Assert.Equal(["org.subscriptions.subscribe", "org.subscriptions.unsubscribe"], await world.Databases.System.Query("SELECT action FROM public.audit_logs WHERE tenant_id = $1 AND action LIKE 'org.subscriptions.%' ORDER BY at", row => row.GetString(0), CancellationToken.None, _tenant));
    }

    [Fact]
    [Trait("feature", "RBC-13")]
    public async Task The_menu_shows_only_what_opens()
    {
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/catalogue/isp/subscribe", new { plan = "starter" }));
        var jane = await world.Person(_code, $"jane@{_code}.test", "isp.portal_customer");

        var menu = (await World.Ok(jane.GetAsync("/api/v1/menu"))).EnumerateArray().ToList();

        Assert.Equal(["portal"], menu.Single(app => app.GetProperty("id").GetString() == "isp").GetProperty("attributes").GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.DoesNotContain(menu, app => app.GetProperty("id").GetString() is "people" or "settings" or "audit" or "platform");
        Assert.Contains((await World.Ok(_admin.GetAsync("/api/v1/menu"))).EnumerateArray(), app => app.GetProperty("id").GetString() == "people");
    }

    [Theory]
    [Trait("feature", "MOD-03")]
    [InlineData("core")]
    [InlineData("auth")]
    [InlineData("rbac")]
    [InlineData("audit")]
    public async Task Nobody_switches_off_the_core(string module)
    {
        var nobody = await world.Person(_code, $"{Guid.CreateVersion7():n}@{_code}.test");

        foreach (var person in new[] { _admin, nobody, world.Operator })
            Assert.Equal("core_always_on", (await World.Error(await person.PostAsync($"/api/v1/catalogue/{module}/unsubscribe", null), HttpStatusCode.Conflict)).GetProperty("code").GetString());
        Assert.Equal("core_always_on", (await World.Error(await world.Operator.PostAsJsonAsync($"/api/v1/platform/tenants/{_tenant}/unsubscribe", new { module }), HttpStatusCode.Conflict)).GetProperty("code").GetString());
    }

    [Fact]
    [Trait("feature", "MOD-08")]
    public async Task The_catalogue_lists_every_app_with_plans_to_anybody()
    {
        var apps = (await World.Ok(world.Anonymous.GetAsync("/api/v1/catalogue"))).EnumerateArray().ToDictionary(app => app.GetProperty("id").GetString()!, app => app.GetProperty("attributes"));

        foreach (var name in new[] { "ISP Framework", "CRM", "E-commerce", "Project Management" })
            Assert.Contains(apps.Values, app => app.GetProperty("name").GetString() == name && app.GetProperty("plans").GetArrayLength() > 0);
        Assert.Equal(JsonValueKind.Null, apps["crm"].GetProperty("subscribed").ValueKind);
        Assert.False((await World.Ok(_admin.GetAsync("/api/v1/catalogue"))).EnumerateArray().Single(app => app.GetProperty("id").GetString() == "crm").GetProperty("attributes").GetProperty("subscribed").GetBoolean());
    }

    [Fact]
    [Trait("feature", "MOD-08")]
    public void An_app_that_is_only_announced_cannot_be_bought()
    {
        var subscriptions = new Subscriptions(null!, new ModuleRegistry([], [], Empty), null!, null!, null!, TimeProvider.System);

        Assert.Equal("app_not_available", subscriptions.Refusal([], "projects", "team")!.Code);
        Assert.Equal("not_found", subscriptions.Refusal([], "nothing", "team")!.Code);
    }

    [Fact]
    [Trait("feature", "MOD-02")]
    public async Task An_app_that_needs_another_is_bought_after_it_and_left_before_it()
    {
        Assert.Equal("needs_other_app", (await World.Error(await _admin.PostAsJsonAsync("/api/v1/catalogue/projects/subscribe", new { plan = "team" }), HttpStatusCode.Conflict)).GetProperty("code").GetString());
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/catalogue/commerce/subscribe", new { plan = "shop" }));
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/catalogue/projects/subscribe", new { plan = "team" }));
        Assert.Equal("needed_by_other_app", (await World.Error(await _admin.PostAsync("/api/v1/catalogue/commerce/unsubscribe", null), HttpStatusCode.Conflict)).GetProperty("code").GetString());
    }

    [Fact]
    [Trait("feature", "RBC-14")]
    [Trait("feature", "MOD-09")]
    public async Task A_feature_follows_the_plan()
    {
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/catalogue/isp/subscribe", new { plan = "starter" }));
        Assert.Equal("feature_off", (await World.Error(await _admin.GetAsync("/api/v1/isp/reports"), HttpStatusCode.PaymentRequired)).GetProperty("code").GetString());

        await World.Ok(_admin.PostAsJsonAsync("/api/v1/catalogue/isp/subscribe", new { plan = "carrier" }));
        await World.Ok(_admin.GetAsync("/api/v1/isp/reports"));
        await World.Error(await _admin.PostAsJsonAsync("/api/v1/catalogue/isp/subscribe", new { plan = "none" }), HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    [Trait("feature", "MOD-10")]
    public async Task An_expired_app_can_be_read_and_not_written_and_keeps_its_data()
    {
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/catalogue/crm/subscribe", new { plan = "starter" }));
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Kept" }));
        await world.Databases.System.Execute("UPDATE public.subscriptions SET ends_at = now() - interval '1 second' WHERE tenant_id = $1", CancellationToken.None, _tenant);
        world.Services.GetRequiredService<Invalidation>().Forget("entitlement", _tenant.ToString());

        Assert.Equal(1, (await World.Ok(_admin.GetAsync("/api/v1/crm/accounts"))).GetArrayLength());
        Assert.Equal("subscription_expired", (await World.Error(await _admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "More" }), HttpStatusCode.PaymentRequired)).GetProperty("code").GetString());

        await World.Ok(_admin.PostAsJsonAsync("/api/v1/catalogue/crm/subscribe", new { plan = "starter" }));
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "More" }));
    }

    [Fact]
    [Trait("feature", "MOD-11")]
    [Trait("feature", "TEN-15")]
    public async Task One_more_than_the_limit_is_refused_by_name()
    {
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/catalogue/crm/subscribe", new { plan = "starter" }));
        await World.Ok(world.Operator.PatchAsJsonAsync($"/api/v1/platform/tenants/{_tenant}", new { limits = new { accounts = 2 } }));

        await World.Ok(_admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "1" }));
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "2" }));
        var error = await World.Error(await _admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "3" }), HttpStatusCode.PaymentRequired);
        Assert.Equal("limit_reached", error.GetProperty("code").GetString());
        Assert.Contains("accounts", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static Microsoft.Extensions.Configuration.IConfiguration Empty => new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build();

    private async Task<JsonElement> Entry(string app) =>
        (await World.Ok(_admin.GetAsync("/api/v1/menu"))).EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == app).GetProperty("attributes");

    private async Task<List<string?>> Codes() => [.. (await World.Ok(_admin.GetAsync("/api/v1/rbac/permissions"))).EnumerateArray().Select(code => code.GetProperty("id").GetString())];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
