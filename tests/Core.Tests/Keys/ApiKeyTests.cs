using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Keys;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Identity;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Keys;

public sealed class ApiKeyTests(KeyWorld world) : IClassFixture<KeyWorld>
{
    private const string Users = "/api/v1/org/users";

    [Fact]
    [Trait("feature", "KEY-01")]
    public async Task A_key_stands_for_its_owner_in_either_header()
    {
        var acme = await Organisation.Make(world.Host, "acme-owner");
        var key = await KeyWorld.Mine(acme.Admin, "org:users:read");

        foreach (var header in new[] { "X-API-Key", "Authorization" })
        {
            var me = await Organisation.Data(await world.With(key.Key, header).GetAsync("/api/v1/auth/me"));
            Assert.Equal("admin@acme-owner.test", me.GetProperty("attributes").GetProperty("user").GetProperty("email").GetString());
            Assert.Equal(["org:users:read"], me.GetProperty("attributes").GetProperty("permissions").EnumerateArray().Select(code => code.GetString()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("ashk_dev_000000000000000000000000000000000000000000000000")]
    [Trait("feature", "KEY-01")]
    public async Task A_key_that_is_none_is_refused(string text)
    {
        var refused = await KeyWorld.Body(await world.With(text).GetAsync(Users), 401);
        Assert.Equal("Invalid API key", refused.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("Invalid API key", (await KeyWorld.Body(await world.With(text).GetAsync("/api/v1/core/tenants/1"), 401)).GetProperty("detail").GetString());
        Assert.Equal("Invalid API key", (await KeyWorld.Body(await world.Host.Client.GetAsync("/api/v1/core/tenants/1"), 401)).GetProperty("detail").GetString());

        // What answers without sign-in answers all the same.
        Assert.Equal(HttpStatusCode.OK, (await world.With(text).GetAsync("/api/v1/version")).StatusCode);
    }

    [Fact]
    [Trait("feature", "KEY-01")]
    public async Task A_well_formed_key_that_nobody_made_is_refused_from_memory_the_second_time()
    {
        using var stranger = world.With(KeyText.New(KeyEnvironment.Prod));
        for (var i = 0; i < 3; i++)
            Assert.Equal("invalid_api_key", await Organisation.Refused(await stranger.GetAsync(Users), HttpStatusCode.Unauthorized));
    }

    [Fact]
    [Trait("feature", "KEY-02")]
    public async Task A_key_does_nothing_outside_its_scopes()
    {
        var acme = await Organisation.Make(world.Host, "acme-scopes");
        using var key = world.With((await KeyWorld.Mine(acme.Admin, "org:users:read")).Key);

        Assert.Equal(HttpStatusCode.OK, (await key.GetAsync(Users)).StatusCode);
        var refused = await KeyWorld.Body(await key.GetAsync("/api/v1/org/groups"), 403);
        Assert.Equal("Missing permission: org:groups:read", refused.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("permission_denied", await Organisation.Refused(await key.PostAsJsonAsync("/api/v1/org/units", new { name = "X" }), HttpStatusCode.Forbidden));
    }

    [Fact]
    [Trait("feature", "KEY-02")]
    public async Task Nobody_gives_a_key_more_than_they_hold()
    {
        var acme = await Organisation.Make(world.Host, "acme-more");
        using var member = await acme.Person("max", "member");

        var refused = await KeyWorld.Body(await member.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Big", scopes = new[] { "org:users:read", "rbac:grants:create", "org:*:read" } }), 403);
        Assert.Equal("not_yours_to_grant", refused.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("rbac:grants:create", refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("unknown_permission", await Organisation.Refused(await member.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Odd", scopes = new[] { "org:nothing:read" } }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("validation", await Organisation.Refused(await member.PostAsJsonAsync("/api/v1/keys/mine", new { name = "None" }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("permission_denied", await Organisation.Refused(await member.PostAsJsonAsync("/api/v1/keys/api_keys", new { name = "Shop", scopes = new[] { "org:users:read" } }), HttpStatusCode.Forbidden));
    }

    [Fact]
    [Trait("feature", "KEY-02")]
    public async Task A_key_follows_its_owner_down()
    {
        var acme = await Organisation.Make(world.Host, "acme-down");
        using var helper = await acme.Person("helper", "admin");
        using var key = world.With((await KeyWorld.Mine(helper, "*:*:*")).Key);
        Assert.Equal(HttpStatusCode.OK, (await key.GetAsync("/api/v1/rbac/grants")).StatusCode);

        var me = (await Organisation.Data(await helper.GetAsync("/api/v1/auth/me"))).GetProperty("attributes").GetProperty("user").GetProperty("id").GetString();
        var grant = (await Organisation.Rows(acme.Admin, $"/api/v1/rbac/grants?filter[user_id][eq]={me}"))[0].GetProperty("id").GetString();
        Assert.True((await acme.Admin.DeleteAsync($"/api/v1/rbac/grants/{grant}")).IsSuccessStatusCode);
        Assert.Equal("permission_denied", await Organisation.Refused(await key.GetAsync("/api/v1/rbac/grants"), HttpStatusCode.Forbidden));

        Assert.True((await acme.Admin.PostAsJsonAsync($"/api/v1/org/users/{me}/disable", new { })).IsSuccessStatusCode);
        Assert.Equal("invalid_api_key", await Organisation.Refused(await key.GetAsync(Users), HttpStatusCode.Unauthorized));
    }

    [Fact]
    [Trait("feature", "KEY-03")]
    public async Task The_record_keeps_what_is_asked_and_of_the_secret_only_its_hash()
    {
        var acme = await Organisation.Make(world.Host, "acme-record");
        var end = world.Time.GetUtcNow().AddDays(3);
        var made = await acme.Admin.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Export", environment = "staging", scopes = new[] { "org:users:read" }, expires_at = end });
        Assert.True(made.Headers.CacheControl?.NoStore);
        var secret = (await Organisation.Data(made)).GetProperty("attributes").GetProperty("key").GetString()!;
        Assert.Matches($"^{KeyText.Pattern}$", secret);
        using (var key = world.With(secret))
            Assert.Equal(HttpStatusCode.OK, (await key.GetAsync(Users)).StatusCode);

        await Eventually.True(async () => (await Only(acme.Admin)).GetProperty("attributes").GetProperty("last_used_at").ValueKind == JsonValueKind.String);
        var row = (await Only(acme.Admin)).GetProperty("attributes");
        Assert.Equal("Export", row.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("module_name").ValueKind);
        Assert.Equal("staging", row.GetProperty("environment").GetString());
        Assert.True(row.GetProperty("is_active").GetBoolean());
        Assert.Equal(end.ToUnixTimeMilliseconds(), row.GetProperty("expires_at").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.True(row.TryGetProperty("created_at", out _));
        Assert.False(row.TryGetProperty("key", out _));
        Assert.StartsWith(row.GetProperty("prefix").GetString()!, secret, StringComparison.Ordinal);
        Assert.True(row.GetProperty("prefix").GetString()!.Length < 20);
        Assert.DoesNotContain(secret, await (await acme.Admin.GetAsync("/api/v1/keys/mine")).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Nowhere in the database: not in the log, the outbox or the stored answers either.
        foreach (var table in new[] { "keys_api_keys", "keys_secrets", "audit_logs", "outbox", "idempotency_keys" })
            Assert.Equal(0, await world.Count($"SELECT count(*) FROM public.{table} t WHERE t::text LIKE '%' || $1 || '%'", secret[^40..]));
    }

    [Fact]
    [Trait("feature", "KEY-03")]
    public async Task An_idempotency_key_does_not_make_the_secret_be_kept()
    {
        var acme = await Organisation.Make(world.Host, "acme-idem");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/keys/mine") { Content = JsonContent.Create(new { name = "Once", scopes = new[] { "org:users:read" } }) };
        request.Headers.Add("Idempotency-Key", "make-a-key");
        Assert.Equal(HttpStatusCode.Created, (await acme.Admin.SendAsync(request)).StatusCode);
        Assert.Equal(0, await world.Count("SELECT count(*) FROM public.idempotency_keys WHERE key = 'make-a-key'"));
    }

    [Fact]
    [Trait("feature", "KEY-04")]
    public async Task A_key_ends_when_it_said_it_would()
    {
        var acme = await Organisation.Make(world.Host, "acme-end");
        using var key = world.With((await KeyWorld.Issue(acme.Admin, "/api/v1/keys/mine", new { name = "Short", scopes = new[] { "org:users:read" }, expires_at = world.Time.GetUtcNow().AddMinutes(5) })).Key);
        Assert.Equal(HttpStatusCode.OK, (await key.GetAsync(Users)).StatusCode);

        world.Time.Pass(TimeSpan.FromMinutes(6));
        var refused = await KeyWorld.Body(await key.GetAsync(Users), 401);
        Assert.Equal("api_key_expired", refused.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("validation", await Organisation.Refused(await acme.Admin.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Past", scopes = new[] { "org:users:read" }, expires_at = world.Time.GetUtcNow().AddMinutes(-1) }), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    [Trait("feature", "KEY-04")]
    public async Task A_key_without_a_word_about_its_end_is_short_lived()
    {
        var acme = await Organisation.Make(world.Host, "acme-life");
        var key = await KeyWorld.Mine(acme.Admin, "org:users:read");
        Assert.InRange(key.Attributes.GetProperty("expires_at").GetDateTimeOffset() - world.Time.GetUtcNow(), TimeSpan.FromDays(29), TimeSpan.FromDays(31));
        var forever = await KeyWorld.Issue(acme.Admin, "/api/v1/keys/mine", new { name = "Forever", scopes = new[] { "org:users:read" }, never_expires = true });
        Assert.Equal(JsonValueKind.Null, forever.Attributes.GetProperty("expires_at").ValueKind);
    }

    private static async Task<JsonElement> Only(HttpClient admin) => Assert.Single(await Organisation.Rows(admin, "/api/v1/keys/api_keys"));
}
