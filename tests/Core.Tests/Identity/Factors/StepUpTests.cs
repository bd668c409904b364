using Ashlar.Contract.Values;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Tests.Identity.Factors;

public sealed class StepUpTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    [Trait("feature", "MFA-01")]
    public async Task Delicate_changes_need_a_fresh_password_from_whoever_has_no_factor()
    {
        var user = await host.User(await host.Tenant());
        var tokens = await host.Tokens(user);
        host.Time.Pass(TimeSpan.FromMinutes(16));
        tokens = (await host.Post("/api/v1/auth/refresh", new { refresh_token = tokens.Refresh })).Pair;

        var refused = await host.Post("/api/v1/auth/factors", new { kind = "totp" }, tokens.Access);
        Assert.Equal((403, "step_up_required"), (refused.Status, refused.Code));
        Assert.Equal(900, (int)refused.Json!["error"]!["step_up"]!["max_age"]!);
        Assert.True((bool)refused.Json!["error"]!["step_up"]!["password"]!);

        var wrong = await host.Post("/api/v1/auth/step_up", new { password = "not the password" }, tokens.Access);
        Assert.Equal((422, "wrong_proof"), (wrong.Status, wrong.Code));
        Assert.Equal(204, (await host.Post("/api/v1/auth/step_up", new { password = IdentityHost.Password }, tokens.Access)).Status);
        Assert.Equal(201, (await host.Post("/api/v1/auth/factors", new { kind = "totp" }, tokens.Access)).Status);
        Assert.Contains("auth.step_up ok: password", await host.Audited(user.Id));
    }

    [Fact]
    [Trait("feature", "KEY-02")]
    public async Task Making_rotating_and_approving_an_api_key_takes_a_fresh_proof()
    {
        var tenant = await host.Tenant();
        var admin = await host.Admin(tenant);
        var tokens = await host.Tokens(admin);
        var key = new { name = "Export", scopes = new[] { "org:users:read" } };
        var made = await host.Post("/api/v1/keys/mine", key, tokens.Access);
        Assert.Equal(201, made.Status);
        var mine = $"/api/v1/keys/mine/{(string)made.Json!["data"]!["id"]!}";
        host.Time.Pass(TimeSpan.FromMinutes(16));
        tokens = (await host.Post("/api/v1/auth/refresh", new { refresh_token = tokens.Refresh })).Pair;

        var integration = new { name = "Shop", kind = "integration", scopes = new[] { "org:users:read" } };
        foreach (var (path, body) in ((string, object)[])[("/api/v1/keys/mine", key), ($"{mine}/rotate", new { }), ("/api/v1/keys/api_keys", integration), ($"/api/v1/keys/api_keys/{Ids.New()}/rotate", new { }), ($"/api/v1/keys/api_keys/{Ids.New()}/approve", new { })])
        {
            var refused = await host.Post(path, body, tokens.Access);
            Assert.Equal((path, 403, "step_up_required"), (path, refused.Status, refused.Code));
        }

        // To take a key away needs none.
        Assert.Equal(200, (await host.Post($"{mine}/revoke", null, tokens.Access)).Status);

        Assert.Equal(204, (await host.Post("/api/v1/auth/step_up", new { password = IdentityHost.Password }, tokens.Access)).Status);
        Assert.Equal(201, (await host.Post("/api/v1/keys/mine", key, tokens.Access)).Status);
        Assert.Equal(201, (await host.Post("/api/v1/keys/api_keys", integration, tokens.Access)).Status);
    }

    [Fact]
    [Trait("feature", "MFA-01")]
    public async Task A_password_is_no_proof_from_whoever_has_a_factor()
    {
        var user = await host.User(await host.Tenant());
        var tokens = await host.Tokens(user);
        var app = await host.Enrol(tokens.Access);
        host.Time.Pass(TimeSpan.FromMinutes(16));
        tokens = (await host.Post("/api/v1/auth/refresh", new { refresh_token = tokens.Refresh })).Pair;

        Assert.Equal("step_up_required", (await host.Post("/api/v1/auth/recovery_codes", null, tokens.Access)).Code);
        Assert.Equal("wrong_proof", (await host.Post("/api/v1/auth/step_up", new { password = IdentityHost.Password }, tokens.Access)).Code);
        Assert.Equal(204, (await host.Post("/api/v1/auth/step_up", new { code = app.Code() }, tokens.Access)).Status);
        Assert.Equal(200, (await host.Post("/api/v1/auth/recovery_codes", null, tokens.Access)).Status);
        Assert.Equal("wrong_proof", (await host.Post("/api/v1/auth/step_up", new { code = app.Code() }, tokens.Access)).Code);
    }

    [Fact]
    [Trait("feature", "MFA-01")]
    public async Task Guessing_at_the_step_up_locks_the_account()
    {
        var user = await host.User(await host.Tenant());
        var tokens = await host.Tokens(user);
        var app = await host.Enrol(tokens.Access);
        for (var i = 0; i < 5; i++)
            Assert.Equal(422, (await host.Post("/api/v1/auth/step_up", new { code = app.WrongCode() }, tokens.Access)).Status);
        Assert.Equal(422, (await host.Post("/api/v1/auth/step_up", new { code = app.Code() }, tokens.Access)).Status);
        Assert.Equal(401, (await host.Login(user)).Status);
    }

    [Fact]
    [Trait("feature", "MFA-01")]
    public async Task A_trusted_device_needs_no_factor_until_it_is_revoked_but_a_step_up_does()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        var first = await host.Post("/api/v1/auth/challenge", new { challenge = await host.Challenge(user), code = app.Code(), trust = true });
        var device = (string)first.Attributes["device_token"]!;

        await Later(29);
        var again = await Login(device);
        Assert.Equal("complete", (string?)again.Attributes["status"]);
        Assert.True((bool)(await host.Get("/api/v1/auth/me", again.Pair.Access)).Attributes["second_factor"]!["proven"]!);
        Assert.Equal("step_up_required", (await host.Post("/api/v1/auth/recovery_codes", null, again.Pair.Access)).Code);
        Assert.Equal("second_factor", (string?)(await Login("ad_of_somebody_else")).Attributes["status"]);

        var listed = await host.Get("/api/v1/auth/devices", again.Pair.Access);
        var id = (string)listed.Json!["data"]![0]!["id"]!;
        Assert.Equal(204, (await host.Send(HttpMethod.Delete, $"/api/v1/auth/devices/{id}", null, again.Pair.Access)).Status);
        Assert.False((bool)(await host.Get("/api/v1/auth/me", again.Pair.Access)).Attributes["second_factor"]!["proven"]!);
        Assert.Equal("second_factor", (string?)(await Login(device)).Attributes["status"]);

        Task<Reply> Login(string token) => host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password, device_token = token });
    }

    [Fact]
    [Trait("feature", "MFA-01")]
    public async Task A_trusted_device_is_trusted_for_thirty_days_and_for_one_user()
    {
        var tenant = await host.Tenant();
        var (user, other) = (await host.User(tenant), await host.User(tenant));
        var app = await host.Enrol((await host.Tokens(user)).Access);
        await host.Enrol((await host.Tokens(other)).Access);
        var device = (string)(await host.Post("/api/v1/auth/challenge", new { challenge = await host.Challenge(user), code = app.Code(), trust = true })).Attributes["device_token"]!;
        Assert.Equal("second_factor", (string?)(await host.Post("/api/v1/auth/login", new { email = other.Email, password = IdentityHost.Password, device_token = device })).Attributes["status"]);
        await Later(31);
        Assert.Equal("second_factor", (string?)(await host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password, device_token = device })).Attributes["status"]);
    }

    private async Task Later(int days)
    {
        host.Time.Pass(TimeSpan.FromDays(days));
        // The job that rotates keys goes by the real clock.
        await host.Service<SigningKeys>().EnsureKey(CancellationToken.None);
    }
}
