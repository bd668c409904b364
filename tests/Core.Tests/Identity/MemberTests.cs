using Ashlar.Core.Storage;

namespace Ashlar.Core.Tests.Identity;

[Trait("feature", "IDN-17")]
[Trait("feature", "IDN-11")]
public sealed class MemberTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Somebody_new_accepts_an_invitation_and_is_in()
    {
        var tenant = await host.Tenant();
        var admin = await host.Tokens(await host.Admin(tenant));
        var invited = await Invite(admin, "new.person@example.test", "New Person");
        Assert.Equal(200, invited.Status);
        Assert.Equal("invited", (string?)invited.Attributes["user"]!["status"]);
        var token = TokenOf(invited);

        var shown = await host.Get($"/api/v1/auth/invitations/{token}");
        Assert.Equal(("new.person@example.test", false), ((string?)shown.Attributes["email"], (bool)shown.Attributes["user_exists"]!));
        Assert.Equal(422, (await Accept(token, new { name = "New Person", password = "weak" })).Status);

        var accepted = await Accept(token, new { name = "Renamed Person", password = IdentityHost.Password });
        Assert.Equal(200, accepted.Status);
        Assert.Equal(tenant.Code, (string?)accepted.Attributes["tenant"]!["code"]);
        var me = await host.Get("/api/v1/auth/me", accepted.Pair.Access);
        Assert.Equal("Renamed Person", (string?)me.Attributes["user"]!["name"]);
        Assert.Equal(["member"], me.Attributes["roles"]!.AsArray().Select(role => (string)role!));

        Assert.Equal(404, (await Accept(token, new { name = "Again", password = IdentityHost.Password })).Status);
        Assert.Equal(404, (await host.Get($"/api/v1/auth/invitations/{token}")).Status);
        var row = await host.Get($"/api/v1/org/users/{me.Json!["data"]!["id"]}", admin.Access);
        Assert.Equal(("active", "Renamed Person"), ((string?)row.Attributes["status"], (string?)row.Attributes["name"]));
    }

    [Fact]
    public async Task Somebody_known_proves_to_be_the_one_invited()
    {
        var (home, away) = (await host.Tenant(), await host.Tenant());
        var user = await host.User(home);
        var token = TokenOf(await Invite(await host.Tokens(await host.Admin(away)), user.Email, "Whoever"));

        Assert.True((bool)(await host.Get($"/api/v1/auth/invitations/{token}")).Attributes["user_exists"]!);
        Assert.Equal("invalid_credentials", (await Accept(token, new { password = "Some Other Password 1" })).Code);
        Assert.Equal("invalid_credentials", (await Accept(token, new { })).Code);
        var accepted = await Accept(token, new { password = IdentityHost.Password });
        Assert.Equal(away.Code, (string?)accepted.Attributes["tenant"]!["code"]);
        Assert.Equal(2, accepted.Attributes["tenants"]!.AsArray().Count);
        Assert.Equal(200, (await host.Login(user)).Status);
    }

    [Fact]
    public async Task Inviting_again_replaces_the_link()
    {
        var admin = await host.Tokens(await host.Admin(await host.Tenant()));
        var first = TokenOf(await Invite(admin, "twice@example.test", "Twice"));
        var second = TokenOf(await Invite(admin, "TWICE@example.test", "Twice"));
        Assert.Equal(404, (await host.Get($"/api/v1/auth/invitations/{first}")).Status);
        Assert.Equal(200, (await host.Get($"/api/v1/auth/invitations/{second}")).Status);
    }

    [Fact]
    public async Task A_link_used_by_many_at_once_works_for_one()
    {
        var admin = await host.Tokens(await host.Admin(await host.Tenant()));
        var token = TokenOf(await Invite(admin, "race@example.test", "Race"));
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Accept(token, new { password = $"{IdentityHost.Password} {i}" })));
        Assert.Single(replies, reply => reply.Status == 200);
    }

    [Theory]
    [InlineData("not an address", "Name", "email")]
    [InlineData("a@b.example", "", "name")]
    [InlineData("a@b.example\r\nBcc: c@d.example", "Name", "email")]
    public async Task A_bad_invitation_names_what_is_wrong(string email, string name, string field)
    {
        var reply = await Invite(await host.Tokens(await host.Admin(await host.Tenant())), email, name);
        Assert.Equal(422, reply.Status);
        Assert.Contains(reply.Json!["error"]!["details"]!.AsArray(), detail => (string?)detail!["field"] == field);
    }

    [Fact]
    public async Task A_disabled_member_is_out_at_once_and_back_when_enabled()
    {
        var tenant = await host.Tenant();
        var admin = await host.Tokens(await host.Admin(tenant));
        var user = await host.User(tenant);
        var pair = await host.Tokens(user);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", pair.Access)).Status);

        Assert.Equal(200, (await host.Post($"/api/v1/org/users/{user.Id}/disable", bearer: admin.Access)).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", pair.Access)).Status);
        Assert.Equal(401, (await host.Post("/api/v1/auth/refresh", new { refresh_token = pair.Refresh })).Status);
        Assert.Empty((await host.Login(user)).Attributes["tenants"]!.AsArray());
        Assert.Contains("org.users.disable ok", await host.Audited(user.Id));

        Assert.Equal(200, (await host.Post($"/api/v1/org/users/{user.Id}/enable", bearer: admin.Access)).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", pair.Access)).Status);
        Assert.Equal(tenant.Code, (string?)(await host.Login(user)).Attributes["tenant"]!["code"]);
    }

    [Fact]
    public async Task Disabling_in_one_organisation_leaves_the_other_alone()
    {
        var (first, second) = (await host.Tenant(), await host.Tenant());
        var user = await host.User(first, second);
        var open = await host.Tokens(user);
        var inSecond = (await host.Post("/api/v1/auth/switch", new { tenant = second.Code }, open.Access)).Pair;
        Assert.Equal(200, (await host.Post($"/api/v1/org/users/{user.Id}/disable", bearer: (await host.Tokens(await host.Admin(first))).Access)).Status);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", inSecond.Access)).Status);
        Assert.Equal("not_a_member", (await host.Post("/api/v1/auth/switch", new { tenant = first.Code }, inSecond.Access)).Code);
    }

    [Fact]
    public async Task Nobody_disables_himself_a_stranger_or_the_last_administrator()
    {
        var (tenant, foreign) = (await host.Tenant(), await host.Tenant());
        var admin = await host.Admin(tenant);
        var pair = await host.Tokens(admin);
        Assert.Equal("not_yourself", (await host.Post($"/api/v1/org/users/{admin.Id}/disable", bearer: pair.Access)).Code);
        Assert.Equal(404, (await host.Post($"/api/v1/org/users/{(await host.User(foreign)).Id}/disable", bearer: pair.Access)).Status);

        var member = await host.User(tenant);
        Assert.Equal(403, (await host.Post($"/api/v1/org/users/{admin.Id}/disable", bearer: (await host.Tokens(member)).Access)).Status);
        await host.Grant(tenant, member, "member");
        await host.Database.Execute("INSERT INTO public.rbac_grants (tenant_id, id, user_id, permission, created_at, updated_at, version) VALUES ($1, gen_random_uuid(), $2, 'org:users:*', now(), now(), 1)", CancellationToken.None, tenant.Id, member.Id);
        host.Service<Invalidation>().Forget("access", tenant.Id.ToString());
        Assert.Equal("last_admin", (await host.Post($"/api/v1/org/users/{admin.Id}/disable", bearer: (await host.Tokens(member)).Access)).Code);
    }

    [Fact]
    public async Task A_reset_link_is_not_a_way_to_become_somebody_more_powerful()
    {
        var tenant = await host.Tenant();
        var (admin, clerk, other) = (await host.Admin(tenant), await host.User(tenant), await host.User(tenant, await host.Tenant()));
        await host.Database.Execute("INSERT INTO public.rbac_grants (tenant_id, id, user_id, permission, created_at, updated_at, version) VALUES ($1, gen_random_uuid(), $2, 'org:users:*', now(), now(), 1)", CancellationToken.None, tenant.Id, clerk.Id);
        host.Service<Invalidation>().Forget("access", tenant.Id.ToString());
        var pair = await host.Tokens(clerk);

        Assert.Equal("not_yours_to_grant", (await host.Post($"/api/v1/org/users/{admin.Id}/reset_password", bearer: pair.Access)).Code);
        Assert.Equal("shared_account", (await host.Post($"/api/v1/org/users/{other.Id}/reset_password", bearer: (await host.Tokens(admin)).Access)).Code);
        var adminRole = await host.Database.Scalar<Guid>("SELECT id FROM public.rbac_roles WHERE tenant_id = $1 AND code = 'admin'", CancellationToken.None, tenant.Id);
        Assert.Equal("not_yours_to_grant", (await host.Post("/api/v1/org/users/invite", new { email = "puppet@example.test", name = "Puppet", role_ids = new[] { adminRole } }, pair.Access)).Code);
        Assert.Equal(0L, await host.Database.Scalar<long>("SELECT count(*) FROM public.identity_users WHERE email = 'puppet@example.test'", CancellationToken.None));
    }

    [Fact]
    public async Task An_administrator_hands_out_a_link_to_a_new_password()
    {
        var tenant = await host.Tenant();
        var user = await host.User(tenant);
        var pair = await host.Tokens(user);
        var reply = await host.Post($"/api/v1/org/users/{user.Id}/reset_password", bearer: (await host.Tokens(await host.Admin(tenant))).Access);
        var token = TokenOf(reply);

        Assert.Equal(422, (await host.Post("/api/v1/auth/password/reset", new { token, password = "weak" })).Status);
        Assert.Equal(204, (await host.Post("/api/v1/auth/password/reset", new { token, password = "Grosse Kannen um 9" })).Status);
        Assert.Equal(404, (await host.Post("/api/v1/auth/password/reset", new { token, password = "Grosse Kannen um 9" })).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", pair.Access)).Status);
        Assert.Equal(401, (await host.Post("/api/v1/auth/refresh", new { refresh_token = pair.Refresh })).Status);
        Assert.Equal(200, (await host.Login(user, "Grosse Kannen um 9")).Status);
        Assert.Contains("auth.password_reset ok", await host.Audited(user.Id));
    }

    [Fact]
    [Trait("feature", "IDN-14")]
    public async Task A_profile_changed_once_is_changed_everywhere()
    {
        var (first, second) = (await host.Tenant(), await host.Tenant());
        var user = await host.User(first, second);
        var pair = await host.Tokens(user);
        Assert.Equal(200, (await host.Send(HttpMethod.Patch, "/api/v1/auth/me", new { name = "Ada King", time_zone = "Europe/London" }, pair.Access)).Status);
        foreach (var tenant in new[] { first, second })
        {
            var row = await host.Get($"/api/v1/org/users/{user.Id}", (await host.Tokens(await host.Admin(tenant))).Access);
            Assert.Equal(("Ada King", "Europe/London"), ((string?)row.Attributes["name"], (string?)row.Attributes["time_zone"]));
        }

        Assert.Equal("Ada King", (string?)(await host.Get("/api/v1/auth/me", pair.Access)).Attributes["user"]!["name"]);
        Assert.Equal(422, (await host.Send(HttpMethod.Patch, "/api/v1/auth/me", new { time_zone = "Mars/Olympus" }, pair.Access)).Status);
        Assert.Equal(422, (await host.Send(HttpMethod.Patch, "/api/v1/auth/me", new { name = "" }, pair.Access)).Status);
        Assert.Equal(422, (await host.Send(HttpMethod.Patch, "/api/v1/auth/me", new { email = "new@example.test" }, pair.Access)).Status);
    }

    [Fact]
    [Trait("feature", "IDN-13")]
    public async Task Traits_given_to_a_member_hold_on_the_next_request()
    {
        var tenant = await host.Tenant();
        var user = await host.User(tenant);
        var pair = await host.Tokens(user);
        Assert.Empty((await host.Get("/api/v1/auth/me", pair.Access)).Attributes["traits"]!.AsArray());
        Assert.Equal(200, (await host.Send(HttpMethod.Patch, $"/api/v1/org/users/{user.Id}", new { traits = new[] { "phi_authorized" } }, (await host.Tokens(await host.Admin(tenant))).Access)).Status);
        Assert.Equal(["phi_authorized"], (await host.Get("/api/v1/auth/me", pair.Access)).Attributes["traits"]!.AsArray().Select(trait => (string)trait!));
    }

    private Task<Reply> Invite(TokenPair by, string email, string name) => host.Post("/api/v1/org/users/invite", new { email, name }, by.Access);

    private Task<Reply> Accept(string token, object body) => host.Post($"/api/v1/auth/invitations/{token}/accept", body);

    private static string TokenOf(Reply reply) => ((string)reply.Attributes["link"]!).Split("token=")[1];
}
