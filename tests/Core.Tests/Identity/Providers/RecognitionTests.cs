using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Identity.Factors;
using static Ashlar.Core.Tests.Identity.Providers.ProviderSteps;

namespace Ashlar.Core.Tests.Identity.Providers;

/// <summary>Whose account it is that a provider vouches for, by policy.</summary>
[Trait("feature", "IDN-05")]
public sealed class RecognitionTests(IdentityHost host) : IClassFixture<IdentityHost>, IAsyncLifetime
{
    private readonly FakeProvider _fake = new(host.Time);
    private TestTenant _tenant = null!;
    private string _admin = "";
    private string _operator = "";

    public async ValueTask InitializeAsync()
    {
        _tenant = await host.Tenant();
        _admin = (await host.Tokens(await host.Admin(_tenant))).Access;
        _operator = await host.Operator();
    }

    public ValueTask DisposeAsync()
    {
        _fake.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_unconfirmed_address_of_an_account_never_opens_it()
    {
        var user = await host.User(_tenant);
        foreach (var admin in (string[])[_admin, _operator])
        {
            var provider = await host.Provider(admin, _fake.Issuer, new { link_existing = true });
            Unknown(await host.SignIn(_fake, provider, Person("attacker", user.Email, verified: false)));
        }

        Assert.Empty(await Linked(user.Id));
        Assert.Contains(await host.Refusals("attacker"), refusal => refusal.Contains("confirms no address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_confirmed_address_links_an_account_only_where_the_policy_says_so()
    {
        var user = await host.User(_tenant);
        var strict = await host.Provider(_operator, _fake.Issuer);
        Unknown(await host.SignIn(_fake, strict, Person("linker", user.Email)));
        Assert.Empty(await Linked(user.Id));

        var linking = await host.Provider(_operator, _fake.Issuer, new { link_existing = true });
        Assert.Equal(200, (await host.SignIn(_fake, linking, Person("linker", user.Email.ToUpperInvariant()))).Status);
        Assert.Equal(["linker"], await Linked(user.Id));
        // From now on the subject says it: the address may change or go, and somebody else may get it.
        Assert.Equal(user.Id, await SignedIn(strict, "linker", null));
        Assert.Equal(user.Id, await SignedIn(strict, "linker", "elsewhere@example.test"));
    }

    [Fact]
    public async Task An_address_that_is_passed_on_does_not_pass_the_account_on()
    {
        var user = await host.User(_tenant);
        var provider = await host.Provider(_operator, _fake.Issuer, new { link_existing = true });
        Assert.Equal(user.Id, await SignedIn(provider, "first-owner", user.Email));
        Unknown(await host.SignIn(_fake, provider, Person("second-owner", user.Email)));
        Assert.Equal(["first-owner"], await Linked(user.Id));
    }

    [Fact]
    public async Task Somebody_new_gets_an_account_with_the_role_of_the_policy_or_is_refused()
    {
        var refusing = await host.Provider(_admin, _fake.Issuer, new { link_existing = true });
        Unknown(await host.SignIn(_fake, refusing, Person("newcomer", $"new@{_tenant.Code}.test")));

        var role = await host.RoleId(_tenant);
        var making = await host.Provider(_admin, _fake.Issuer, new { first_sign_in = "create", role_id = role, domains = new[] { $"{_tenant.Code}.test" } });
        var reply = await host.SignIn(_fake, making, Person("newcomer", $"new@{_tenant.Code}.test"));
        Assert.Equal(_tenant.Code, (string?)reply.Attributes["tenant"]!["code"]);
        var me = (await host.Get("/api/v1/auth/me", reply.Pair.Access)).Attributes;
        Assert.Equal("Vouched For", (string?)me["user"]!["name"]);
        Assert.Equal(["admin"], me["roles"]!.AsArray().Select(one => (string?)one));
        Unknown(await host.SignIn(_fake, making, Person("outsider", "new@elsewhere.test")));
        Unknown(await host.SignIn(_fake, making, Person("unsure", $"other@{_tenant.Code}.test", verified: false)));
    }

    [Fact]
    public async Task A_provider_of_one_organisation_recognises_nobody_of_another()
    {
        var (user, elsewhere) = (await host.User(await host.Tenant()), await host.User());
        var provider = await host.Provider(_admin, _fake.Issuer, new { link_existing = true, first_sign_in = "create", domains = new[] { "example.test" } });
        Unknown(await host.SignIn(_fake, provider, Person("reach", user.Email)));
        Unknown(await host.SignIn(_fake, provider, Person("reach", elsewhere.Email)));
        Assert.Empty(await Linked(user.Id));
    }

    [Fact]
    public async Task The_same_person_at_the_same_issuer_is_somebody_of_its_own_in_each_organisation()
    {
        var other = await host.Tenant();
        var (here, there) = (await host.User(_tenant), await host.User(other));
        var mine = await host.Provider(_admin, _fake.Issuer, new { link_existing = true });
        var theirs = await host.Provider((await host.Tokens(await host.Admin(other))).Access, _fake.Issuer, new { link_existing = true });
        Assert.Equal(here.Id, await SignedIn(mine, "shared", here.Email));
        Assert.Equal(there.Id, await SignedIn(theirs, "shared", there.Email));
        Assert.Equal(here.Id, await SignedIn(mine, "shared", null));
    }

    [Fact]
    public async Task Whoever_was_invited_joins_with_what_the_invitation_gives_and_whoever_was_removed_stays_out()
    {
        var email = $"invited@{_tenant.Code}.test";
        var invited = await host.Post("/api/v1/org/users/invite", new { email, name = "Invited" }, _admin);
        Assert.Equal(200, invited.Status);
        var provider = await host.Provider(_admin, _fake.Issuer, new { link_existing = true });
        var reply = await host.SignIn(_fake, provider, Person("invited", email));
        Assert.Equal(_tenant.Code, (string?)reply.Attributes["tenant"]!["code"]);
        var id = (Guid)reply.Attributes["user"]!["id"]!;

        Assert.Equal(200, (await host.Post($"/api/v1/org/users/{id}/disable", new { }, _admin)).Status);
        Assert.Equal("not_a_member", (await host.SignIn(_fake, provider, Person("invited", email))).Code);
        Unknown(await host.SignIn(_fake, provider, Person("another-subject", email)));
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_whoever_vouches()
    {
        var user = await host.User(_tenant);
        var app = await host.Enrol((await host.Tokens(user)).Access);
        var provider = await host.Provider(_admin, _fake.Issuer, new { link_existing = true });
        var asked = await host.SignIn(_fake, provider, Person("careful", user.Email));
        Assert.Equal("second_factor", (string?)asked.Attributes["status"]);
        Assert.Null(asked.Attributes["access_token"]);

        var done = await host.Post("/api/v1/auth/challenge", new { challenge = (string?)asked.Attributes["challenge"], code = app.Code() });
        Assert.Equal("complete", (string?)done.Attributes["status"]);
        // What was known before the question holds after it: the organisation vouches, so its session stays inside.
        Assert.Equal("session_confined", (await host.Get("/api/v1/auth/factors", done.Pair.Access)).Code);
        Assert.Contains("auth.login ok: with Test provider and totp", await host.Audited(user.Id));
    }

    [Fact]
    public async Task A_locked_or_disabled_account_stays_closed()
    {
        var user = await host.User(_tenant);
        var provider = await host.Provider(_operator, _fake.Issuer, new { link_existing = true });
        Assert.Equal(user.Id, await SignedIn(provider, "lockable", user.Email));
        await host.Database.Execute("UPDATE public.identity_users SET locked_until = $2 WHERE id = $1", CancellationToken.None, user.Id, host.Time.GetUtcNow().AddMinutes(5));
        Assert.Equal((401, "identity_locked"), ((await host.SignIn(_fake, provider, Person("lockable"))) is var locked ? (locked.Status, locked.Code) : default));
        await host.Database.Execute("UPDATE public.identity_users SET locked_until = NULL, status = 'disabled' WHERE id = $1", CancellationToken.None, user.Id);
        Assert.Equal("identity_locked", (await host.SignIn(_fake, provider, Person("lockable"))).Code);
        Assert.Contains("auth.login denied: Test provider: locked", await host.Audited(user.Id));
        Assert.Contains("auth.login denied: Test provider: disabled", await host.Audited(user.Id));
    }

    [Fact]
    public async Task An_account_that_a_stranger_registered_is_its_owners_without_the_strangers_password()
    {
        var email = $"squatted@{_tenant.Code}.test";
        Assert.Equal(202, (await host.Post("/api/v1/auth/register", new { email, password = IdentityHost.Password, name = "Squatter" })).Status);
        var provider = await host.Provider(_operator, _fake.Issuer, new { first_sign_in = "create" });
        var reply = await host.SignIn(_fake, provider, Person("owner", email));
        Assert.Equal("Vouched For", (string?)reply.Attributes["user"]!["name"]);
        var user = new TestUser((Guid)reply.Attributes["user"]!["id"]!, email, "");
        Assert.Equal("invalid_credentials", (await host.Login(user)).Code);
    }

    [Fact]
    public async Task What_an_organisation_set_up_for_an_account_opens_it_no_more_once_its_owner_confirmed_the_address()
    {
        var email = $"preempted@{_tenant.Code}.test";
        var provider = await host.Provider(_admin, _fake.Issuer, new { first_sign_in = "create", domains = new[] { $"{_tenant.Code}.test" } });
        var before = await host.SignIn(_fake, provider, Person("preempted", email));
        var user = new TestUser((Guid)before.Attributes["user"]!["id"]!, email, "Vouched For");
        await host.Enrol(before.Pair.Access);

        // Nobody gets at the account by registering its address either.
        Assert.Equal(202, (await host.Post("/api/v1/auth/register", new { email, password = IdentityHost.Password, name = "Squatter" })).Status);
        Assert.Null(await host.Database.Scalar<string>("SELECT password_hash FROM public.identity_users WHERE id = $1", CancellationToken.None, user.Id));

        string token;
        await using (var work = await host.Service<Ashlar.Core.Identity.IdentityWorks>().Begin(CancellationToken.None))
        {
            token = await host.Service<OneTimeTokens>().Issue(work.Connection, OneTimeTokens.Reset, user.Id, null, null, TimeSpan.FromHours(1), CancellationToken.None);
            await work.Commit(CancellationToken.None);
        }

        Assert.Equal(204, (await host.Post("/api/v1/auth/password/reset", new { token, password = IdentityHost.Password })).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", before.Pair.Access)).Status);
        var own = await host.Login(user);
        Assert.Equal("complete", (string?)own.Attributes["status"]);
        await using (var connection = await host.Database.OpenConnectionAsync())
            Assert.Empty(await connection.Factors(user.Id, CancellationToken.None));

        // The organisation still opens what is its own, and nothing of the account.
        var again = await host.SignIn(_fake, provider, Person("preempted", email));
        Assert.Equal(200, (await host.Get("/api/v1/org/users", again.Pair.Access)).Status);
        Assert.Equal("session_confined", (await host.Post("/api/v1/auth/factors", new { kind = "totp" }, again.Pair.Access)).Code);
    }

    [Fact]
    public async Task A_session_that_an_organisation_vouches_for_opens_no_other_organisation_and_not_the_account()
    {
        var other = await host.Tenant();
        var user = await host.User(_tenant, other);
        var provider = await host.Provider(_admin, _fake.Issuer, new { link_existing = true });
        var inside = await host.SignIn(_fake, provider, Person("confined", user.Email));
        Assert.Equal([_tenant.Code], inside.Attributes["tenants"]!.AsArray().Select(one => (string?)one!["code"]));
        var bearer = inside.Pair.Access;
        Assert.Equal([_tenant.Code], (await host.Get("/api/v1/auth/me", bearer)).Attributes["tenants"]!.AsArray().Select(one => (string?)one!["code"]));
        Assert.Equal("not_a_member", (await host.Post("/api/v1/auth/switch", new { tenant = other.Code }, bearer)).Code);
        foreach (var (method, path) in ((HttpMethod, string)[])[
            (HttpMethod.Get, "/api/v1/auth/sessions"), (HttpMethod.Delete, "/api/v1/auth/sessions"), (HttpMethod.Get, "/api/v1/auth/factors"), (HttpMethod.Post, "/api/v1/auth/factors"), (HttpMethod.Post, "/api/v1/auth/recovery_codes"),
            (HttpMethod.Get, "/api/v1/auth/devices"), (HttpMethod.Patch, "/api/v1/auth/me"), (HttpMethod.Get, "/api/v1/auth/identities"), (HttpMethod.Post, "/api/v1/auth/identities")])
            Assert.Equal((403, "session_confined"), (await host.Send(method, path, method == HttpMethod.Get ? null : new { }, bearer)) is var reply ? (reply.Status, reply.Code) : default);

        var refreshed = await host.Post("/api/v1/auth/refresh", new { refresh_token = inside.Pair.Refresh });
        Assert.Equal([_tenant.Code], refreshed.Attributes["tenants"]!.AsArray().Select(one => (string?)one!["code"]));
        Assert.Equal("not_a_member", (await host.Post("/api/v1/auth/switch", new { tenant = other.Code }, refreshed.Pair.Access)).Code);
        // The operator's provider speaks for the whole installation.
        var everywhere = await host.SignIn(_fake, await host.Provider(_operator, _fake.Issuer, new { link_existing = true }), Person("confined", user.Email));
        Assert.Equal(200, (await host.Post("/api/v1/auth/switch", new { tenant = other.Code }, everywhere.Pair.Access)).Status);
    }

    [Fact]
    public async Task Parallel_first_sign_ins_of_one_person_make_one_account()
    {
        var provider = await host.Provider(_admin, _fake.Issuer, new { first_sign_in = "create", domains = new[] { $"{_tenant.Code}.test" } });
        var ways = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Begin(provider)));
        var replies = await Task.WhenAll(ways.Select(way => host.Complete(way, _fake.Code(way.Url, Person("parallel", $"parallel@{_tenant.Code}.test")))));
        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        Assert.Single(replies.Select(reply => (string?)reply.Attributes["user"]!["id"]).Distinct());
        Assert.Equal(1, await host.Database.Scalar<long>("SELECT count(*) FROM public.rbac_grants WHERE tenant_id = $1 AND user_id = $2", CancellationToken.None, _tenant.Id, (Guid)replies[0].Attributes["user"]!["id"]!));
    }

    private static void Unknown(Reply reply) => Assert.Equal((403, "identity_unknown"), (reply.Status, reply.Code));

    private async Task<Guid> SignedIn(Guid provider, string subject, string? email)
    {
        var reply = await host.SignIn(_fake, provider, Person(subject, email));
        Assert.True(reply.Status == 200, reply.Json!.ToJsonString());
        return (Guid)reply.Attributes["user"]!["id"]!;
    }

    private Task<List<string>> Linked(Guid user) =>
        host.Database.Query("SELECT subject FROM public.identity_external WHERE user_id = $1 AND issuer = $2 ORDER BY created_at, subject", row => row.GetString(0), CancellationToken.None, user, _fake.Issuer);
}
