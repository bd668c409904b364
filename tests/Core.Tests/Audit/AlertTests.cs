using System.Net.Http.Json;
using Ashlar.Core.Audit;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Audit;

[Trait("feature", "AUD-12")]
public sealed class AlertTests(World world) : IClassFixture<World>
{
    private async Task<List<System.Text.Json.JsonElement>> Alerts(HttpClient admin) =>
        [.. (await World.Ok(admin.GetAsync("/api/v1/audit/alerts"))).EnumerateArray().Select(row => row.GetProperty("attributes"))];

    [Fact]
    public async Task Failed_sign_ins_raise_one_alert_with_its_evidence_and_acknowledging_it_allows_the_next()
    {
        var tenant = await world.Tenant("a-login");
        var admin = await world.Person("a-login", "a@a-login.test", "admin");
        async Task Fail(int times)
        {
            for (var i = 0; i < times; i++)
                await world.Get<AuditLog>().Write(new AuditEntry { TenantId = tenant, ActorName = "Ada", Action = "auth.login", Result = "denied", Ip = "203.0.113.9", Reason = "wrong password" }, CancellationToken.None);
            await world.Seal(tenant);
        }

        await Fail(9);
        Assert.Empty(await Alerts(admin));
        await Fail(1);
        await Eventually.True(async () => (await Alerts(admin)).Count == 1);
        var alert = Assert.Single(await Alerts(admin));
        Assert.Equal("failed_logins", alert.GetProperty("rule").GetString());
        var evidence = alert.GetProperty("evidence");
        Assert.Equal(10, evidence.GetProperty("count").GetInt64());
        Assert.Equal(10, evidence.GetProperty("entries").GetArrayLength());
        Assert.Equal("203.0.113.9", evidence.GetProperty("addresses")[0].GetString());
        Assert.Equal(1L, await Count(tenant, "audit.alert_raised"));

        await Fail(2);
        await Eventually.True(async () => await Alerts(admin) is [var one] && one.GetProperty("evidence").GetProperty("count").GetInt64() == 12);
        Assert.Equal(1L, await Count(tenant, "audit.alert_raised"));
        var id = (await World.Ok(admin.GetAsync("/api/v1/audit/alerts")))[0].GetProperty("id").GetGuid();
        await World.Ok(admin.PostAsJsonAsync($"/api/v1/audit/alerts/{id}/acknowledge", new { note = "It was me" }));
        Assert.Equal("acknowledged", Assert.Single(await Alerts(admin)).GetProperty("status").GetString());
        Assert.Equal(1L, await Count(tenant, "audit.alerts.acknowledge"));
        await Fail(1);
        await Eventually.True(async () => (await Alerts(admin)).Count == 2);
    }

    [Fact]
    public async Task Whoever_keeps_asking_for_another_organisation_or_for_rows_that_are_not_there_is_noticed()
    {
        var tenant = await world.Tenant("a-probe", "crm:starter");
        await world.Tenant("a-victim", "crm:starter");
        var admin = await world.Person("a-probe", "a@a-probe.test", "admin");
        var victim = await world.Person("a-victim", "v@a-victim.test", "admin");
        var row = (await World.Ok(victim.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Theirs" }))).GetProperty("id").GetGuid();
        for (var i = 0; i < 3; i++)
        {
            using var crossing = new HttpRequestMessage(HttpMethod.Get, "/api/v1/crm/accounts");
            crossing.Headers.Add("X-Tenant", "a-victim");
            await admin.SendAsync(crossing);
        }

        await world.Seal(tenant);
        await Eventually.True(async () => await Alerts(admin) is [var one] && one.GetProperty("rule").GetString() == "cross_tenant");

        var guesser = await world.Person("a-probe", "g@a-probe.test", "admin");
        for (var i = 0; i < 50; i++)
            Assert.Equal(404, (int)(await guesser.GetAsync($"/api/v1/crm/accounts/{row}")).StatusCode);
        await Eventually.True(async () =>
        {
            await world.Seal(tenant);
            return (await Alerts(admin)).Count == 2;
        });
        Assert.Empty(await Alerts(victim));
    }

    [Fact]
    public async Task Taking_many_rows_out_raises_an_alert_at_the_organisations_own_threshold()
    {
        var tenant = await world.Tenant("a-export", "crm:starter");
        var admin = await world.Person("a-export", "a@a-export.test", "admin");
        await World.Ok(admin.PutAsJsonAsync("/api/v1/settings/audit.mass_export_rows", new { value = 4 }));
        for (var i = 0; i < 2; i++)
            await World.Ok(admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = $"A{i}" }));
        await admin.GetAsync("/api/v1/crm/accounts/export");
        await world.Seal(tenant);
        Assert.Empty(await Alerts(admin));
        await admin.GetAsync("/api/v1/crm/accounts/export");
        await world.Seal(tenant);
        await Eventually.True(async () => await Alerts(admin) is [var one] && one.GetProperty("rule").GetString() == "mass_export");
    }

    [Fact]
    [Trait("feature", "AUD-11")]
    public async Task A_log_that_does_not_fit_its_seals_raises_an_alert()
    {
        var tenant = await world.LogOf("a-broken");
        var admin = await world.Person("a-broken", "a@a-broken.test", "admin");
        await world.Tamper("DELETE FROM public.audit_logs WHERE id = $1", await world.EntryAt(tenant, 3));
        await World.Ok(admin.PostAsJsonAsync("/api/v1/audit/verify", new { }));
        Assert.Equal("log_broken", Assert.Single(await Alerts(admin)).GetProperty("rule").GetString());
    }

    private Task<long> Count(Guid tenant, string action) => world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action = $2", CancellationToken.None, tenant, action);
}
