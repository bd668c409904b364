using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Tenancy;

[Trait("feature", "TEN-12")]
public sealed class ProvisioningTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_tenant_is_made_with_roles_administrator_subscriptions_and_limits()
    {
        var data = await World.Ok(world.Operator.PostAsJsonAsync("/api/v1/platform/tenants", new { code = "whole", name = "Whole Ltd", admin_email = "boss@whole.test", admin_name = "Boss", apps = new[] { "isp" }, limits = new { subscribers = 5 } }));

        var attributes = data.GetProperty("attributes");
        Assert.Equal("active", attributes.GetProperty("status").GetString());
        var provisioning = attributes.GetProperty("provisioning");
        Assert.Equal("succeeded", provisioning.GetProperty("state").GetString());
        Assert.All(provisioning.GetProperty("steps").EnumerateArray(), step => Assert.Equal("done", step.GetProperty("state").GetString()));

        var tenant = await world.Tenants.ByCode("whole", CancellationToken.None);
        Assert.Equal("starter", tenant!.Subscriptions["isp"].Plan);
        Assert.Equal(5, tenant.Limits["subscribers"]);
        Assert.Equal(["admin", "isp.field_tech", "isp.manager", "isp.portal_customer", "member"], await world.Databases.System.Query("SELECT code FROM public.rbac_roles WHERE tenant_id = $1 ORDER BY code", row => row.GetString(0), CancellationToken.None, tenant.Id));
        Assert.Equal("boss@whole.test", await world.Databases.System.Scalar<string>(
            "SELECT u.email FROM public.rbac_grants g JOIN public.org_users u ON u.tenant_id = g.tenant_id AND u.id = g.user_id JOIN public.rbac_roles r ON r.tenant_id = g.tenant_id AND r.id = g.role_id WHERE g.tenant_id = $1 AND r.code = 'admin'", CancellationToken.None, tenant.Id));

        var read = await World.Ok(world.Operator.GetAsync($"/api/v1/platform/tenants/{tenant.Id}"));
        Assert.Equal("succeeded", read.GetProperty("attributes").GetProperty("provisioning").GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("halfway", "schema", "boss@halfway.test", "placement")]
    [InlineData("no-admin", "schema", "fail@no-admin.test", "administrator")]
    [InlineData("no-admin-shared", "shared", "fail@no-admin-shared.test", "administrator")]
    public async Task A_step_that_fails_takes_everything_back_and_says_why(string code, string isolation, string email, string step)
    {
        var data = await World.Ok(world.Operator.PostAsJsonAsync("/api/v1/platform/tenants", new { code, name = code, isolation, admin_email = email, admin_name = "Boss", apps = new[] { "isp" } }));

        var attributes = data.GetProperty("attributes");
        Assert.Equal("failed", attributes.GetProperty("status").GetString());
        var broken = attributes.GetProperty("provisioning").GetProperty("steps").EnumerateArray().Single(known => known.GetProperty("name").GetString() == step);
        Assert.Equal("failed", broken.GetProperty("state").GetString());
        Assert.NotEmpty(broken.GetProperty("error").GetString()!);

        var id = data.GetProperty("id").GetGuid();
        foreach (var table in new[] { "rbac_roles", "rbac_grants", "subscriptions", "org_users" })
            Assert.Equal(0L, await world.Databases.System.Scalar<long>($"SELECT count(*) FROM public.{table} WHERE tenant_id = $1", CancellationToken.None, id));
        Assert.False(await world.Databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", CancellationToken.None, $"tenant_{code.Replace('-', '_')}"));
        Assert.False(await world.Databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM public.placements WHERE schema = $1)", CancellationToken.None, $"tenant_{code.Replace('-', '_')}"));
    }

    [Fact]
    public async Task A_schema_that_is_there_already_is_left_alone()
    {
        var data = await World.Ok(world.Operator.PostAsJsonAsync("/api/v1/platform/tenants", new { code = "taken", name = "Taken", isolation = "schema", admin_email = "boss@taken.test", admin_name = "Boss" }));

        Assert.Equal("failed", data.GetProperty("attributes").GetProperty("status").GetString());
        Assert.True(await world.Databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'tenant_taken')", CancellationToken.None));
    }

    [Fact]
    public async Task What_failed_can_be_made_again_when_the_cause_is_gone()
    {
        var data = await World.Ok(world.Operator.PostAsJsonAsync("/api/v1/platform/tenants", new { code = "second-try", name = "Second try", admin_email = "fail@second.test", admin_name = "Boss" }));
        var id = data.GetProperty("id").GetGuid();
        Assert.Equal("failed", data.GetProperty("attributes").GetProperty("status").GetString());

        await world.Databases.System.Execute("UPDATE public.tenants SET admin_email = 'ok@second.test' WHERE id = $1", CancellationToken.None, id);
        var again = await World.Ok(world.Operator.PostAsync($"/api/v1/platform/tenants/{id}/retry", null));

        Assert.Equal("active", again.GetProperty("attributes").GetProperty("status").GetString());
        await World.Error(await world.Operator.PostAsync($"/api/v1/platform/tenants/{id}/retry", null), HttpStatusCode.Conflict);
    }

    [Fact]
    [Trait("feature", "TEN-04")]
    public async Task A_tenant_may_have_a_schema_or_a_database_of_its_own()
    {
        foreach (var isolation in new[] { "schema", "database" })
        {
            var data = await World.Ok(world.Operator.PostAsJsonAsync("/api/v1/platform/tenants", new { code = $"own-{isolation}", name = "Own", isolation, admin_email = $"boss@{isolation}.test", admin_name = "Boss", apps = new[] { "crm" } }));
            Assert.Equal("active", data.GetProperty("attributes").GetProperty("status").GetString());

            var admin = await world.Person($"own-{isolation}", $"x@{isolation}.test", "admin");
            await World.Ok(admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Inside" }));
            Assert.Equal(1, (await World.Ok(admin.GetAsync("/api/v1/crm/accounts"))).GetArrayLength());
        }
    }

    [Theory]
    [InlineData("Bad Code", "boss@a.test", "crm", "code")]
    [InlineData("good-code", "nobody", "crm", "admin_email")]
    [InlineData("good-code", "boss@a.test", "nothing", "apps")]
    [InlineData("platform", "boss@a.test", "crm", "code")]
    public async Task What_cannot_be_made_is_refused_before_anything_is_made(string code, string email, string app, string field)
    {
        var response = await world.Operator.PostAsJsonAsync("/api/v1/platform/tenants", new { code, name = "X", admin_email = email, admin_name = "Boss", apps = new[] { app } });

        Assert.False(response.IsSuccessStatusCode);
        Assert.Equal(field, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("details")[0].GetProperty("field").GetString());
    }

    [Fact]
    [Trait("feature", "TEN-12")]
    public async Task A_suspended_tenant_is_closed_from_the_next_call_on_and_opens_again()
    {
        var id = await world.Tenant("sleepy", "isp:starter");
        var user = await world.Person("sleepy", "u@sleepy.test", "admin");
        await World.Ok(user.GetAsync("/api/v1/isp/network"));

        await World.Ok(world.Operator.PostAsJsonAsync($"/api/v1/platform/tenants/{id}/suspend", new { reason = "Unpaid" }));
        Assert.Equal("tenant_suspended", (await World.Error(await user.GetAsync("/api/v1/isp/network"), HttpStatusCode.Locked)).GetProperty("code").GetString());
        Assert.Equal("suspended", (await World.Ok(world.Operator.GetAsync($"/api/v1/platform/tenants/{id}"))).GetProperty("attributes").GetProperty("status").GetString());

        await World.Ok(world.Operator.PostAsync($"/api/v1/platform/tenants/{id}/reactivate", JsonContent.Create(new { })));
        await World.Ok(user.GetAsync("/api/v1/isp/network"));
        Assert.Equal(2L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action IN ('platform.tenants.suspend', 'platform.tenants.reactivate')", CancellationToken.None, id));
    }

    [Fact]
    [Trait("feature", "TEN-16")]
    public async Task The_operator_sees_all_tenants_and_nobody_else_does()
    {
        await world.Tenant("listed-one");
        var admin = await world.Person("listed-one", "u@listed.test", "admin");

        var listed = (await World.Ok(world.Operator.GetAsync("/api/v1/platform/tenants?limit=200"))).EnumerateArray().Select(row => row.GetProperty("attributes").GetProperty("code").GetString()).ToList();
        Assert.Contains("listed-one", listed);
        Assert.Contains("platform", listed);
        await World.Error(await admin.GetAsync("/api/v1/platform/tenants"), HttpStatusCode.Forbidden);
        await World.Error(await admin.PostAsJsonAsync("/api/v1/platform/tenants", new { code = "mine" }), HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("feature", "TEN-11")]
    public async Task A_host_name_leads_to_its_tenant()
    {
        var id = await world.Tenant("addressed");
        await World.Ok(world.Operator.PatchAsJsonAsync($"/api/v1/platform/tenants/{id}", new { hosts = new[] { "crm.customer.test" } }));

        Assert.Equal(id, (await world.Tenants.ByHost("tenant-addressed.example.test", CancellationToken.None))?.Id);
        Assert.Equal(id, (await world.Tenants.ByHost("CRM.customer.test", CancellationToken.None))?.Id);
        Assert.Null(await world.Tenants.ByHost("addressed.example.test", CancellationToken.None));
        await World.Error(await world.Operator.PatchAsJsonAsync($"/api/v1/platform/tenants/{await world.Tenant("copycat")}", new { hosts = new[] { "crm.customer.test" } }), HttpStatusCode.UnprocessableEntity);
        await World.Error(await world.Operator.PatchAsJsonAsync($"/api/v1/platform/tenants/{id}", new { code = "renamed" }), HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [Trait("feature", "TEN-05")]
    [InlineData("tenant-mismatch-one.example.test", null, true)]
    [InlineData("tenant-mismatch-two.example.test", null, false)]
    [InlineData("tenant-nobody.example.test", null, false)]
    [InlineData("www.example.test", "mismatch-one", true)]
    [InlineData("www.example.test", "mismatch-two", false)]
    [InlineData("tenant-mismatch-one.example.test", "mismatch-two", false)]
    public async Task The_tenant_of_the_sign_in_wins_and_a_name_that_differs_is_refused_and_logged(string host, string? header, bool agrees)
    {
        foreach (var code in new[] { "mismatch-one", "mismatch-two" })
        {
            if (await world.Tenants.ByCode(code, CancellationToken.None) is null)
                await world.Tenant(code);
        }

        var user = await world.Person("mismatch-one", $"{Guid.CreateVersion7():n}@mismatch.test", "admin");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/menu");
        request.Headers.Host = host;
        if (header is not null)
            request.Headers.Add("X-Tenant", header);
        var response = await user.SendAsync(request);

        if (agrees)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }

        Assert.Equal("tenant_mismatch", (await World.Error(response, HttpStatusCode.Forbidden)).GetProperty("code").GetString());
        Assert.Equal(1L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE actor_id = $1 AND action = 'access.tenant_mismatch'", CancellationToken.None, World.IdOf(user)));
    }
}
