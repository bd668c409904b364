using Ashlar.Core.Storage;
using static Ashlar.Core.Tests.Identity.Providers.ProviderSteps;

namespace Ashlar.Core.Tests.Identity.Providers;

/// <summary>Identities that a person links and unlinks himself.</summary>
[Trait("feature", "IDN-05")]
public sealed class OwnIdentityTests(IdentityHost host) : IClassFixture<IdentityHost>, IAsyncLifetime
{
    private readonly FakeProvider _fake = new(host.Time);
    private Guid _provider;

    public async ValueTask InitializeAsync() => _provider = await host.Provider(await host.Operator(), _fake.Issuer);

    public ValueTask DisposeAsync()
    {
        _fake.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Somebody_links_an_identity_signs_in_with_it_and_unlinks_it()
    {
        var user = await host.User(await host.Tenant());
        var bearer = (await host.Tokens(user)).Access;
        Assert.Contains(_provider, (await host.Get("/api/v1/auth/identities", bearer)).Attributes["providers"]!.AsArray().Select(one => (Guid)one!["id"]!));

        // Any address: it is the person who says that it is him.
        Assert.Equal("linked", (string?)(await Link(bearer, Subject(user), "private@elsewhere.test")).Attributes["status"]);
        var identity = Assert.Single((await host.Get("/api/v1/auth/identities", bearer)).Attributes["identities"]!.AsArray())!;
        Assert.Equal(("Test provider", _fake.Issuer, "private@elsewhere.test"), ((string?)identity["provider"], (string?)identity["issuer"], (string?)identity["email"]));
        var signedIn = await host.SignIn(_fake, _provider, Person(Subject(user)));
        Assert.Equal(user.Id, (Guid)signedIn.Attributes["user"]!["id"]!);

        Assert.Equal(204, (await host.Send(HttpMethod.Delete, $"/api/v1/auth/identities/{identity["id"]}", null, bearer)).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", signedIn.Pair.Access)).Status);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", bearer)).Status);
        Assert.Equal("identity_unknown", (await host.SignIn(_fake, _provider, Person(Subject(user)))).Code);
        Assert.Equal(404, (await host.Send(HttpMethod.Delete, $"/api/v1/auth/identities/{identity["id"]}", null, bearer)).Status);
        var audited = await host.Audited(user.Id);
        Assert.Contains($"auth.identity_linked ok: {_fake.Issuer}", audited);
        Assert.Contains($"auth.identity_unlinked ok: {_fake.Issuer}", audited);
    }

    [Fact]
    public async Task Linking_and_unlinking_need_a_fresh_proof()
    {
        var user = await host.User(await host.Tenant());
        var bearer = (await host.Tokens(user)).Access;
        await Link(bearer, Subject(user));
        var identity = (string)(await host.Get("/api/v1/auth/identities", bearer)).Attributes["identities"]![0]!["id"]!;
        await host.Database.Execute("UPDATE public.identity_sessions SET proved_at = proved_at - interval '1 day' WHERE user_id = $1", CancellationToken.None, user.Id);
        host.Service<Invalidation>().Forget("user", user.Id.ToString());
        Assert.Equal("step_up_required", (await host.Post("/api/v1/auth/identities", new { provider = _provider }, bearer)).Code);
        Assert.Equal("step_up_required", (await host.Send(HttpMethod.Delete, $"/api/v1/auth/identities/{identity}", null, bearer)).Code);
    }

    [Fact]
    public async Task An_identity_of_somebody_else_is_not_taken_and_another_ones_is_not_seen()
    {
        var (user, other) = (await host.User(await host.Tenant()), await host.User(await host.Tenant()));
        var (mine, theirs) = ((await host.Tokens(user)).Access, (await host.Tokens(other)).Access);
        await Link(mine, Subject(user));
        Assert.Equal((409, "identity_taken"), (await Link(theirs, Subject(user))) is var reply ? (reply.Status, reply.Code) : default);
        var identity = (string)(await host.Get("/api/v1/auth/identities", mine)).Attributes["identities"]![0]!["id"]!;
        Assert.Empty((await host.Get("/api/v1/auth/identities", theirs)).Attributes["identities"]!.AsArray());
        Assert.Equal(404, (await host.Send(HttpMethod.Delete, $"/api/v1/auth/identities/{identity}", null, theirs)).Status);
        Assert.Contains("auth.identity_linked denied: Test provider: it is linked to another account", await host.Audited(other.Id));
    }

    [Fact]
    public async Task A_link_is_finished_in_the_session_that_began_it()
    {
        var (victim, attacker) = (await host.User(await host.Tenant()), await host.User(await host.Tenant()));
        var way = Gone(await host.Post("/api/v1/auth/identities", new { provider = _provider }, (await host.Tokens(attacker)).Access));
        var code = _fake.Code(way.Url, Person("attackers-own"));
        Assert.Equal("provider_visit_over", (await host.Complete(way, code, (await host.Tokens(victim)).Access)).Code);
        var again = Gone(await host.Post("/api/v1/auth/identities", new { provider = _provider }, (await host.Tokens(attacker)).Access));
        Assert.Equal("provider_visit_over", (await host.Complete(again, _fake.Code(again.Url, Person("attackers-own")))).Code);
    }

    [Fact]
    public async Task Nobody_unlinks_his_last_way_to_sign_in()
    {
        var made = await host.Provider(await host.Operator(), _fake.Issuer, new { first_sign_in = "create" });
        var email = $"{Guid.CreateVersion7():n}@example.test";
        var reply = await host.SignIn(_fake, made, Person(email, email));
        var bearer = reply.Pair.Access;
        var only = (string)Assert.Single((await host.Get("/api/v1/auth/identities", bearer)).Attributes["identities"]!.AsArray())!["id"]!;
        Assert.Equal((409, "last_way_to_sign_in"), (await host.Send(HttpMethod.Delete, $"/api/v1/auth/identities/{only}", null, bearer)) is var refused ? (refused.Status, refused.Code) : default);

        using var second = new FakeProvider(host.Time);
        var operators = await host.Operator();
        var spare = await host.Provider(operators, second.Issuer);
        var way = Gone(await host.Post("/api/v1/auth/identities", new { provider = spare }, bearer));
        Assert.Equal("linked", (string?)(await host.Complete(way, second.Code(way.Url, Person("spare")), bearer)).Attributes["status"]);
        // A provider that is disabled is no way to sign in.
        var disabled = await host.Send(HttpMethod.Put, $"/api/v1/security/providers/{spare}", new { name = "Spare", issuer = second.Issuer, client_id = FakeProvider.ClientId, enabled = false }, operators);
        Assert.Equal(200, disabled.Status);
        Assert.Equal("last_way_to_sign_in", (await host.Send(HttpMethod.Delete, $"/api/v1/auth/identities/{only}", null, bearer)).Code);
        Assert.Equal(200, (await host.Send(HttpMethod.Put, $"/api/v1/security/providers/{spare}", new { name = "Spare", issuer = second.Issuer, client_id = FakeProvider.ClientId }, operators)).Status);
        Assert.Equal(204, (await host.Send(HttpMethod.Delete, $"/api/v1/auth/identities/{only}", null, bearer)).Status);
    }

    [Fact]
    public async Task Two_at_once_do_not_unlink_the_last_way_together()
    {
        var made = await host.Provider(await host.Operator(), _fake.Issuer, new { first_sign_in = "create" });
        var email = $"{Guid.CreateVersion7():n}@example.test";
        var bearer = (await host.SignIn(_fake, made, Person(email, email))).Pair.Access;
        using var second = new FakeProvider(host.Time);
        var spare = await host.Provider(await host.Operator(), second.Issuer);
        var way = Gone(await host.Post("/api/v1/auth/identities", new { provider = spare }, bearer));
        await host.Complete(way, second.Code(way.Url, Person("spare2")), bearer);
        var both = (await host.Get("/api/v1/auth/identities", bearer)).Attributes["identities"]!.AsArray().Select(one => (string)one!["id"]!).ToList();
        var replies = await Task.WhenAll(both.Select(id => host.Send(HttpMethod.Delete, $"/api/v1/auth/identities/{id}", null, bearer)));
        Assert.Equal([204, 409], replies.Select(reply => reply.Status).Order());
    }

    private static string Subject(TestUser user) => $"of-{user.Id:n}";

    private async Task<Reply> Link(string bearer, string subject, string? email = null)
    {
        var way = Gone(await host.Post("/api/v1/auth/identities", new { provider = _provider }, bearer));
        return await host.Complete(way, _fake.Code(way.Url, Person(subject, email)), bearer);
    }
}
