using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Protection.Secrets;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Ways by which somebody inside an organisation could come to more than they were given.</summary>
[Trait("feature", "RBC-10")]
public sealed class EscalationTests(EscalationHost world) : IClassFixture<EscalationHost>
{
    [Fact]
    public async Task Who_sees_some_rows_only_gets_no_integration_that_sees_them_all()
    {
        var acme = await Organisation.Make(world.Host, "acme-confined", "shared", "crm");
        var full = (await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/keys/api_keys", new { name = "Full", environment = "dev", scopes = new[] { "crm:leads:read" } }))).GetProperty("attributes");
        var integration = full.GetProperty("owner_id").GetString()!;
        var id = (await Organisation.Rows(acme.Admin, "/api/v1/keys/api_keys"))[0].GetProperty("id").GetString()!;
        await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new
        {
            code = "confined",
            name = "Confined",
            allow = new[] { "crm:leads:read", "keys:api_keys:create", "keys:api_keys:read", "keys:api_keys:rotate" },
            rules = JsonElement.Parse("""[{"resource":"crm.leads","filter":{"field":"status","op":"eq","value":"qualified"}}]"""),
        }));
        using var person = await acme.Person("confined", "confined");

        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/v1/keys/api_keys", new { name = "New", environment = "dev", scopes = new[] { "crm:leads:read" } }),
            ("/api/v1/keys/api_keys", new { name = "Old", environment = "dev", owner_id = integration, scopes = new[] { "crm:leads:read" } }),
            ($"/api/v1/keys/api_keys/{id}/rotate", new { }),
        })
            Assert.Equal("not_yours_to_grant", await Organisation.Refused(await person.PostAsJsonAsync(path, body), HttpStatusCode.Forbidden));
        // A key of one's own is confined as its owner is.
        using var own = Speak((await Organisation.Data(await WithKeys(acme, person))).GetProperty("attributes").GetProperty("key").GetString()!);
        await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/crm/leads", new { name = "Hidden", status = "new" }));
        Assert.DoesNotContain("Hidden", await own.GetStringAsync("/api/v1/crm/leads"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_invites_an_address_that_others_invited_first_is_not_handed_its_account()
    {
        var first = await Organisation.Make(world.Host, "acme-first", "shared", "crm");
        var second = await Organisation.Make(world.Host, "acme-second", "shared", "crm");
        var link = (await Organisation.Data(await first.Admin.PostAsJsonAsync("/api/v1/org/users/invite", new { email = "chief@example.test", name = "Chief" }))).GetProperty("attributes").GetProperty("link").GetString()!;

        Assert.Equal("unclaimed_account", await Organisation.Refused(await second.Admin.PostAsJsonAsync("/api/v1/org/users/invite", new { email = "chief@example.test", name = "Chief" }), HttpStatusCode.Forbidden));

        using var chief = world.Host.NewClient();
        await Organisation.Data(await chief.PostAsJsonAsync($"/api/v1/auth/invitations/{link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..]}/accept", new { password = "Quartz-Meadow-77" }));
        // The account is claimed now: a link alone opens nothing of it any more.
        var invited = (await Organisation.Data(await second.Admin.PostAsJsonAsync("/api/v1/org/users/invite", new { email = "chief@example.test", name = "Chief" }))).GetProperty("attributes").GetProperty("link").GetString()!;
        using var thief = world.Host.NewClient();
        var stolen = await thief.PostAsJsonAsync($"/api/v1/auth/invitations/{invited[(invited.IndexOf("token=", StringComparison.Ordinal) + 6)..]}/accept", new { password = "Another-Meadow-78" });
        Assert.Equal("invalid_credentials", await Organisation.Refused(stolen, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Whoever_invites_an_address_learns_nothing_of_its_account_and_makes_nobody_a_member_against_his_will()
    {
        var home = await Organisation.Make(world.Host, "acme-home", "shared", "crm");
        var curious = await Organisation.Make(world.Host, "acme-curious", "shared", "crm");
        using var person = await home.Person("Bartholomew", "member");
        Assert.True((await person.PatchAsync("/api/v1/auth/me", JsonContent.Create(new { time_zone = "Asia/Tokyo" }))).IsSuccessStatusCode);

        var invited = await Organisation.Data(await curious.Admin.PostAsJsonAsync("/api/v1/org/users/invite", new { email = "bartholomew@acme-home.test", name = "Whoever" }));
        var id = invited.GetProperty("id").GetString();
        var seen = await curious.Admin.GetStringAsync($"/api/v1/org/users/{id}");
        Assert.DoesNotContain("Bartholomew", invited.GetRawText() + seen.Replace("bartholomew@", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("Tokyo", seen, StringComparison.Ordinal);

        Assert.True((await curious.Admin.PostAsJsonAsync($"/api/v1/org/users/{id}/disable", new { })).IsSuccessStatusCode);
        var enabled = await Organisation.Data(await curious.Admin.PostAsJsonAsync($"/api/v1/org/users/{id}/enable", new { }));
        Assert.Equal("invited", enabled.GetProperty("attributes").GetProperty("status").GetString());
        Assert.Equal("not_active", await Organisation.Refused(await curious.Admin.PostAsJsonAsync($"/api/v1/org/users/{id}/reset_password", new { }), HttpStatusCode.Conflict));
    }

    [Fact]
    [Trait("feature", "SEC-08")]
    public async Task References_of_an_organisation_do_not_reach_the_operators_secrets_elsewhere()
    {
        var acme = await Organisation.Make(world.Host, "acme-secrets", "shared", "crm");
        var references = world.Host.Services.GetRequiredService<SecretReferences>();
        Assert.Equal("the operator's", await references.Resolve(TenantInfo.PlatformId, "${secret:vault:smtp}", CancellationToken.None));
        await Assert.ThrowsAsync<SecretMissingException>(async () => await references.Resolve(acme.Id, "${secret:vault:smtp}", CancellationToken.None));
    }

    [Fact]
    public async Task Rows_that_come_back_take_room_in_the_plan_as_new_ones_do()
    {
        var acme = await Organisation.Make(world.Host, "acme-room", "shared", "crm");
        var gone = (await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Gone" }))).GetProperty("id").GetString()!;
        Assert.True((await acme.Admin.DeleteAsync($"/api/v1/crm/accounts/{gone}")).IsSuccessStatusCode);
        await world.Fill(acme);

        var restored = await acme.Admin.PostAsJsonAsync($"/api/v1/crm/accounts/{gone}/restore", new { });
        Assert.Equal("limit_reached", await Organisation.Refused(restored, HttpStatusCode.PaymentRequired));
        var bulk = await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts/bulk", new { op = "restore", ids = new[] { gone } }));
        Assert.Equal(0, bulk.GetProperty("succeeded").GetInt32());
    }

    [Fact]
    public async Task Of_many_creates_at_once_as_many_succeed_as_the_plan_has_room_for()
    {
        var acme = await Organisation.Make(world.Host, "acme-race", "shared", "crm");
        await world.Fill(acme, leave: 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = $"Racer {number}" })));
        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.PaymentRequired));
    }

    /// <summary>It may be written down, and opens nothing: that plane is for those who stand on it.</summary>
    [Theory]
    [InlineData("*:*:*")]
    [InlineData("platform:*:*")]
    [InlineData("platform:tenants:read")]
    public async Task No_grant_of_an_organisation_reaches_the_operators_plane(string code)
    {
        var acme = await Organisation.Make(world.Host, $"acme-{Contract.Values.Ids.New():n}"[..20], "shared", "crm");
        await acme.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "wide", name = "Wide", allow = new[] { code } });
        await acme.Admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = await Me(acme.Admin), permission = code, effect = "allow" });
        var roles = (await Organisation.Rows(acme.Admin, "/api/v1/rbac/roles")).Select(role => role.GetProperty("attributes").GetProperty("code").GetString()!);
        using var person = await acme.Person("wide", roles.Contains("wide") ? "wide" : "admin");
        foreach (var client in new[] { acme.Admin, person })
        {
            Assert.Equal("permission_denied", await Organisation.Refused(await client.GetAsync("/api/v1/platform/tenants"), HttpStatusCode.Forbidden));
            using var made = await client.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Wide", environment = "dev", scopes = new[] { code } });
            if (!made.IsSuccessStatusCode)
                continue;
            using var key = Speak((await Organisation.Data(made)).GetProperty("attributes").GetProperty("key").GetString()!);
            Assert.Equal("permission_denied", await Organisation.Refused(await key.GetAsync("/api/v1/platform/tenants"), HttpStatusCode.Forbidden));
        }
    }

    [Fact]
    public async Task A_role_group_key_or_member_that_is_new_may_do_nothing()
    {
        var acme = await Organisation.Make(world.Host, "acme-new", "shared", "crm");
        await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "empty", name = "Empty" }));
        using var person = await acme.Person("newcomer", "empty");
        Assert.Equal("permission_denied", await Organisation.Refused(await person.GetAsync("/api/v1/crm/leads"), HttpStatusCode.Forbidden));
        Assert.Empty(await Organisation.Rows(person, "/api/v1/meta/resources"));
        Assert.InRange((int)(await acme.Admin.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Empty", environment = "dev" })).StatusCode, 400, 499);
        Assert.InRange((int)(await acme.Admin.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Empty", environment = "dev", scopes = Array.Empty<string>() })).StatusCode, 400, 499);
    }

    private static async Task<string> Me(HttpClient person) => (await Organisation.Data(await person.GetAsync("/api/v1/auth/me"))).GetProperty("id").GetString()!;

    /// <summary>Making keys is every member's; the role above is not the member role.</summary>
    private static async Task<HttpResponseMessage> WithKeys(Organisation acme, HttpClient person)
    {
        await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = await Me(person), permission = "keys:mine:manage", effect = "allow" }));
        return await person.PostAsJsonAsync("/api/v1/keys/mine", new { name = "Own", environment = "dev", scopes = new[] { "crm:leads:read" } });
    }

    private HttpClient Speak(string key)
    {
        var client = world.Host.NewClient();
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }
}

/// <summary>A host with a place outside that keeps secrets of the operator.</summary>
public sealed class EscalationHost(TestServer server) : IAsyncLifetime
{
    public TestHost Host { get; } = new(server);

    public ValueTask InitializeAsync() => Host.Start(
        settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["Identity:Hashing:MemoryKib"] = "64", ["Identity:Hashing:Operations"] = "1" },
        adjust: builder => builder.Services.AddSingleton<ISecretVault, Vault>());

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Accounts as many as the smallest plan allows, put there without their story.</summary>
    public async Task Fill(Organisation organisation, int leave = 0)
    {
        using var oper = await Organisation.Operator(Host);
        await Organisation.Data(await oper.PostAsJsonAsync($"/api/v1/platform/tenants/{organisation.Id}/subscribe", new { module = "crm", plan = "starter" }));
        await using var owner = await Host.Connections.OpenOwner("", CancellationToken.None);
        await owner.Execute(
            """
            INSERT INTO shared.crm_accounts (tenant_id, id, name, status, created_at, updated_at, version)
            SELECT $1, gen_random_uuid(), 'Filler ' || n, 'active', now(), now(), 1 FROM generate_series(1, 1000 - $2 - (SELECT count(*) FROM shared.crm_accounts WHERE tenant_id = $1 AND deleted_at IS NULL)::int) AS n
            """, CancellationToken.None, organisation.Id, leave);
    }

    private sealed class Vault : ISecretVault
    {
        public string Scheme => "vault";

        public ValueTask<string?> Read(string name, CancellationToken cancel) => ValueTask.FromResult<string?>("the operator's");
    }
}
