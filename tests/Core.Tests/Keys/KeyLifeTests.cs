using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.Host;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Keys;

/// <summary>Rotation, approval, revocation, addresses and integrations.</summary>
public sealed class KeyLifeTests(KeyWorld world) : IClassFixture<KeyWorld>
{
    private const string Users = "/api/v1/org/users";

    [Fact]
    [Trait("feature", "KEY-05")]
    public async Task After_a_rotation_both_secrets_work_until_the_overlap_is_over()
    {
        var acme = await Organisation.Make(world.Host, "acme-rotate");
        var old = await KeyWorld.Mine(acme.Admin, "org:users:read");
        var fresh = await KeyWorld.Issue(acme.Admin, $"/api/v1/keys/mine/{old.Id}/rotate", new { overlap_hours = 1 });
        Assert.Equal(old.Id, fresh.Id);
        Assert.NotEqual(old.Key, fresh.Key);
        Assert.Equal(200, await Status(old.Key));
        Assert.Equal(200, await Status(fresh.Key));

        world.Time.Pass(TimeSpan.FromMinutes(61));
        Assert.Equal(401, await Status(old.Key));
        Assert.Equal(200, await Status(fresh.Key));
    }

    [Fact]
    [Trait("feature", "KEY-05")]
    public async Task Without_overlap_the_old_secret_is_done_at_once_and_a_second_rotation_lengthens_nothing()
    {
        var acme = await Organisation.Make(world.Host, "acme-cut");
        var first = await KeyWorld.Mine(acme.Admin, "org:users:read");
        var second = await KeyWorld.Issue(acme.Admin, $"/api/v1/keys/mine/{first.Id}/rotate", new { overlap_hours = 0 });
        Assert.Equal((401, 200), (await Status(first.Key), await Status(second.Key)));
        var third = await KeyWorld.Issue(acme.Admin, $"/api/v1/keys/mine/{first.Id}/rotate", new { });
        Assert.Equal((401, 200, 200), (await Status(first.Key), await Status(second.Key), await Status(third.Key)));
        Assert.Equal("validation", await Organisation.Refused(await acme.Admin.PostAsJsonAsync($"/api/v1/keys/mine/{first.Id}/rotate", new { overlap_hours = 1000 }), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    [Trait("feature", "KEY-05")]
    public async Task Only_the_owner_rotates_a_personal_key()
    {
        var acme = await Organisation.Make(world.Host, "acme-owners");
        using var member = await acme.Person("mia", "member");
        var key = await KeyWorld.Mine(member, "org:users:read");
        Assert.Equal("not_your_key", await Organisation.Refused(await acme.Admin.PostAsJsonAsync($"/api/v1/keys/api_keys/{key.Id}/rotate", new { }), HttpStatusCode.Forbidden));
        Assert.Equal("not_found", await Organisation.Refused(await acme.Admin.PostAsJsonAsync($"/api/v1/keys/mine/{key.Id}/rotate", new { }), HttpStatusCode.NotFound));
        var globex = await Organisation.Make(world.Host, "globex-owners");
        Assert.Equal("not_found", await Organisation.Refused(await globex.Admin.PostAsJsonAsync($"/api/v1/keys/api_keys/{key.Id}/revoke", new { }), HttpStatusCode.NotFound));
        Assert.Equal(200, await Status(key.Key));
    }

    [Fact]
    [Trait("feature", "KEY-06")]
    public async Task From_another_address_a_key_is_refused_and_the_log_says_so()
    {
        var acme = await Organisation.Make(world.Host, "acme-ip");
        var away = await KeyWorld.Issue(acme.Admin, "/api/v1/keys/mine", new { name = "Away", environment = "prod", scopes = new[] { "org:users:read" }, allowed_ips = new[] { "203.0.113.0/24", "2001:db8::/32" } });
        var here = await KeyWorld.Issue(acme.Admin, "/api/v1/keys/mine", new { name = "Here", environment = "prod", scopes = new[] { "org:users:read" }, allowed_ips = new[] { "203.0.113.0/24", "127.0.0.0/8", "::1" } });

        using var refused = world.With(away.Key);
        Assert.Equal("api_key_address", await Organisation.Refused(await refused.GetAsync(Users), HttpStatusCode.Forbidden));
        Assert.Equal(200, await Status(here.Key));
        var entry = Assert.Single(await Organisation.Rows(acme.Admin, "/api/v1/audit/entries?filter[action][eq]=keys.refused")).GetProperty("attributes");
        Assert.Equal(("denied", away.Id.ToString()), (entry.GetProperty("result").GetString(), entry.GetProperty("key_id").GetString()));
        Assert.Equal("validation", await Organisation.Refused(await acme.Admin.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Bad", scopes = new[] { "org:users:read" }, allowed_ips = new[] { "203.0.113.9/24" } }), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    [Trait("feature", "KEY-09")]
    public async Task A_members_key_for_production_waits_until_somebody_who_may_lets_it_work()
    {
        var acme = await Organisation.Make(world.Host, "acme-prod");
        using var member = await acme.Person("paul", "member");
        var key = await KeyWorld.Issue(member, "/api/v1/keys/mine", new { name = "Live", environment = "prod", scopes = new[] { "org:users:read" } });
        Assert.Equal("pending", key.Attributes.GetProperty("status").GetString());
        Assert.Equal(401, await Status(key.Key));
        Assert.Equal("permission_denied", await Organisation.Refused(await member.PostAsJsonAsync($"/api/v1/keys/api_keys/{key.Id}/approve", new { }), HttpStatusCode.Forbidden));

        await Organisation.Data(await acme.Admin.PostAsJsonAsync($"/api/v1/keys/api_keys/{key.Id}/approve", new { }));
        Assert.Equal(200, await Status(key.Key));
        Assert.Equal("key_not_pending", await Organisation.Refused(await acme.Admin.PostAsJsonAsync($"/api/v1/keys/api_keys/{key.Id}/approve", new { }), HttpStatusCode.Conflict));

        var other = await KeyWorld.Issue(member, "/api/v1/keys/mine", new { name = "Other", environment = "prod", scopes = new[] { "org:users:read" } });
        await Organisation.Data(await acme.Admin.PostAsJsonAsync($"/api/v1/keys/api_keys/{other.Id}/refuse", new { }));
        Assert.Equal(401, await Status(other.Key));
        Assert.Equal("key_not_active", await Organisation.Refused(await member.PostAsJsonAsync($"/api/v1/keys/mine/{other.Id}/rotate", new { }), HttpStatusCode.Conflict));
        Assert.Equal("permission_denied", await Organisation.Refused(await member.PostAsJsonAsync($"/api/v1/keys/mine/{key.Id}/rotate", new { expires_at = world.Time.GetUtcNow().AddYears(4) }), HttpStatusCode.Forbidden));
    }

    [Fact]
    [Trait("feature", "KEY-09")]
    public async Task A_registered_developer_gets_a_key_for_his_module_and_waits_for_one_for_production()
    {
        var acme = await Organisation.Make(world.Host, "acme-dev");
        using var developer = await acme.Person("dev", "member");
        using var oper = await world.Operator();
        await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/platform/developers", new { email = "Dev@acme-dev.test", module_name = "financial" }));

        var key = await KeyWorld.Issue(developer, "/api/v1/keys/mine", new { name = "Local", module_name = "financial" });
        Assert.Equal(("module", "active", "financial"), (Text(key, "kind"), Text(key, "status"), Text(key, "module_name")));
        using var module = world.With(key.Key);
        await KeyWorld.Body(await module.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 200);
        Assert.Equal("not_a_developer", await Organisation.Refused(await developer.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Theirs", module_name = "crm" }), HttpStatusCode.Forbidden));
        Assert.Equal("not_a_developer", await Organisation.Refused(await acme.Admin.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Mine", module_name = "financial" }), HttpStatusCode.Forbidden));
        Assert.Equal("permission_denied", await Organisation.Refused(await acme.Admin.PostAsJsonAsync("/api/v1/keys/api_keys", new { name = "Mine", module_name = "financial" }), HttpStatusCode.Forbidden));

        var live = await KeyWorld.Issue(developer, "/api/v1/keys/mine", new { name = "Live", module_name = "financial", environment = "prod" });
        using var waiting = world.With(live.Key);
        await KeyWorld.Body(await waiting.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 401);
        Assert.Equal("not_found", await Organisation.Refused(await acme.Admin.PostAsJsonAsync($"/api/v1/keys/api_keys/{live.Id}/approve", new { }), HttpStatusCode.NotFound));
        await Organisation.Data(await oper.PostAsJsonAsync($"/api/v1/keys/api_keys/{live.Id}/approve", new { }));
        await KeyWorld.Body(await waiting.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 200);

        Assert.Equal(2, (await Organisation.Rows(developer, "/api/v1/keys/mine")).Count);
        Assert.Empty(await Organisation.Rows(acme.Admin, "/api/v1/keys/mine"));
        await Organisation.Data(await developer.PostAsJsonAsync($"/api/v1/keys/mine/{key.Id}/revoke", new { }));
        await KeyWorld.Body(await module.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 401);
    }

    [Fact]
    public async Task An_integration_is_a_member_that_nobody_signs_in_as()
    {
        var acme = await Organisation.Make(world.Host, "acme-shop");
        var key = await KeyWorld.Issue(acme.Admin, "/api/v1/keys/api_keys", new { name = "Web shop", scopes = new[] { "org:units:read", "org:units:create" } });
        using var shop = world.With(key.Key);
        var unit = await Organisation.Data(await shop.PostAsJsonAsync("/api/v1/org/units", new { name = "Made by the shop", kind = "branch" }));
        var owner = Text(key, "owner_id");
        Assert.Equal(owner, unit.GetProperty("attributes").GetProperty("created_by").GetString());

        var entry = Assert.Single(await Organisation.Rows(acme.Admin, "/api/v1/audit/entries?filter[action][eq]=org.units.create")).GetProperty("attributes");
        Assert.Equal(("Web shop", "service", key.Id.ToString()), (entry.GetProperty("actor_name").GetString(), entry.GetProperty("actor_kind").GetString(), entry.GetProperty("key_id").GetString()));
        Assert.Equal("permission_denied", await Organisation.Refused(await shop.GetAsync(Users), HttpStatusCode.Forbidden));

        // It has no password to reset and its account is disabled whatever the database is told.
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Databases.System.Execute("UPDATE public.identity_users SET status = 'active' WHERE id = $1", CancellationToken.None, Guid.Parse(owner!)));

        // What the integration is granted narrows its key at once.
        foreach (var grant in await Organisation.Rows(acme.Admin, $"/api/v1/rbac/grants?filter[user_id][eq]={owner}&filter[permission][eq]=org:units:create"))
            Assert.True((await acme.Admin.DeleteAsync($"/api/v1/rbac/grants/{grant.GetProperty("id").GetString()}")).IsSuccessStatusCode);
        Assert.Equal("permission_denied", await Organisation.Refused(await shop.PostAsJsonAsync("/api/v1/org/units", new { name = "No", kind = "branch" }), HttpStatusCode.Forbidden));

        var second = await KeyWorld.Issue(acme.Admin, "/api/v1/keys/api_keys", new { name = "Second", scopes = new[] { "org:units:read" }, owner_id = owner });
        Assert.Equal(owner, Text(second, "owner_id"));
        using var renewed = world.With((await KeyWorld.Issue(acme.Admin, $"/api/v1/keys/api_keys/{second.Id}/rotate", new { })).Key);
        Assert.Equal(HttpStatusCode.OK, (await renewed.GetAsync("/api/v1/org/units")).StatusCode);
        var person = (await Organisation.Rows(acme.Admin, "/api/v1/org/users?filter[email][eq]=admin@acme-shop.test"))[0].GetProperty("id").GetString();
        Assert.Equal("validation", await Organisation.Refused(await acme.Admin.PostAsJsonAsync("/api/v1/keys/api_keys", new { name = "Theft", scopes = new[] { "org:units:read" }, owner_id = person }), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_key_makes_no_keys_and_touches_no_account()
    {
        var acme = await Organisation.Make(world.Host, "acme-nokeys");
        using var key = world.With((await KeyWorld.Mine(acme.Admin, "*:*:*")).Key);
        var mine = (await Organisation.Rows(acme.Admin, "/api/v1/keys/mine"))[0].GetProperty("id").GetString();
        foreach (var path in new[] { $"/api/v1/keys/mine/{mine}/revoke", $"/api/v1/keys/api_keys/{mine}/revoke" })
            Assert.Equal("api_key_makes_no_keys", await Organisation.Refused(await key.PostAsJsonAsync(path, new { }), HttpStatusCode.Forbidden));
        foreach (var path in new[] { "/api/v1/keys/mine", "/api/v1/keys/api_keys", $"/api/v1/keys/mine/{mine}/rotate", $"/api/v1/keys/api_keys/{mine}/rotate", $"/api/v1/keys/api_keys/{mine}/approve", "/api/v1/auth/password", "/api/v1/auth/switch" })
            Assert.Equal("api_key_not_allowed", await Organisation.Refused(await key.PostAsJsonAsync(path, new { }), HttpStatusCode.Forbidden));
        Assert.Equal("api_key_not_allowed", await Organisation.Refused(await key.GetAsync("/api/v1/auth/sessions"), HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_by_the_next_request_on_another_replica()
    {
        var acme = await Organisation.Make(world.Host, "acme-replica");
        var key = await KeyWorld.Mine(acme.Admin, "org:users:read");
        await using var other = await Replica();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        there.DefaultRequestHeaders.Add("X-API-Key", key.Key);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync(Users)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync(Users)).StatusCode);

        await Organisation.Data(await acme.Admin.PostAsJsonAsync($"/api/v1/keys/mine/{key.Id}/revoke", new { }));
        Assert.Equal(401, await Status(key.Key));
        await Eventually.True(async () => (await there.GetAsync(Users)).StatusCode == HttpStatusCode.Unauthorized);
        await other.StopAsync();
    }

    [Fact]
    public async Task A_key_in_use_and_one_that_is_none_are_known_without_the_database()
    {
        var acme = await Organisation.Make(world.Host, "acme-hot");
        using var key = world.With((await KeyWorld.Mine(acme.Admin, "org:users:read")).Key);
        using var stranger = world.With(Core.Keys.KeyText.New(Core.Keys.KeyEnvironment.Prod));
        await key.GetAsync(Users);
        await stranger.GetAsync(Users);
        await using var owner = await world.Host.Connections.OpenOwner("", CancellationToken.None);
        await owner.Execute("REVOKE SELECT ON public.keys_secrets, public.keys_api_keys FROM ashlar_system", CancellationToken.None);
        try
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(HttpStatusCode.OK, (await key.GetAsync(Users)).StatusCode);
                Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(Users)).StatusCode);
            }
        }
        finally
        {
            await owner.Execute("GRANT SELECT ON public.keys_secrets, public.keys_api_keys TO ashlar_system", CancellationToken.None);
        }
    }

    [Fact]
    public async Task Of_many_rotations_at_once_every_secret_answered_works()
    {
        var acme = await Organisation.Make(world.Host, "acme-race");
        var key = await KeyWorld.Mine(acme.Admin, "org:users:read");
        var rotated = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => KeyWorld.Issue(acme.Admin, $"/api/v1/keys/mine/{key.Id}/rotate", new { })));
        Assert.Equal(8, rotated.Select(one => one.Key).Distinct().Count());
        foreach (var one in rotated)
            Assert.Equal(200, await Status(one.Key));
    }

    private async Task<Microsoft.AspNetCore.Builder.WebApplication> Replica()
    {
        var app = AshlarHost.Build([], builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ASHLAR_DATABASE"] = world.Host.Connections.Owner,
                ["ASHLAR_DATA"] = world.Host.Services.GetRequiredService<StorageOptions>().DataFolder,
                ["ASHLAR_OPERATOR_PASSWORD"] = Organisation.OperatorPassword,
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            });
            builder.Services.AddSingleton<TimeProvider>(world.Time);
        });
        await app.StartAsync();
        await app.Services.GetRequiredService<Core.Lifecycle.Startup>().Finished;
        return app;
    }

    private async Task<int> Status(string key)
    {
        using var client = world.With(key);
        return (int)(await client.GetAsync(Users)).StatusCode;
    }

    private static string? Text(IssuedKey key, string name) => key.Attributes.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
