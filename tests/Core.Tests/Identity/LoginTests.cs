using System.Text.Json.Nodes;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Tests.Identity;

[Trait("feature", "IDN-01")]
public sealed class LoginTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Signing_in_gives_tokens_that_say_who_and_where()
    {
        var tenant = await host.Tenant();
        var user = await host.User(tenant);
        var reply = await host.Post("/api/v1/auth/login", new { email = $"  {user.Email.ToUpperInvariant()} ", password = IdentityHost.Password });

        Assert.Equal(200, reply.Status);
        Assert.Equal("session", (string?)reply.Json!["data"]!["type"]);
        Assert.Equal("Bearer", (string?)reply.Attributes["token_type"]);
        Assert.InRange((int)reply.Attributes["expires_in"]!, 60, 900);
        Assert.Equal(tenant.Code, (string?)reply.Attributes["tenant"]!["code"]);

        var me = await host.Get("/api/v1/auth/me", reply.Pair.Access);
        Assert.Equal(user.Email, (string?)me.Attributes["user"]!["email"]);
        Assert.Equal(tenant.Code, (string?)me.Attributes["tenant"]!["code"]);
        Assert.Contains("auth.login ok", await host.Audited(user.Id));
    }

    [Fact]
    public async Task Every_reason_to_refuse_looks_the_same()
    {
        var tenant = await host.Tenant();
        var user = await host.User(tenant);
        var disabled = await host.User(tenant);
        await host.Database.Execute("UPDATE public.identity_users SET status = 'disabled' WHERE id = $1", CancellationToken.None, disabled.Id);
        var unverified = await host.User("No Mail", verified: false, tenant);

        var expected = (await host.Login(user, "wrong password")).ErrorText;
        Assert.StartsWith("401 invalid_credentials", expected, StringComparison.Ordinal);
        Assert.Equal(expected, (await host.Login(new TestUser(default, "nobody@example.test", ""))).ErrorText);
        Assert.Equal(expected, (await host.Login(new TestUser(default, "nobody", ""))).ErrorText);
        Assert.Equal(expected, (await host.Login(disabled)).ErrorText);
        Assert.Equal(expected, (await host.Login(unverified, "wrong password")).ErrorText);
        Assert.Contains("auth.login denied: wrong password", await host.Audited(user.Id));
        Assert.Contains("auth.login denied: disabled", await host.Audited(disabled.Id));
    }

    [Fact]
    public async Task A_refusal_of_an_unknown_address_is_logged_without_what_was_typed()
    {
        Assert.Equal(401, (await host.Login(new TestUser(default, "grace.hopper@navy.example", ""))).Status);
        Assert.Equal(401, (await host.Login(new TestUser(default, "MyPassword123", ""))).Status);
        var names = await host.Database.Query("SELECT DISTINCT actor_name FROM public.audit_logs WHERE actor_kind = 'anonymous' AND action = 'auth.login'", row => row.GetString(0), CancellationToken.None);
        Assert.Contains("g***@navy.example", names);
        Assert.DoesNotContain(names, name => name.Contains("MyPassword123", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_right_password_learns_that_the_address_is_unconfirmed()
    {
        var user = await host.User("No Mail", verified: false, await host.Tenant());
        var reply = await host.Login(user);
        Assert.Equal((403, "email_unverified"), (reply.Status, reply.Code));
    }

    [Fact]
    [Trait("feature", "IDN-06")]
    public async Task A_weaker_hash_is_replaced_at_the_next_sign_in()
    {
        var user = await host.User(await host.Tenant());
        await host.Database.Execute("UPDATE public.identity_users SET password_hash = $2 WHERE id = $1", CancellationToken.None, user.Id, Pbkdf2.Hash("an old password"u8.ToArray(), 1000));

        Assert.Equal(401, (await host.Login(user)).Status);
        Assert.Equal(200, (await host.Login(user, "an old password")).Status);
        var hash = await host.Database.Scalar<string>("SELECT password_hash FROM public.identity_users WHERE id = $1", CancellationToken.None, user.Id);
        Assert.StartsWith("$argon2id$", hash, StringComparison.Ordinal);
        Assert.Equal(200, (await host.Login(user, "an old password")).Status);
    }

    [Fact]
    [Trait("feature", "IDN-15")]
    public async Task A_member_of_several_organisations_chooses_and_switches()
    {
        var (first, second, foreign) = (await host.Tenant(), await host.Tenant(), await host.Tenant());
        var user = await host.User(first, second);

        var open = await host.Login(user);
        Assert.Null(open.Attributes["tenant"]);
        Assert.Equal([first.Code, second.Code], open.Attributes["tenants"]!.AsArray().Select(tenant => (string)tenant!["code"]!));
        Assert.Equal("tenant_required", (await host.Get("/api/v1/org/users", open.Pair.Access)).Code);

        var switched = await host.Post("/api/v1/auth/switch", new { tenant = second.Code }, open.Pair.Access);
        Assert.Equal(second.Code, (string?)switched.Attributes["tenant"]!["code"]);
        Assert.Equal(second.Code, (string?)(await host.Get("/api/v1/auth/me", switched.Pair.Access)).Attributes["tenant"]!["code"]);

        Assert.Equal(401, (await host.Get("/api/v1/auth/me", open.Pair.Access)).Status);
        Assert.Equal(401, (await host.Post("/api/v1/auth/refresh", new { refresh_token = open.Pair.Refresh })).Status);
        Assert.Equal((403, "not_a_member"), await Refused(foreign.Code));
        Assert.Equal((403, "not_a_member"), await Refused("no-such-tenant"));

        var direct = await host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password, tenant = first.Code });
        Assert.Equal(first.Code, (string?)direct.Attributes["tenant"]!["code"]);

        async Task<(int, string?)> Refused(string code)
        {
            var reply = await host.Post("/api/v1/auth/switch", new { tenant = code }, switched.Pair.Access);
            return (reply.Status, reply.Code);
        }
    }

    [Fact]
    public async Task A_suspended_organisation_cannot_be_entered()
    {
        var tenant = await host.Tenant();
        var user = await host.User(tenant);
        await host.Database.Execute("UPDATE public.tenants SET status = 'suspended' WHERE id = $1", CancellationToken.None, tenant.Id);
        host.Service<Invalidation>().Forget("tenant", tenant.Id.ToString());
        Assert.Equal((423, "tenant_suspended"), await host.Login(user) is var reply ? (reply.Status, reply.Code) : default);
    }

    [Theory]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    [InlineData("\"x\"", 400)]
    [InlineData("{}", 422)]
    [InlineData("{\"email\":1,\"password\":[]}", 422)]
    [InlineData("{\"email\":\"a@b.c\",\"password\":null}", 422)]
    [InlineData("{\"email\":\"\\ud800@b.c\",\"password\":\"x\"}", 400)]
    [InlineData("{\"email\":\"a\\u0000@b.c\",\"password\":\"x\"}", 400)]
    [InlineData("{\"email\":\"a@b.c\",\"password\":\"x\",\"role\":\"admin\"}", 422)]
    [InlineData("{\"email\":\"a@b.c\",\"email\":\"d@e.f\",\"password\":\"x\"}", 400)]
    [InlineData("{\"email\":\"a@b.c\",\"password\":\"x\",\"cookie\":\"yes\"}", 422)]
    [InlineData("{\"email\":\"a@b.c\",\"password\":\"x\",\"tenant\":\"\\u0000\"}", 401)]
    public async Task Bad_input_gets_an_answer_and_never_a_fault(string body, int status)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var reply = await Reply.Of(await host.Host.Client.PostAsync(new Uri("/api/v1/auth/login", UriKind.Relative), content));
        Assert.Equal(status, reply.Status);
        Assert.IsType<JsonObject>(reply.Json);
    }

    [Fact]
    [Trait("feature", "IDN-08")]
    public async Task Failures_lock_the_account_for_a_while_and_the_lock_ends_by_itself()
    {
        var user = await host.User(await host.Tenant());
        for (var i = 0; i < 5; i++)
            Assert.Equal(401, (await host.Login(user, $"guess {i}")).Status);

        var refused = await host.Login(user);
        Assert.Equal((401, "invalid_credentials"), (refused.Status, refused.Code));
        Assert.Contains(await host.Audited(user.Id), entry => entry.StartsWith("auth.locked denied", StringComparison.Ordinal));
        Assert.Contains("auth.login denied: locked, right password", await host.Audited(user.Id));

        host.Time.Pass(TimeSpan.FromMinutes(16));
        Assert.Equal(200, (await host.Login(user)).Status);
        Assert.Equal(401, (await host.Login(user, "guess again")).Status);
        Assert.Equal(200, (await host.Login(user)).Status);
    }

    [Fact]
    [Trait("feature", "IDN-08")]
    public async Task Guesses_in_parallel_do_not_overrun_the_lock()
    {
        var user = await host.User(await host.Tenant());
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => host.Login(user, $"guess {i}")));
        var judged = (await host.Audited(user.Id)).Count(entry => entry == "auth.login denied: wrong password");
        Assert.InRange(judged, 5, 7);
        Assert.Equal(401, (await host.Login(user)).Status);
    }

    [Fact]
    [Trait("feature", "IDN-08")]
    public async Task Many_right_passwords_at_once_are_all_let_in()
    {
        var user = await host.User(await host.Tenant());
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Login(user)));
        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
    }
}
