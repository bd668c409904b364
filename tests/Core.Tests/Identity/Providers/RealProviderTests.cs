using System.Web;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Identity.Providers;

/// <summary>Against a certified server of OpenID Connect that others wrote.</summary>
[Trait("feature", "IDN-05")]
[Trait("feature", "SSO-02")]
public sealed class RealProviderTests(IdentityHost host) : IClassFixture<IdentityHost>, IAsyncLifetime
{
    private OidcServer? _server;

    private OidcServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await OidcServer.Start($"{host.Host.Address}login/callback");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_signs_in_gets_an_account_and_is_the_same_person_next_time_also_after_its_keys_rotated()
    {
        Present();
        var tenant = await host.Tenant();
        var admin = (await host.Tokens(await host.Admin(tenant))).Access;
        var provider = await Provider(admin, new { first_sign_in = "create", domains = new[] { "example.test" } });
        var name = $"ada{tenant.Code}";

        var first = await SignIn(provider, name);
        Assert.Equal((200, "complete"), (first.Status, (string?)first.Attributes["status"]));
        Assert.Equal(tenant.Code, (string?)first.Attributes["tenant"]!["code"]);
        var me = (await host.Get("/api/v1/auth/me", first.Pair.Access)).Attributes;
        Assert.Equal(($"{name}@example.test", $"Person {name}"), ((string?)me["user"]!["email"], (string?)me["user"]!["name"]));
        Assert.Equal(["member"], me["roles"]!.AsArray().Select(role => (string?)role));

        await Server.Rotate();
        var second = await SignIn(provider, name);
        Assert.Equal(200, second.Status);
        Assert.Equal((string?)me["user"]!["id"], (string?)(await host.Get("/api/v1/auth/me", second.Pair.Access)).Attributes["user"]!["id"]);

        var audited = await host.Audited((Guid)me["user"]!["id"]!);
        Assert.Contains("auth.account_made ok: Test provider", audited);
        Assert.Contains($"auth.identity_linked ok: {Server.Issuer}", audited);
        Assert.Equal(2, audited.Count(entry => entry == "auth.login ok: with Test provider"));
    }

    [Fact]
    public async Task An_unconfirmed_address_takes_over_no_account()
    {
        Present();
        var tenant = await host.Tenant();
        var admin = (await host.Tokens(await host.Admin(tenant))).Access;
        var provider = await Provider(admin, new { link_existing = true, first_sign_in = "create", domains = new[] { "example.test" } });
        var refused = await SignIn(provider, $"unverified{tenant.Code}");
        Assert.Equal((403, "identity_unknown"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_code_of_a_real_provider_works_once_and_only_with_its_verifier()
    {
        Present();
        var tenant = await host.Tenant();
        var admin = (await host.Tokens(await host.Admin(tenant))).Access;
        var provider = await Provider(admin, new { first_sign_in = "create", domains = new[] { "example.test" } });
        var (way, other) = (await host.Begin(provider), await host.Begin(provider));
        var back = HttpUtility.ParseQueryString((await OidcServer.SignIn(new Uri(way.Url), $"bob{tenant.Code}")).Query);
        Assert.Equal(way.State, back["state"]);
        Assert.Equal("provider_answer_untrusted", (await host.Complete(other, back["code"], iss: back["iss"])).Code);
        Assert.Equal(200, (await host.Complete(way, back["code"], iss: back["iss"])).Status);
        Assert.Equal("provider_answer_untrusted", (await host.Complete(await host.Begin(provider), back["code"], iss: back["iss"])).Code);
    }

    [Fact]
    public async Task A_test_tells_what_a_real_provider_offers_and_whether_it_knows_the_client()
    {
        Present();
        var admin = (await host.Tokens(await host.Admin(await host.Tenant()))).Access;
        var right = await host.Post($"/api/v1/security/providers/{await Provider(admin, new { })}/test", new { }, admin);
        Assert.Equal(("accepted", 1), ((string?)right.Attributes["client"], (int)right.Attributes["keys"]!));
        Assert.Contains("ES256", right.Attributes["algorithms"]!.AsArray().Select(one => (string?)one));
        Assert.Equal($"{host.Host.Address}login/callback", (string?)right.Attributes["redirect_uri"]);

        var wrong = await host.Provider(admin, Server.Issuer, null, OidcServer.ClientId, "another secret");
        Assert.Equal("refused", (string?)(await host.Post($"/api/v1/security/providers/{wrong}/test", new { }, admin)).Attributes["client"]);
    }

    [Fact]
    public async Task Whoever_has_neither_password_nor_factor_proves_again_at_the_provider()
    {
        Present();
        var tenant = await host.Tenant();
        var admin = (await host.Tokens(await host.Admin(tenant))).Access;
        var provider = await Provider(admin, new { first_sign_in = "create", domains = new[] { "example.test" } });
        var name = $"carl{tenant.Code}";
        var fresh = (await SignIn(provider, name)).Pair.Access;
        var asked = (await host.Post("/api/v1/auth/step_up/challenge", new { }, fresh)).Attributes;
        Assert.False((bool)asked["password"]!);
        Assert.Equal(provider, (Guid)Assert.Single(asked["providers"]!.AsArray())!["id"]!);
        var again = ProviderSteps.Gone(await host.Post("/api/v1/auth/step_up/provider", new { provider, return_to = "/t/x" }, fresh));
        Assert.Contains("max_age=0", again.Url, StringComparison.Ordinal);
        var back = HttpUtility.ParseQueryString((await OidcServer.SignIn(new Uri(again.Url), name)).Query);
        var proven = await host.Complete(again, back["code"], fresh, iss: back["iss"]);
        Assert.True(proven.Status == 200, proven.Json!.ToJsonString());
        Assert.Equal(("proven", "/t/x"), ((string?)proven.Attributes["status"], (string?)proven.Attributes["return_to"]));

        // Somebody else at the provider proves nothing about this account.
        var stranger = ProviderSteps.Gone(await host.Post("/api/v1/auth/step_up/provider", new { provider }, fresh));
        var other = HttpUtility.ParseQueryString((await OidcServer.SignIn(new Uri(stranger.Url), $"dave{tenant.Code}")).Query);
        Assert.Equal("provider_no_fresh_proof", (await host.Complete(stranger, other["code"], fresh, iss: other["iss"])).Code);
    }

    private void Present() => Assert.SkipUnless(_server is not null, "oidc-provider is not installed in artifacts/oidc-provider.");

    private Task<Guid> Provider(string admin, object more) => host.Provider(admin, Server.Issuer, more, OidcServer.ClientId, OidcServer.ClientSecret);

    private async Task<Reply> SignIn(Guid provider, string name)
    {
        var way = await host.Begin(provider);
        var back = HttpUtility.ParseQueryString((await OidcServer.SignIn(new Uri(way.Url), name)).Query);
        return await host.Complete(way, back["code"], iss: back["iss"]);
    }
}
