using System.Net;
using System.Net.Http.Json;
using Ashlar.Contract.Settings;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Flags;
using Ashlar.Core.Tenancy.Settings;
using Ashlar.Core.Tests.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Tenancy;

public sealed class SettingsTests(World world) : IClassFixture<World>, IAsyncLifetime
{
    private string _code = "";
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _code = $"t{Guid.CreateVersion7():n}"[..30];
        await world.Tenant(_code);
        _admin = await world.Person(_code, $"a@{_code}.test", "admin");
    }

    [Fact]
    [Trait("feature", "TEN-19")]
    [Trait("feature", "MOD-04")]
    public async Task Client_beats_tenant_beats_environment_beats_default_and_each_says_so()
    {
        Assert.Equal(("From outside", "environment"), await Effective("mail.from_name"));
        Assert.Equal(("UTC", "default"), await Effective("core.time_zone"));

        await World.Ok(_admin.PutAsJsonAsync("/api/v1/settings/mail.from_name", new { value = "Ours" }));
        Assert.Equal(("Ours", "tenant"), await Effective("mail.from_name"));

        var client = (await World.Ok(_admin.PostAsJsonAsync("/api/v1/org/clients", new { code = "c1", name = "C1" }))).GetProperty("id").GetGuid();
        await World.Ok(_admin.PutAsJsonAsync("/api/v1/settings/mail.from_name", new { value = "Theirs", client_id = client }));
        Assert.Equal(("Ours", "tenant"), await Effective("mail.from_name"));
        var explained = (await World.Ok(_admin.GetAsync($"/api/v1/settings/mail.from_name/explain?client_id={client}"))).GetProperty("attributes");
        Assert.Equal("Theirs", explained.GetProperty("value").GetString());
        Assert.Equal(["default", "environment", "tenant", "client"], explained.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("layer").GetString()));
        Assert.Equal("ASHLAR_SETTING_MAIL_FROM_NAME", explained.GetProperty("layers")[1].GetProperty("by").GetString());

        var tenant = await world.Tenants.ByCode(_code, CancellationToken.None);
        var values = world.Services.GetRequiredService<SettingValues>();
        Assert.Equal("Theirs", values.For(tenant, client).Get<string>("mail.from_name"));
        Assert.Equal(3_600, values.For(tenant, null).Get<int>("auth.session_timeout"));

        await World.Ok(_admin.DeleteAsync("/api/v1/settings/mail.from_name"));
        Assert.Equal(("From outside", "environment"), await Effective("mail.from_name"));
    }

    [Theory]
    [Trait("feature", "COR-01")]
    [InlineData("auth.session_timeout", "\"long\"")]
    [InlineData("auth.session_timeout", "10")]
    [InlineData("core.locale", "5")]
    [InlineData("mail.from_name", "null")]
    public async Task A_value_that_cannot_be_one_is_refused(string key, string value)
    {
        var response = await _admin.PutAsync($"/api/v1/settings/{key}", new StringContent($$"""{"value":{{value}}}""", null, "application/json"));

        await World.Error(response, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    [Trait("feature", "COR-01")]
    public async Task Every_change_is_kept_with_who_and_when_and_logged()
    {
        await World.Ok(_admin.PutAsJsonAsync("/api/v1/settings/core.currency", new { value = "USD" }));
        await World.Ok(_admin.PutAsJsonAsync("/api/v1/settings/core.currency", new { value = "GBP" }));
        await World.Ok(_admin.DeleteAsync("/api/v1/settings/core.currency"));

        var history = (await World.Ok(_admin.GetAsync("/api/v1/settings/core.currency/history"))).EnumerateArray().Select(change => change.GetProperty("attributes").GetProperty("value").ToString()).ToList();
        Assert.Equal(["", "GBP", "USD"], history);
        var tenant = await world.Tenants.ByCode(_code, CancellationToken.None);
        Assert.Equal(3L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND resource = 'settings.core.currency'", CancellationToken.None, tenant!.Id));
    }

    [Fact]
    [Trait("feature", "COR-01")]
    public async Task Settings_of_the_operator_are_the_operators_and_secrets_stay_masked()
    {
        await World.Error(await _admin.GetAsync("/api/v1/settings/mail.smtp_password"), HttpStatusCode.NotFound);
        await World.Error(await _admin.PutAsJsonAsync("/api/v1/settings/core.base_domain", new { value = "evil.test" }), HttpStatusCode.NotFound);
        Assert.Equal("example.test", (await World.Ok(world.Operator.GetAsync("/api/v1/settings/core.base_domain"))).GetProperty("attributes").GetProperty("value").GetString());
        await World.Error(await world.Operator.PutAsJsonAsync("/api/v1/settings/core.base_domain", new { value = "other.test" }), HttpStatusCode.Forbidden);

        var member = await world.Person(_code, $"m@{_code}.test", "member");
        await World.Error(await member.GetAsync("/api/v1/settings"), HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("feature", "OBS-20")]
    public async Task What_the_operator_gives_is_seen_by_the_organisation_and_changed_by_the_operator_alone()
    {
        var tenant = (await world.Tenants.ByCode(_code, CancellationToken.None))!.Id;
        var given = $"/api/v1/platform/tenants/{tenant}/settings";

        Assert.Equal("setting_of_operator", (await World.Error(await _admin.PutAsJsonAsync("/api/v1/settings/sla.availability", new { value = "50" }), HttpStatusCode.Forbidden)).GetProperty("code").GetString());
        await World.Error(await _admin.DeleteAsync("/api/v1/settings/sla.p95_ms"), HttpStatusCode.Forbidden);
        await World.Error(await _admin.PutAsJsonAsync($"{given}/sla.availability", new { value = "50" }), HttpStatusCode.Forbidden);
        Assert.Equal(("99.9", "default"), await Effective("sla.availability"));

        Assert.Equal("98.5", (await World.Ok(world.Operator.PutAsJsonAsync($"{given}/sla.availability", new { value = "98.5" }))).GetProperty("attributes").GetProperty("value").GetString());
        Assert.Equal(("98.5", "tenant"), await Effective("sla.availability"));
        Assert.Equal(["settings.settings.update"], (await World.Ok(_admin.GetAsync("/api/v1/audit/entries?filter[resource][eq]=settings.sla.availability"))).EnumerateArray().Select(entry => entry.GetProperty("attributes").GetProperty("action").GetString()));
        Assert.Equal(1L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action = 'settings.settings.update' AND resource_id = $2", CancellationToken.None, TenantInfo.PlatformId, tenant));
        Assert.Single((await World.Ok(world.Operator.GetAsync($"{given}/sla.availability/history"))).EnumerateArray());

        await World.Ok(world.Operator.DeleteAsync($"{given}/sla.availability"));
        Assert.Equal(("99.9", "default"), await Effective("sla.availability"));
        // What belongs to the organisation is not the operator's to set there.
        Assert.All((await World.Ok(world.Operator.GetAsync(given))).EnumerateArray(), setting => Assert.Equal("operator", setting.GetProperty("attributes").GetProperty("owner").GetString()));
        await World.Error(await world.Operator.PutAsJsonAsync($"{given}/core.currency", new { value = "USD" }), HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("feature", "COR-01")]
    public async Task An_organisations_administrator_can_set_what_is_its_own_and_nothing_else()
    {
        foreach (var setting in world.Services.GetRequiredService<SettingCatalogue>().All)
        {
            var answer = await _admin.DeleteAsync($"/api/v1/settings/{setting.Key}");

            var expected = setting.Owner switch
            {
                SettingOwner.Installation => HttpStatusCode.NotFound,
                SettingOwner.Operator => HttpStatusCode.Forbidden,
                // Settings of apps that it does not have are not there.
                _ => (await _admin.GetAsync($"/api/v1/settings/{setting.Key}")).StatusCode,
            };
            Assert.True(answer.StatusCode == expected, $"{setting.Key} answered {answer.StatusCode}");
        }
    }

    [Fact]
    [Trait("feature", "MOD-12")]
    public async Task A_flag_follows_environment_tenant_and_person_and_its_toggles_are_logged()
    {
        var key = $"f_{Guid.CreateVersion7():n}";
        var flag = (await World.Ok(world.Operator.PostAsJsonAsync("/api/v1/platform/flags", new { key, enabled = true, tenants = new[] { _code } }))).GetProperty("id").GetGuid();
        Assert.True(await IsOn(_admin, key));
        Assert.False(await IsOn(world.Operator, key));

        await World.Ok(world.Operator.PatchAsJsonAsync($"/api/v1/platform/flags/{flag}", new { enabled = false }));
        Assert.False(await IsOn(_admin, key));
        Assert.Equal(2L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE resource_id = $1", CancellationToken.None, flag));
        await World.Error(await _admin.GetAsync("/api/v1/platform/flags"), HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("feature", "MOD-12")]
    public void A_share_is_the_same_people_everywhere_and_about_as_large_as_said()
    {
        var people = Enumerable.Range(0, 10_000).Select(number => new Guid(number, 0, 0, new byte[8])).ToList();
        var flag = new Flag { Key = "new_list", Enabled = true, RolloutPercent = 30 };

        var first = people.Where(person => FlagEvaluation.IsOn(flag, "Production", "abc", person, null)).ToList();
        Assert.Equal(first, people.Where(person => FlagEvaluation.IsOn(flag, "Production", "abc", person, null)));
        Assert.InRange(first.Count, 2_700, 3_300);
        flag.RolloutPercent = 60;
        Assert.All(first, person => Assert.True(FlagEvaluation.IsOn(flag, "Production", "abc", person, null)));
        flag.Environments = ["staging"];
        Assert.False(FlagEvaluation.IsOn(flag, "Production", "abc", first[0], null));
    }

    private async Task<bool> IsOn(HttpClient person, string key) => (await World.Ok(person.GetAsync("/api/v1/flags"))).GetProperty("attributes").GetProperty(key).GetBoolean();

    private async Task<(string?, string?)> Effective(string key)
    {
        var setting = (await World.Ok(_admin.GetAsync("/api/v1/settings"))).EnumerateArray().Single(known => known.GetProperty("id").GetString() == key).GetProperty("attributes");
        return (setting.GetProperty("value").GetString(), setting.GetProperty("source").GetString());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
