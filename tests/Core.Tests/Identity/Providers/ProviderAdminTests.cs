using System.Text.Json.Nodes;
using Ashlar.Core.Storage;
using static Ashlar.Core.Tests.Identity.Providers.ProviderSteps;

namespace Ashlar.Core.Tests.Identity.Providers;

/// <summary>Setting up providers.</summary>
[Trait("feature", "IDN-05")]
public sealed class ProviderAdminTests(IdentityHost host) : IClassFixture<IdentityHost>, IAsyncLifetime
{
    private const string Path = "/api/v1/security/providers";

    private readonly FakeProvider _fake = new(host.Time);
    private TestTenant _tenant = null!;
    private string _admin = "";

    public async ValueTask InitializeAsync()
    {
        _tenant = await host.Tenant();
        _admin = (await host.Tokens(await host.Admin(_tenant))).Access;
    }

    public ValueTask DisposeAsync()
    {
        _fake.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_secret_goes_in_and_never_comes_out()
    {
        var id = await host.Provider(_admin, _fake.Issuer);
        var read = await host.Get($"{Path}/{id}", _admin);
        Assert.DoesNotContain(FakeProvider.Secret, read.Json!.ToJsonString(), StringComparison.Ordinal);
        Assert.True((bool)read.Attributes["has_secret"]!);
        Assert.Equal($"{host.Host.Address}login/callback", (string?)read.Attributes["redirect_uri"]);
        Assert.DoesNotContain(FakeProvider.Secret, await Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_not_sent_stays_and_one_that_is_replaces_it()
    {
        var person = await host.User(_tenant);
        var id = await host.Provider(_admin, _fake.Issuer, new { link_existing = true }, secret: "wrong");
        Assert.Equal("provider_unavailable", (await host.SignIn(_fake, id, Person("replaced", person.Email))).Code);
        Assert.Equal(200, (await Put(id, new { name = "Renamed", issuer = _fake.Issuer, client_id = FakeProvider.ClientId, client_secret = FakeProvider.Secret, link_existing = true })).Status);
        Assert.Equal(200, (await Put(id, new { name = "Renamed again", issuer = _fake.Issuer, client_id = FakeProvider.ClientId, link_existing = true })).Status);
        Assert.Equal(200, (await host.SignIn(_fake, id, Person("replaced", person.Email))).Status);
        Assert.False((bool)(await Put(id, new { name = "Public", issuer = _fake.Issuer, client_id = FakeProvider.ClientId, client_secret = "" })).Attributes["has_secret"]!);
    }

    [Fact]
    public async Task A_secret_may_be_a_reference_to_one_of_the_organisation()
    {
        var missing = await host.Post(Path, Body(new { client_secret = "${secret:oidc}" }), _admin);
        Assert.Equal("client_secret", (string?)missing.Json!["error"]!["details"]![0]!["field"]);
        Assert.Equal(200, (await host.Send(HttpMethod.Put, "/api/v1/security/secrets/oidc", new { value = FakeProvider.Secret }, _admin)).Status);
        var id = await host.Provider(_admin, _fake.Issuer, new { link_existing = true }, secret: "${secret:oidc}");
        Assert.Equal(200, (await host.SignIn(_fake, id, Person("referred", (await host.User(_tenant)).Email))).Status);
        Assert.Equal(422, (await host.Post(Path, Body(new { client_secret = "a ${secret:oidc} b" }), _admin)).Status);
    }

    [Theory]
    [InlineData("name", "")]
    [InlineData("name", null)]
    [InlineData("issuer", null)]
    [InlineData("client_id", null)]
    [InlineData("first_sign_in", null)]
    [InlineData("domains", "[null]")]
    [InlineData("scopes", "[\"openid\", null]")]
    [InlineData("issuer", "nowhere")]
    [InlineData("issuer", "https://example.com/?tenant=x")]
    [InlineData("client_id", " ")]
    [InlineData("first_sign_in", "always")]
    [InlineData("role_id", "01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e")]
    [InlineData("domains", "[\"not a domain\"]")]
    [InlineData("domains", "[\"*.example.com\"]")]
    [InlineData("scopes", "[\"email\"]")]
    [InlineData("scopes", "[\"openid\", \"a b\"]")]
    public async Task What_is_wrong_is_told_by_field(string field, string? value)
    {
        var body = Body(new { });
        body[field] = value?.StartsWith('[') == true ? JsonNode.Parse(value) : value;
        var refused = await host.Post(Path, body, _admin);
        Assert.Equal((422, "validation"), (refused.Status, refused.Code));
        Assert.Equal(field, (string?)refused.Json!["error"]!["details"]![0]!["field"]);
    }

    [Fact]
    public async Task People_become_members_only_from_domains_that_are_named()
    {
        var refused = await host.Post(Path, Body(new { first_sign_in = "create" }), _admin);
        Assert.Equal("domains", (string?)refused.Json!["error"]!["details"]![0]!["field"]);
    }

    [Theory]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://10.0.0.5/realms/x")]
    [InlineData("https://user:pass@login.example.com/")]
    [InlineData("ftp://login.example.com/")]
    public async Task An_issuer_inside_the_house_is_neither_set_up_nor_asked(string issuer)
    {
        var body = Body(new { issuer });
        Assert.Equal((422, "provider_address_refused"), (await host.Post(Path, body, _admin)) is var made ? (made.Status, made.Code) : default);
        Assert.Equal("provider_address_refused", (await host.Post($"{Path}/test", new { issuer }, _admin)).Code);
    }

    [Fact]
    public async Task A_provider_whose_document_leads_into_the_house_is_not_followed()
    {
        _fake.Describe = json => json["token_endpoint"] = "https://169.254.169.254/token";
        var id = await host.Provider(_admin, _fake.Issuer);
        var test = await host.Post($"{Path}/{id}/test", new { }, _admin);
        Assert.Equal((422, "provider_unusable"), (test.Status, test.Code));
        Assert.Contains("token_endpoint https://169.254.169.254/token", (string?)test.Json!["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal((503, "provider_unavailable"), (await host.Post($"/api/v1/auth/providers/{id}/begin")) is var begun ? (begun.Status, begun.Code) : default);
    }

    [Fact]
    public async Task A_test_says_in_words_what_is_wrong()
    {
        async Task<string> Says(Action<JsonObject> describe)
        {
            _fake.Describe = describe;
            var test = await host.Post($"{Path}/test", new { issuer = _fake.Issuer }, _admin);
            return test.Status == 200 ? "works" : $"{test.Status} {test.Json!["error"]!["message"]}";
        }

        Assert.Equal("works", await Says(_ => { }));
        Assert.Contains("names the issuer 'https://evil.example'", await Says(json => json["issuer"] = "https://evil.example"), StringComparison.Ordinal);
        Assert.Contains("has no token_endpoint", await Says(json => json.Remove("token_endpoint")), StringComparison.Ordinal);
        Assert.Contains("does not offer PKCE with S256", await Says(json => json["code_challenge_methods_supported"] = new JsonArray("plain")), StringComparison.Ordinal);
        Assert.Contains("signs with HS256", await Says(json => json["id_token_signing_alg_values_supported"] = new JsonArray("HS256")), StringComparison.Ordinal);
        Assert.Contains("does not offer the authorization code flow", await Says(json => json["response_types_supported"] = new JsonArray("token")), StringComparison.Ordinal);
        Assert.Contains("answers 404", await Says(json => json["jwks_uri"] = _fake.Issuer + "/none"), StringComparison.Ordinal);
        Assert.Contains("None of the keys", await Says(json => json["jwks_uri"] = _fake.Issuer + "/.well-known/openid-configuration"), StringComparison.Ordinal);
        var dead = await host.Post($"{Path}/test", new { issuer = "http://127.0.0.1:1/" }, _admin);
        Assert.Equal((422, "provider_unusable"), (dead.Status, dead.Code));
        Assert.NotEmpty(await host.Database.Query("SELECT reason FROM public.audit_logs WHERE tenant_id = $1 AND action = 'security.providers.test' AND result = 'failed'", row => row.GetString(0), CancellationToken.None, _tenant.Id));
    }

    [Fact]
    public async Task Only_somebody_who_may_do_everything_sets_one_up_and_only_with_a_fresh_proof()
    {
        var member = await host.User(_tenant);
        var bearer = (await host.Tokens(member)).Access;
        Assert.Equal(403, (await host.Get(Path, bearer)).Status);
        Assert.Equal(403, (await host.Post(Path, Body(new { }), bearer)).Status);

        // The permission alone is not enough: a provider can let anybody in as anybody.
        Assert.Equal(201, (await host.Post("/api/v1/rbac/grants", new { user_id = member.Id, permission = "security:providers:*", effect = "allow" }, _admin)).Status);
        Assert.Equal(200, (await host.Get(Path, bearer)).Status);
        Assert.Equal((403, "provider_needs_everything"), (await host.Post(Path, Body(new { }), bearer)) is var refused ? (refused.Status, refused.Code) : default);
        var id = await host.Provider(_admin, _fake.Issuer);
        Assert.Equal("provider_needs_everything", (await host.Send(HttpMethod.Delete, $"{Path}/{id}", null, bearer)).Code);
        Assert.Equal("provider_needs_everything", (await host.Send(HttpMethod.Put, $"{Path}/{id}", Body(new { }), bearer)).Code);

        await host.Database.Execute("UPDATE public.identity_sessions SET proved_at = proved_at - interval '1 day' WHERE tenant_id = $1", CancellationToken.None, _tenant.Id);
        host.Service<Invalidation>().Forget("session", "");
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Post, Path), (HttpMethod.Put, $"{Path}/{id}"), (HttpMethod.Delete, $"{Path}/{id}")])
            Assert.Equal("step_up_required", (await host.Send(method, path, Body(new { }), _admin)).Code);
    }

    [Fact]
    public async Task Another_organisation_neither_sees_nor_changes_it_and_its_sign_in_does_not_offer_it()
    {
        var id = await host.Provider(_admin, _fake.Issuer, new { name = "Ours alone" });
        var other = (await host.Tokens(await host.Admin(await host.Tenant()))).Access;
        Assert.DoesNotContain("Ours alone", (await host.Get(Path, other)).Json!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(404, (await host.Get($"{Path}/{id}", other)).Status);
        Assert.Equal(404, (await host.Send(HttpMethod.Put, $"{Path}/{id}", Body(new { }), other)).Status);
        Assert.Equal(404, (await host.Send(HttpMethod.Delete, $"{Path}/{id}", null, other)).Status);
        Assert.Equal(404, (await host.Post($"{Path}/{id}/test", new { }, other)).Status);

        Assert.Contains("Ours alone", (await host.Get($"/api/v1/auth/providers?tenant={_tenant.Code}")).Json!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Ours alone", (await host.Get("/api/v1/auth/providers")).Json!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(200, (await host.Get("/api/v1/auth/providers?tenant=no-such-organisation")).Status);
    }

    [Fact]
    public async Task Disabling_or_removing_a_provider_ends_what_rests_on_its_word()
    {
        var user = await host.User(_tenant);
        var id = await host.Provider(_admin, _fake.Issuer, new { link_existing = true });
        var first = (await host.SignIn(_fake, id, Person("ending", user.Email))).Pair.Access;
        var own = (await host.Tokens(user)).Access;
        Assert.Equal(200, (await Put(id, new { name = "Off", issuer = _fake.Issuer, client_id = FakeProvider.ClientId, enabled = false })).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", first)).Status);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", own)).Status);
        Assert.Equal(404, (await host.Post($"/api/v1/auth/providers/{id}/begin")).Status);

        Assert.Equal(200, (await Put(id, new { name = "On", issuer = _fake.Issuer, client_id = FakeProvider.ClientId })).Status);
        var way = await host.Begin(id);
        var second = (await host.SignIn(_fake, id, Person("ending"))).Pair.Access;
        Assert.Equal(204, (await host.Send(HttpMethod.Delete, $"{Path}/{id}", null, _admin)).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", second)).Status);
        Assert.Equal("provider_visit_over", (await host.Complete(way, _fake.Code(way.Url, Person("ending")))).Code);
        Assert.DoesNotContain($"sign-in.{id:n}", (await host.Get("/api/v1/security/secrets", _admin)).Json!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_change_is_on_record_with_what_changed()
    {
        var id = await host.Provider(_admin, _fake.Issuer);
        await Put(id, new { name = "Changed", issuer = _fake.Issuer, client_id = FakeProvider.ClientId, client_secret = "another", domains = new[] { "Example.COM" } });
        await host.Send(HttpMethod.Delete, $"{Path}/{id}", null, _admin);
        var entries = await host.Database.Query("SELECT action || coalesce(' ' || changes::text, '') FROM public.audit_logs WHERE resource_id = $1 ORDER BY id", row => row.GetString(0), CancellationToken.None, id);
        Assert.Equal(3, entries.Count);
        Assert.StartsWith("security.providers.create ", entries[0], StringComparison.Ordinal);
        Assert.Contains("\"domains\": {\"to\": \"example.com\", \"from\": \"\"}", entries[1], StringComparison.Ordinal);
        Assert.Contains("client_secret", entries[1], StringComparison.Ordinal);
        Assert.DoesNotContain("another", entries[1], StringComparison.Ordinal);
        Assert.Equal("security.providers.delete", entries[2]);
    }

    private Task<Reply> Put(Guid id, object body) => host.Send(HttpMethod.Put, $"{Path}/{id}", body, _admin);

    private JsonObject Body(object more)
    {
        var body = new JsonObject { ["name"] = "Provider", ["issuer"] = _fake.Issuer, ["client_id"] = "client" };
        foreach (var (name, value) in global::System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject())
            body[name] = value?.DeepClone();
        return body;
    }

    private async Task<string> Everything() => string.Join('\n', await host.Database.Query(
        "SELECT row_to_json(a)::text FROM public.audit_logs a WHERE tenant_id = $1 UNION ALL SELECT row_to_json(p)::text FROM public.identity_providers p WHERE tenant_id = $1", row => row.GetString(0), CancellationToken.None, _tenant.Id));
}
