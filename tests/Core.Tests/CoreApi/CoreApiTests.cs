using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Keys;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.CoreApi;

/// <summary>The routes, bodies and codes that modules of the earlier system know.</summary>
public sealed class CoreApiTests(KeyWorld world) : IClassFixture<KeyWorld>
{
    [Fact]
    [Trait("feature", "TEN-18")]
    public async Task A_tenant_is_told_by_our_id_and_by_its_earlier_number()
    {
        var acme = await Organisation.Make(world.Host, "acme-info");
        await LegacyTenant("acme-info", 41);
        using var module = world.With((await world.Module("financial")).Key);

        Assert.Equal($$"""{"id":"{{acme.Id}}","code":"acme-info","name":"acme-info","is_active":true}""", (await KeyWorld.Body(await module.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 200)).GetRawText());
        Assert.Equal("""{"id":41,"code":"acme-info","name":"acme-info","is_active":true}""", (await KeyWorld.Body(await module.GetAsync("/api/v1/core/tenants/41"), 200)).GetRawText());
        foreach (var unknown in new[] { "999999", Ids.New().ToString(), "abc", "-1" })
            Assert.Equal("""{"detail":"Tenant not found"}""", (await KeyWorld.Body(await module.GetAsync($"/api/v1/core/tenants/{unknown}"), 404)).GetRawText());

        using var oper = await world.Operator();
        await Organisation.Data(await oper.PostAsJsonAsync($"/api/v1/platform/tenants/{acme.Id}/suspend", new { reason = "Test" }));
        Assert.False((await KeyWorld.Body(await module.GetAsync("/api/v1/core/tenants/41"), 200)).GetProperty("is_active").GetBoolean());
    }

    [Fact]
    [Trait("feature", "MOD-06")]
    public async Task A_module_is_enabled_or_not()
    {
        var acme = await Organisation.Make(world.Host, "acme-apps", apps: "crm");
        using var module = world.With((await world.Module("crm")).Key);

        Assert.Equal("""{"enabled":true}""", (await KeyWorld.Body(await module.GetAsync($"/api/v1/core/tenants/{acme.Id}/modules/crm"), 200)).GetRawText());
        Assert.Equal("""{"detail":"Module not enabled for tenant"}""", (await KeyWorld.Body(await module.GetAsync($"/api/v1/core/tenants/{acme.Id}/modules/fax"), 404)).GetRawText());
        Assert.Equal("""{"detail":"Module not enabled for tenant"}""", (await KeyWorld.Body(await module.GetAsync("/api/v1/core/tenants/777/modules/crm"), 404)).GetRawText());
    }

    [Fact]
    [Trait("feature", "IDN-16")]
    public async Task A_token_is_verified()
    {
        var acme = await Organisation.Make(world.Host, "acme-verify");
        await LegacyTenant("acme-verify", 42);
        using var person = await acme.Person("ann", "member");
        using var module = world.With((await world.Module("financial")).Key);
        var token = person.DefaultRequestHeaders.Authorization!.Parameter;
        var id = await Id(person);

        Assert.Equal($$$"""{"user":{"id":"{{{id}}}","email":"ann@acme-verify.test","username":null,"tenant_id":42,"tenant_code":"acme-verify"}}""", (await KeyWorld.Body(await Verify(module, new { token }), 200)).GetRawText());
        using var oper = await world.Operator();
        await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/platform/legacy_ids", new { users = new[] { new { email = "ann@acme-verify.test", legacy_id = 7 } } }));
        Assert.Equal(7, (await KeyWorld.Body(await Verify(module, new { token }), 200)).GetProperty("user").GetProperty("id").GetInt64());

        Assert.Equal("""{"detail":"Token required"}""", (await KeyWorld.Body(await Verify(module, new { }), 400)).GetRawText());
        Assert.Equal("""{"detail":"Token required"}""", (await KeyWorld.Body(await Verify(module, new { token = "" }), 400)).GetRawText());
        Assert.StartsWith("Invalid token", (await KeyWorld.Body(await Verify(module, new { token = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln" }), 401)).GetProperty("detail").GetString(), StringComparison.Ordinal);

        // A session that ended and a member who is gone are told apart.
        Assert.True((await person.PostAsJsonAsync("/api/v1/auth/logout", new { })).IsSuccessStatusCode);
        await KeyWorld.Body(await Verify(module, new { token }), 401);
        await Organisation.Data(await acme.Admin.PostAsJsonAsync($"/api/v1/org/users/{id}/disable", new { }));
        Assert.Equal("""{"detail":"User not found"}""", (await KeyWorld.Body(await Verify(module, new { token }), 404)).GetRawText());
    }

    [Fact]
    [Trait("feature", "IDN-16")]
    public async Task An_expired_token_is_refused()
    {
        var acme = await Organisation.Make(world.Host, "acme-late");
        using var module = world.With((await world.Module("financial")).Key);
        var token = acme.Admin.DefaultRequestHeaders.Authorization!.Parameter;
        world.Time.Pass(TimeSpan.FromMinutes(16));
        await KeyWorld.Body(await Verify(module, new { token }), 401);
    }

    [Fact]
    [Trait("feature", "RBC-05")]
    public async Task A_check_says_what_the_core_itself_would_say()
    {
        var acme = await Organisation.Make(world.Host, "acme-check", apps: "crm");
        using var person = await acme.Person("bob", "member");
        var id = await Id(person);
        using var module = world.With((await world.Module("crm")).Key);

        Assert.Equal("""{"allowed":true}""", (await KeyWorld.Body(await Check(module, new { user_id = id, permission = "org:users:read", resource_id = (int?)null }), 200)).GetRawText());
        Assert.Equal("""{"allowed":false}""", (await KeyWorld.Body(await Check(module, new { user_id = id, permission = "crm:accounts:read" }), 200)).GetRawText());
        Assert.False(await Allowed(module, Ids.New().ToString(), "org:users:read"));
        Assert.False(await Allowed(module, id, "*:*:*"));
        Assert.False(await Allowed(module, await Id(acme.Admin), "platform:tenants:read"));
        Assert.True(await Allowed(module, await Id(acme.Admin), "financial:accounts:read"));

        // A grant counts with the next call.
        var row = (await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "One" }))).GetProperty("id").GetString();
        await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = id, permission = "crm:accounts:read", resource = "crm.accounts", resource_id = row }));
        Assert.True(await Allowed(module, id, "crm:accounts:read", row));
        Assert.False(await Allowed(module, id, "crm:accounts:read", Ids.New().ToString()));
        Assert.False(await Allowed(module, id, "crm:accounts:read"));

        await KeyWorld.Body(await Check(module, new { permission = "org:users:read" }), 400);
        await KeyWorld.Body(await Check(module, new { user_id = id }), 400);
    }

    [Fact]
    [Trait("feature", "RBC-05")]
    public async Task Many_checks_are_answered_in_their_order()
    {
        var acme = await Organisation.Make(world.Host, "acme-batch");
        using var person = await acme.Person("cid", "member");
        var (id, admin) = (await Id(person), await Id(acme.Admin));
        using var module = world.With((await world.Module("financial")).Key);
        var answer = await KeyWorld.Body(await Check(module, new
        {
            checks = new object[] { new { user_id = id, permission = "org:users:read" }, new { user_id = id, permission = "org:users:update" }, new { user_id = admin, permission = "org:users:update" } },
        }), 200);
        Assert.Equal("""{"results":[{"allowed":true},{"allowed":false},{"allowed":true}]}""", answer.GetRawText());
        await KeyWorld.Body(await Check(module, new { checks = Enumerable.Repeat(new { user_id = id, permission = "org:users:read" }, 201) }), 400);
    }

    [Fact]
    [Trait("feature", "RBC-05")]
    public async Task Somebody_of_several_organisations_is_asked_about_in_one()
    {
        var (one, two) = (await Organisation.Make(world.Host, "acme-one"), await Organisation.Make(world.Host, "acme-two"));
        using var person = await one.Person("dora", "admin");
        var invited = await Organisation.Data(await two.Admin.PostAsJsonAsync("/api/v1/org/users/invite", new { email = "dora@acme-one.test", name = "Dora" }));
        var id = await Id(person);
        await world.Databases.System.Execute("UPDATE public.org_users SET status = 'active' WHERE tenant_id = $1 AND id = $2", CancellationToken.None, two.Id, Guid.Parse(id));
        Assert.NotEqual(JsonValueKind.Undefined, invited.ValueKind);
        using var module = world.With((await world.Module("financial")).Key);

        Assert.StartsWith("tenant_id required", (await KeyWorld.Body(await Check(module, new { user_id = id, permission = "org:users:update" }), 400)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True((await KeyWorld.Body(await Check(module, new { user_id = id, tenant_id = one.Id, permission = "org:users:update" }), 200)).GetProperty("allowed").GetBoolean());
        Assert.False((await KeyWorld.Body(await Check(module, new { user_id = id, tenant_id = two.Id, permission = "org:users:update" }), 200)).GetProperty("allowed").GetBoolean());
    }

    [Fact]
    [Trait("feature", "RBC-06")]
    public async Task The_list_is_what_checks_allow()
    {
        var acme = await Organisation.Make(world.Host, "acme-list", apps: "crm");
        using var person = await acme.Person("eve", "member", "crm.sales_rep");
        var id = await Id(person);
        using var module = world.With((await world.Module("crm")).Key);
        var listed = (await KeyWorld.Body(await module.GetAsync($"/api/v1/core/rbac/users/{id}/permissions"), 200)).GetProperty("permissions").EnumerateArray().Select(code => code.GetString()!).ToList();
        Assert.Contains("crm:accounts:read", listed);

        var known = (await Organisation.Rows(acme.Admin, "/api/v1/rbac/permissions")).Select(row => row.GetProperty("id").GetString()!).ToList();
        var results = new List<string>();
        foreach (var part in known.Chunk(200))
        {
            var answer = (await KeyWorld.Body(await Check(module, new { checks = part.Select(code => new { user_id = id, permission = code }) }), 200)).GetProperty("results").EnumerateArray().ToList();
            results.AddRange(part.Where((_, index) => answer[index].GetProperty("allowed").GetBoolean()));
        }

        Assert.Equal(listed.Order(StringComparer.Ordinal), results.Order(StringComparer.Ordinal));
        Assert.Equal("""{"detail":"User not found"}""", (await KeyWorld.Body(await module.GetAsync("/api/v1/core/rbac/users/5/permissions"), 404)).GetRawText());
    }

    [Fact]
    public async Task Only_keys_of_modules_reach_the_core_and_they_reach_nothing_else()
    {
        var acme = await Organisation.Make(world.Host, "acme-only");
        using var person = world.With((await KeyWorld.Mine(acme.Admin, "*:*:*")).Key);
        Assert.Equal("""{"detail":"Invalid API key"}""", (await KeyWorld.Body(await person.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 401)).GetRawText());
        Assert.Equal("""{"detail":"Invalid API key"}""", (await KeyWorld.Body(await acme.Admin.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 401)).GetRawText());

        using var module = world.With((await world.Module("financial")).Key);
        foreach (var path in new[] { "/api/v1/auth/me", "/api/v1/org/users", "/api/v1/platform/tenants", "/api/v1/menu", "/api/v1/search?q=acme", "/api/v1/keys/mine" })
            Assert.Equal("module_key_not_allowed", await Organisation.Refused(await module.GetAsync(path), HttpStatusCode.Forbidden));
    }

    [Fact]
    [Trait("feature", "KEY-02")]
    public async Task A_module_key_keeps_to_its_scopes_and_organisations()
    {
        var (one, two) = (await Organisation.Make(world.Host, "acme-in"), await Organisation.Make(world.Host, "acme-out"));
        using var key = world.With((await world.Module("financial", new { name = "Narrow", module_name = "financial", environment = "dev", scopes = new[] { "core:tenants:read", "core:rbac:check" }, tenants = new[] { "acme-in" } })).Key);

        await KeyWorld.Body(await key.GetAsync($"/api/v1/core/tenants/{one.Id}"), 200);
        await KeyWorld.Body(await key.GetAsync($"/api/v1/core/tenants/{two.Id}"), 404);
        Assert.True(await Allowed(key, await Id(one.Admin), "org:users:read"));
        Assert.False(await Allowed(key, await Id(two.Admin), "org:users:read"));
        Assert.Equal("""{"detail":"Missing permission: core:audit:write"}""", (await KeyWorld.Body(await key.PostAsJsonAsync("/api/v1/core/audit/log", new { action = "x" }), 403)).GetRawText());
    }

    private async Task LegacyTenant(string code, long number)
    {
        using var oper = await world.Operator();
        await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/platform/legacy_ids", new { tenants = new[] { new { code, legacy_id = number } } }));
    }

    private static Task<HttpResponseMessage> Verify(HttpClient module, object body) => module.PostAsJsonAsync("/api/v1/core/auth/verify", body);

    private static Task<HttpResponseMessage> Check(HttpClient module, object body) => module.PostAsJsonAsync("/api/v1/core/rbac/check", body);

    private static async Task<bool> Allowed(HttpClient module, string user, string permission, string? row = null) =>
        (await KeyWorld.Body(await Check(module, new { user_id = user, permission, resource_id = row }), 200)).GetProperty("allowed").GetBoolean();

    private static async Task<string> Id(HttpClient person) => (await Organisation.Data(await person.GetAsync("/api/v1/auth/me"))).GetProperty("attributes").GetProperty("user").GetProperty("id").GetString()!;
}
