using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Identity.Factors;

/// <summary>An installation as it comes: administrators need a second factor.</summary>
[Trait("feature", "MFA-04")]
public sealed class PolicyTests(TestServer server) : IAsyncLifetime
{
    private readonly TestHost _host = new(server);

    public ValueTask InitializeAsync() => _host.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_SETTING_AUTH_MFA"] = "admins", ["Identity:Hashing:MemoryKib"] = "64", ["Identity:Hashing:Operations"] = "1" });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/platform/tenants")]
    [InlineData("/api/v1/org/users")]
    [InlineData("/api/v1/rbac/roles")]
    [InlineData("/api/v1/settings")]
    [InlineData("/api/v1/audit/entries")]
    public async Task An_administrator_without_a_factor_opens_no_admin_route(string path)
    {
        using var oper = await Organisation.Operator(_host);
        Assert.Equal("mfa_required", await Organisation.Refused(await oper.GetAsync(path), HttpStatusCode.Forbidden));
        await Enrol(oper);
        Assert.Equal(HttpStatusCode.OK, (await oper.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Nothing_of_it_can_be_reached_by_a_side_door_either()
    {
        using var oper = await Organisation.Operator(_host);
        await Enrol(oper);
        var tenant = await Organisation.Make(_host, oper, "side", "shared", "crm");
        Assert.Equal("mfa_required", await Organisation.Refused(await tenant.Admin.PostAsJsonAsync("/api/v1/org/users/invite", new { email = "x@side.test", name = "X" }), HttpStatusCode.Forbidden));
        Assert.Equal("mfa_required", await Organisation.Refused(await tenant.Admin.PostAsJsonAsync("/api/v1/org/users/bulk", new { op = "delete", ids = Array.Empty<string>() }), HttpStatusCode.Forbidden));
        Assert.Equal("mfa_required", await Organisation.Refused(await tenant.Admin.PostAsJsonAsync("/api/v1/catalogue/crm/subscribe", new { plan = "standard" }), HttpStatusCode.Forbidden));
        var found = await (await tenant.Admin.GetAsync("/api/v1/search?q=admin")).Content.ReadAsStringAsync();
        Assert.DoesNotContain("rbac", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_need_none_and_apps_stay_open()
    {
        using var oper = await Organisation.Operator(_host);
        await Enrol(oper);
        var tenant = await Organisation.Make(_host, oper, "members", "shared", "crm");
        Assert.Equal(HttpStatusCode.OK, (await tenant.Admin.GetAsync("/api/v1/crm/accounts")).StatusCode);
        await Enrol(tenant.Admin);
        using var member = await tenant.Person("mia", "member");
        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync("/api/v1/org/users")).StatusCode);
        Assert.Equal("permission_denied", await Organisation.Refused(await member.GetAsync("/api/v1/rbac/roles"), HttpStatusCode.Forbidden));
    }

    [Fact]
    [Trait("feature", "MFA-05")]
    public async Task An_organisation_can_ask_everybody_and_cannot_ask_nobody()
    {
        using var oper = await Organisation.Operator(_host);
        await Enrol(oper);
        var tenant = await Organisation.Make(_host, oper, "strict", "shared", "crm");
        await Enrol(tenant.Admin);
        using var member = await tenant.Person("mia", "member");
        Assert.Equal("mfa_floor", await Organisation.Refused(await tenant.Admin.PutAsJsonAsync("/api/v1/settings/auth.mfa", new { value = "off" }), HttpStatusCode.Forbidden));
        Assert.Equal(HttpStatusCode.OK, (await tenant.Admin.PutAsJsonAsync("/api/v1/settings/auth.mfa", new { value = "all" })).StatusCode);
        Assert.Equal("mfa_required", await Organisation.Refused(await member.GetAsync("/api/v1/org/users"), HttpStatusCode.Forbidden));
        Assert.Equal("mfa_required", await Organisation.Refused(await member.GetAsync("/api/v1/menu"), HttpStatusCode.Forbidden));
        Assert.True((await Organisation.Data(await member.GetAsync("/api/v1/auth/me"))).GetProperty("attributes").GetProperty("second_factor").GetProperty("required").GetBoolean());
        await Enrol(member);
        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync("/api/v1/menu")).StatusCode);
    }

    [Fact]
    public async Task The_last_factor_stays_while_the_organisation_asks_for_one()
    {
        using var oper = await Organisation.Operator(_host);
        var id = await Enrol(oper);
        Assert.Equal("last_factor", await Organisation.Refused(await oper.DeleteAsync($"/api/v1/auth/factors/{id}"), HttpStatusCode.Conflict));
    }

    /// <summary>Sets up an authenticator app with the session that is there.</summary>
    private static async Task<string> Enrol(HttpClient client)
    {
        var begun = await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/factors", new { kind = "totp" }));
        var attributes = begun.GetProperty("attributes");
        var code = Totp.Code(FactorSteps.Decode(attributes.GetProperty("secret").GetString()!), Totp.StepAt(TimeProvider.System.GetUtcNow()));
        await Organisation.Data(await client.PostAsJsonAsync($"/api/v1/auth/factors/{begun.GetProperty("id").GetString()}/confirm", new { challenge = attributes.GetProperty("challenge").GetString(), code }));
        return begun.GetProperty("id").GetString()!;
    }
}

/// <summary>The operator's manifest says <c>mfa_required: true</c> for the module auth.</summary>
[Trait("feature", "MFA-05")]
public sealed class ManifestPolicyTests(TestServer server)
{
    [Fact]
    public async Task Every_sign_in_needs_a_second_factor()
    {
        var manifest = Path.GetTempFileName();
        await File.WriteAllTextAsync(manifest, "modules:\n  - name: auth\n    config:\n      mfa_required: true\n", TestContext.Current.CancellationToken);
        await using var host = new TestHost(server);
        await host.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_MANIFEST"] = manifest, ["Identity:Hashing:MemoryKib"] = "64", ["Identity:Hashing:Operations"] = "1" });
        File.Delete(manifest);

        using var oper = await Organisation.Operator(host);
        Assert.Equal("mfa_required", await Organisation.Refused(await oper.GetAsync("/api/v1/platform/tenants"), HttpStatusCode.Forbidden));
        Assert.Equal("mfa_required", await Organisation.Refused(await oper.GetAsync("/api/v1/menu"), HttpStatusCode.Forbidden));
        Assert.Equal(HttpStatusCode.OK, (await oper.GetAsync("/api/v1/auth/me")).StatusCode);
        Assert.Equal(JsonValueKind.Array, (await Organisation.Data(await oper.GetAsync("/api/v1/auth/factors"))).GetProperty("attributes").GetProperty("kinds").ValueKind);
    }
}
