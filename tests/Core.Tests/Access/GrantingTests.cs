using System.Net;
using System.Net.Http.Json;
using Ashlar.Core.Access;
using Ashlar.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Access;

public sealed class GrantingTests(World world) : IClassFixture<World>, IAsyncLifetime
{
    private string _code = "";
    private Guid _tenant;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _code = $"t{Guid.CreateVersion7():n}"[..30];
        _tenant = await world.Tenant(_code, "isp:carrier");
        _admin = await world.Person(_code, $"a@{_code}.test", "admin");
    }

    [Fact]
    [Trait("feature", "RBC-10")]
    public async Task Nobody_puts_into_a_role_what_he_does_not_hold()
    {
        var helper = await HelperWho("rbac:*:*", "isp:network:read");

        await World.Ok(helper.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "watcher", name = "Watcher", allow = new[] { "isp:network:read" } }));
        foreach (var code in new[] { "isp:*:*", "*:*:*", "isp:portal:read", "*:network:read" })
        {
            var error = await World.Error(await helper.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "more", name = "More", allow = new[] { code } }), HttpStatusCode.Forbidden);
            Assert.Equal("not_yours_to_grant", error.GetProperty("code").GetString());
        }
    }

    [Fact]
    [Trait("feature", "RBC-10")]
    public async Task Nobody_grants_a_role_or_permission_beyond_his_own_even_to_himself()
    {
        var helper = await HelperWho("rbac:*:*", "org:*:*", "isp:network:read");

        await World.Ok(helper.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = World.IdOf(helper), permission = "isp:network:read" }));
        await World.Error(await helper.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = World.IdOf(helper), role_id = await world.RoleId(_tenant, "admin") }), HttpStatusCode.Forbidden);
        await World.Error(await helper.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = World.IdOf(helper), permission = "isp:portal:read" }), HttpStatusCode.Forbidden);

        // Nor by way of a group that holds more.
        var group = (await World.Ok(_admin.PostAsJsonAsync("/api/v1/org/groups", new { name = "Chiefs" }))).GetProperty("id").GetGuid();
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/rbac/grants", new { group_id = group, role_id = await world.RoleId(_tenant, "admin") }));
        await World.Error(await helper.PostAsJsonAsync("/api/v1/org/group_members", new { group_id = group, user_id = World.IdOf(helper) }), HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("feature", "RBC-01")]
    public async Task A_group_carries_its_roles_to_its_members_at_once_and_a_denial_takes_away_at_once()
    {
        var tom = await world.Person(_code, $"tom@{_code}.test");
        await World.Error(await tom.GetAsync("/api/v1/isp/mobile"), HttpStatusCode.Forbidden);

        var group = (await World.Ok(_admin.PostAsJsonAsync("/api/v1/org/groups", new { name = "Field" }))).GetProperty("id").GetGuid();
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/rbac/grants", new { group_id = group, role_id = await world.RoleId(_tenant, "isp.field_tech") }));
        var membership = (await World.Ok(_admin.PostAsJsonAsync("/api/v1/org/group_members", new { group_id = group, user_id = World.IdOf(tom) }))).GetProperty("id").GetGuid();
        await World.Ok(tom.GetAsync("/api/v1/isp/mobile"));

        var denial = (await World.Ok(_admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = World.IdOf(tom), permission = "isp:mobile:read", effect = "deny" }))).GetProperty("id").GetGuid();
        await World.Error(await tom.GetAsync("/api/v1/isp/mobile"), HttpStatusCode.Forbidden);
        await World.Ok(_admin.DeleteAsync($"/api/v1/rbac/grants/{denial}"));
        await World.Ok(tom.GetAsync("/api/v1/isp/mobile"));

        await World.Ok(_admin.DeleteAsync($"/api/v1/org/group_members/{membership}"));
        await World.Error(await tom.GetAsync("/api/v1/isp/mobile"), HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("feature", "RBC-09")]
    public async Task Explain_names_the_rule_that_decides_and_agrees_with_the_check()
    {
        var sarah = await world.Person(_code, $"sarah@{_code}.test", "isp.manager");

        var allowed = await Explain(sarah, "isp:network:read");
        Assert.True(allowed.GetProperty("allowed").GetBoolean());
        Assert.Equal(("role", "isp.manager", "direct", "isp:*:*"), Deciding(allowed));

        await World.Ok(_admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = World.IdOf(sarah), permission = "isp:network:*", effect = "deny" }));
        var denied = await Explain(sarah, "isp:network:read");
        Assert.False(denied.GetProperty("allowed").GetBoolean());
        Assert.Equal(("deny", null, "direct", "isp:network:*"), Deciding(denied));
        Assert.Equal(2, denied.GetProperty("considered").GetArrayLength());

        Assert.Equal("not_subscribed", (await Explain(sarah, "projects:tasks:read")).GetProperty("deciding").GetProperty("kind").GetString());
        Assert.Equal("none", (await Explain(sarah, "rbac:roles:read")).GetProperty("deciding").GetProperty("kind").GetString());

        var access = (await World.Ok(_admin.GetAsync($"/api/v1/org/users/{World.IdOf(sarah)}/access"))).GetProperty("attributes");
        Assert.Equal("isp.manager", access.GetProperty("roles")[0].GetProperty("code").GetString());
        Assert.DoesNotContain("isp:network:read", access.GetProperty("effective").EnumerateArray().Select(code => code.GetString()));
        Assert.Contains("isp:portal:read", access.GetProperty("effective").EnumerateArray().Select(code => code.GetString()));
    }

    [Fact]
    [Trait("feature", "RBC-10")]
    public async Task Built_in_roles_stay_and_bad_codes_are_refused()
    {
        var admin = await world.RoleId(_tenant, "admin");
        Assert.Equal("builtin_role", (await World.Error(await _admin.PatchAsJsonAsync($"/api/v1/rbac/roles/{admin}", new { allow = new[] { "isp:network:read" } }), HttpStatusCode.Conflict)).GetProperty("code").GetString());
        Assert.Equal("builtin_role", (await World.Error(await _admin.DeleteAsync($"/api/v1/rbac/roles/{await world.RoleId(_tenant, "member")}"), HttpStatusCode.Conflict)).GetProperty("code").GetString());
        await World.Error(await _admin.DeleteAsync($"/api/v1/rbac/roles/{admin}"), HttpStatusCode.Conflict);
        foreach (var code in new[] { "isp:network", "ISP:network:read", "isp:nothing:read" })
            await World.Error(await _admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "bad", name = "Bad", allow = new[] { code } }), HttpStatusCode.UnprocessableEntity);
        await World.Error(await _admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "bad", name = "Bad", rules = new[] { new { resource = "org.users", hidden_fields = new[] { "no_such" } } } }), HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    [Trait("feature", "TEN-16")]
    public async Task The_last_administrator_cannot_be_removed()
    {
        var second = await world.Person(_code, $"b@{_code}.test", "admin");
        await World.Ok(_admin.DeleteAsync($"/api/v1/rbac/grants/{await AdminGrant(second)}"));

        // The one invited when the tenant was made has not come yet, so this is the last.
        var last = await AdminGrant(_admin);
        Assert.Equal("last_admin", (await World.Error(await _admin.DeleteAsync($"/api/v1/rbac/grants/{last}"), HttpStatusCode.Conflict)).GetProperty("code").GetString());
        Assert.Equal("last_admin", (await World.Error(await _admin.PatchAsJsonAsync($"/api/v1/rbac/grants/{last}", new { expires_at = "2030-01-01T00:00:00Z" }), HttpStatusCode.Conflict)).GetProperty("code").GetString());
        await World.Error(await _admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = World.IdOf(_admin), permission = "org:*:*", effect = "deny" }), HttpStatusCode.Conflict);
    }

    [Fact]
    [Trait("feature", "TEN-08")]
    public async Task Who_is_confined_to_one_client_does_not_reach_another()
    {
        var (one, two) = (await Client("one"), await Client("two"));
        var user = await world.AddMember(_tenant, $"c1@{_code}.test");
        await world.GrantRole(_tenant, user, "admin");
        var confined = world.As(_code, user, one);

        var group = (await World.Ok(confined.PostAsJsonAsync("/api/v1/org/groups", new { name = "Of one" }))).GetProperty("id").GetGuid();
        var other = (await World.Ok(_admin.PostAsJsonAsync("/api/v1/org/groups", new { name = "Of two", client_id = two }))).GetProperty("id").GetGuid();

        await World.Error(await confined.GetAsync($"/api/v1/org/groups/{other}"), HttpStatusCode.NotFound);
        await World.Error(await confined.DeleteAsync($"/api/v1/org/groups/{other}"), HttpStatusCode.NotFound);
        await World.Ok(_admin.GetAsync($"/api/v1/org/groups/{group}"));
        await World.Ok(_admin.GetAsync($"/api/v1/org/groups/{other}"));
    }

    [Fact]
    [Trait("feature", "TEN-17")]
    public async Task Units_form_a_tree()
    {
        var company = (await World.Ok(_admin.PostAsJsonAsync("/api/v1/org/units", new { kind = "company", name = "ABC" }))).GetProperty("id").GetGuid();
        var branch = (await World.Ok(_admin.PostAsJsonAsync("/api/v1/org/units", new { kind = "branch", name = "North", parent_id = company }))).GetProperty("id").GetGuid();

        Assert.Equal("tree_cycle", (await World.Error(await _admin.PatchAsJsonAsync($"/api/v1/org/units/{company}", new { parent_id = branch }), HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());
    }

    [Fact]
    [Trait("feature", "TEN-17")]
    [Trait("feature", "RBC-10")]
    public async Task A_grant_narrowed_to_a_unit_counts_for_its_members_and_nobody_moves_himself_into_it()
    {
        var north = (await World.Ok(_admin.PostAsJsonAsync("/api/v1/org/units", new { kind = "branch", name = "North" }))).GetProperty("id").GetGuid();
        var helper = await HelperWho("org:*:*");
        await World.Ok(_admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = World.IdOf(helper), permission = "isp:network:read", unit_id = north }));
        await World.Error(await helper.GetAsync("/api/v1/isp/network"), HttpStatusCode.Forbidden);

        await World.Error(await helper.PatchAsJsonAsync($"/api/v1/org/users/{World.IdOf(helper)}", new { unit_id = north }), HttpStatusCode.Forbidden);
        await World.Ok(_admin.PatchAsJsonAsync($"/api/v1/org/users/{World.IdOf(helper)}", new { unit_id = north }));
        await World.Ok(helper.GetAsync("/api/v1/isp/network"));
    }

    [Fact]
    [Trait("feature", "TEN-08")]
    public async Task Who_is_confined_to_a_client_neither_buys_apps_nor_asks_about_others()
    {
        var user = await world.AddMember(_tenant, $"c2@{_code}.test");
        await world.GrantRole(_tenant, user, "admin");
        var confined = world.As(_code, user, await Client("three"));

        await World.Error(await confined.PostAsJsonAsync("/api/v1/catalogue/crm/subscribe", new { plan = "starter" }), HttpStatusCode.Forbidden);
        await World.Error(await confined.GetAsync($"/api/v1/org/users/{World.IdOf(_admin)}/access"), HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("feature", "RBC-09")]
    public async Task A_refusal_is_written_to_the_log()
    {
        var tom = await world.Person(_code, $"refused@{_code}.test");
        await World.Error(await tom.GetAsync("/api/v1/rbac/roles"), HttpStatusCode.Forbidden);

        Assert.Equal("rbac:roles:read", await world.Databases.System.Scalar<string>("SELECT resource FROM public.audit_logs WHERE tenant_id = $1 AND actor_id = $2 AND result = 'denied'", CancellationToken.None, _tenant, World.IdOf(tom)));
    }

    [Fact]
    [Trait("feature", "RBC-11")]
    public void Every_endpoint_says_who_may_call_it()
    {
        var endpoints = world.Services.GetServices<Microsoft.AspNetCore.Routing.EndpointDataSource>().SelectMany(source => source.Endpoints).ToList();

        Assert.NotEmpty(endpoints);
        Assert.Equal([], endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<EndpointAccess>() is null).Select(endpoint => endpoint.DisplayName));
    }

    private async Task<HttpClient> HelperWho(params string[] codes)
    {
        var helper = await world.Person(_code, $"{Guid.CreateVersion7():n}@{_code}.test");
        foreach (var code in codes)
            await World.Ok(_admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = World.IdOf(helper), permission = code }));
        return helper;
    }

    private Task<Guid> AdminGrant(HttpClient person) => world.Databases.System.Scalar<Guid>("SELECT id FROM public.rbac_grants WHERE tenant_id = $1 AND user_id = $2", CancellationToken.None, _tenant, World.IdOf(person));

    private async Task<Guid> Client(string code) => (await World.Ok(_admin.PostAsJsonAsync("/api/v1/org/clients", new { code, name = code }))).GetProperty("id").GetGuid();

    private async Task<System.Text.Json.JsonElement> Explain(HttpClient person, string permission) =>
        (await World.Ok(_admin.GetAsync($"/api/v1/rbac/explain?user_id={World.IdOf(person)}&permission={permission}"))).GetProperty("attributes");

    private static (string?, string?, string?, string?) Deciding(System.Text.Json.JsonElement explanation)
    {
        var deciding = explanation.GetProperty("deciding");
        return (deciding.GetProperty("kind").GetString(), deciding.GetProperty("role").GetString(), deciding.GetProperty("via").GetString(), deciding.GetProperty("code").GetString());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
