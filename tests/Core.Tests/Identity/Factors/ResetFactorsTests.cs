namespace Ashlar.Core.Tests.Identity.Factors;

[Trait("feature", "MFA-01")]
public sealed class ResetFactorsTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task An_administrator_helps_a_member_who_lost_everything()
    {
        var tenant = await host.Tenant();
        var (member, admin) = (await host.User(tenant), await host.Admin(tenant));
        var session = await host.Tokens(member);
        await host.Enrol(session.Access);
        var bearer = (await host.Tokens(admin)).Access;
        Assert.Equal("totp", (string?)(await host.Get($"/api/v1/org/users/{member.Id}/factors", bearer)).Json!["data"]![0]!["attributes"]!["kind"]);

        Assert.Equal(200, (await host.Post($"/api/v1/org/users/{member.Id}/reset_factors", null, bearer)).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", session.Access)).Status);
        Assert.Equal("complete", (string?)(await host.Login(member)).Attributes["status"]);
        Assert.Contains("auth.factors_reset ok", await host.Audited(member.Id));
    }

    [Fact]
    public async Task It_needs_a_fresh_proof_the_permission_and_the_same_organisation()
    {
        var tenant = await host.Tenant();
        var (member, admin) = (await host.User(tenant), await host.Admin(tenant));
        var foreign = await host.Admin(await host.Tenant());
        Assert.Equal(404, (await host.Post($"/api/v1/org/users/{member.Id}/reset_factors", null, (await host.Tokens(foreign)).Access)).Status);
        Assert.Equal(404, (await host.Get($"/api/v1/org/users/{member.Id}/factors", (await host.Tokens(foreign)).Access)).Status);
        Assert.Equal("permission_denied", (await host.Post($"/api/v1/org/users/{admin.Id}/reset_factors", null, (await host.Tokens(member)).Access)).Code);

        var tokens = await host.Tokens(admin);
        host.Time.Pass(TimeSpan.FromMinutes(16));
        tokens = (await host.Post("/api/v1/auth/refresh", new { refresh_token = tokens.Refresh })).Pair;
        Assert.Equal("step_up_required", (await host.Post($"/api/v1/org/users/{member.Id}/reset_factors", null, tokens.Access)).Code);
    }

    [Fact]
    public async Task Somebody_who_belongs_to_another_organisation_too_is_the_operators_affair()
    {
        var (tenant, other) = (await host.Tenant(), await host.Tenant());
        var (member, admin) = (await host.User(tenant, other), await host.Admin(tenant));
        Assert.Equal("shared_member", (await host.Post($"/api/v1/org/users/{member.Id}/reset_factors", null, (await host.Tokens(admin)).Access)).Code);

        await host.Enrol((await host.Tokens(member)).Access);
        using var oper = await Ashlar.TestKit.Organisation.Operator(host.Host);
        using var body = System.Net.Http.Json.JsonContent.Create(new { email = member.Email });
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await oper.PostAsync("/api/v1/platform/users/reset_factors", body)).StatusCode);
        Assert.Equal("complete", (string?)(await host.Login(member)).Attributes["status"]);
    }
}
