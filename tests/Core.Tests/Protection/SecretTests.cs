using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Protection.Secrets;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Protection;

public sealed class SecretTests(Clinic clinic) : IClassFixture<Clinic>
{
    private const string Path = "/api/v1/security/secrets";

    private HttpClient Admin => clinic.Tenant.Admin;

    [Fact]
    [Trait("feature", "SEC-08")]
    public async Task After_a_rotation_the_new_version_is_used_and_the_old_one_until_its_lease_ends()
    {
        await Put("rotated", "first-value", lease: 600);
        await Put("rotated", "second-value");
        Assert.Equal("second-value", await Reveal("rotated"));
        Assert.Equal("first-value", await Reveal("rotated", 1));
        var versions = (await World.Ok(Admin.GetAsync($"{Path}/rotated"))).GetProperty("attributes").GetProperty("versions").EnumerateArray().ToList();
        Assert.Equal([(2, true, false), (1, true, true)], versions.Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("usable").GetBoolean(), v.GetProperty("usable_until").ValueKind == JsonValueKind.String)));

        await clinic.Databases.System.Execute("UPDATE public.protection_secret_versions SET usable_until = now() - interval '1 second' WHERE name = 'rotated' AND version = 1", CancellationToken.None);
        Assert.Equal("secret_expired", (await World.Error(await Admin.PostAsJsonAsync($"{Path}/rotated/reveal", new { reason = "after the lease", version = 1 }), HttpStatusCode.Conflict)).GetProperty("code").GetString());
        Assert.Equal(1, await clinic.Service<SecretStore>().EndLeases(CancellationToken.None));
        Assert.Equal(0, await clinic.Databases.System.Scalar<long>("SELECT count(*) FROM public.protection_secret_versions WHERE name = 'rotated' AND version = 1 AND sealed IS NOT NULL", CancellationToken.None));
    }

    [Fact]
    [Trait("feature", "SEC-08")]
    public async Task Going_back_makes_an_earlier_version_current_without_showing_it()
    {
        await Put("back", "good-value");
        await Put("back", "bad-value");
        Assert.DoesNotContain("value", (await World.Ok(Admin.PostAsJsonAsync($"{Path}/back/rollback", new { version = 1 }))).GetProperty("attributes").GetProperty("versions").ToString(), StringComparison.Ordinal);
        Assert.Equal("good-value", await Reveal("back"));
    }

    [Fact]
    [Trait("feature", "SEC-08")]
    public async Task A_reveal_needs_its_permission_and_a_reason_and_is_on_record_first()
    {
        await Put("seen", "planted-secret-value");
        await World.Error(await clinic.Clerk.PostAsJsonAsync($"{Path}/seen/reveal", new { reason = "curious" }), HttpStatusCode.Forbidden);
        await World.Error(await Admin.PostAsJsonAsync($"{Path}/seen/reveal", new { }), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("planted-secret-value", await Reveal("seen"));
        Assert.Contains("seen version 1: a test", (await clinic.Log("action = 'security.secrets.reveal'"))[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(await clinic.Log("true"), entry => entry.Contains("planted-secret", StringComparison.Ordinal));
        Assert.DoesNotContain("planted-secret", await Admin.GetStringAsync(Path), StringComparison.Ordinal);
        var stored = await clinic.Databases.System.Scalar<byte[]>("SELECT sealed FROM public.protection_secret_versions WHERE name = 'seen'", CancellationToken.None);
        Assert.Equal(-1, stored.AsSpan().IndexOf("planted"u8));
    }

    [Fact]
    [Trait("feature", "SEC-08")]
    public async Task Settings_refer_to_secrets_and_secret_settings_keep_nothing_in_the_open()
    {
        await Put("partner-token", "tok-123");
        await World.Ok(Admin.PutAsJsonAsync("/api/v1/settings/clinic.lab_url", new { value = "lab.example/${secret:partner-token}" }));
        await World.Ok(Admin.PutAsJsonAsync("/api/v1/settings/clinic.lab_key", new { value = "planted-lab-key" }));
        var settings = (await World.Ok(clinic.Clerk.GetAsync("/api/v1/clinic/settings_in_use")))[0].GetProperty("attributes");
        Assert.Equal(("lab.example/tok-123", "planted-lab-key"), (settings.GetProperty("url").GetString(), settings.GetProperty("value").GetString()));
        Assert.Equal("\"${secret:setting.clinic.lab_key}\"", await clinic.Databases.System.Scalar<string>("SELECT value::text FROM public.tenant_settings WHERE key = 'clinic.lab_key'", CancellationToken.None));

        await Put("partner-token", "tok-456");
        Assert.Equal("lab.example/tok-456", (await World.Ok(clinic.Clerk.GetAsync("/api/v1/clinic/settings_in_use")))[0].GetProperty("attributes").GetProperty("url").GetString());
        await Admin.DeleteAsync("/api/v1/settings/clinic.lab_key");
        Assert.Equal(HttpStatusCode.NotFound, (await Admin.GetAsync($"{Path}/setting.clinic.lab_key")).StatusCode);
    }

    [Fact]
    public async Task Values_that_an_earlier_version_kept_in_the_open_move_into_the_store()
    {
        await clinic.Databases.System.Execute("INSERT INTO public.tenant_settings (tenant_id, key, client_id, value, set_at, set_by_name) VALUES ($1, 'clinic.lab_key', $2, '\"open-value\"', now(), 'x') ON CONFLICT (tenant_id, key, client_id) DO UPDATE SET value = EXCLUDED.value", CancellationToken.None, clinic.Tenant.Id, Guid.CreateVersion7());
        await clinic.Service<SecretSettings>().MoveIn(CancellationToken.None);
        Assert.Equal(0, await clinic.Databases.System.Scalar<long>("SELECT count(*) FROM public.tenant_settings WHERE value::text LIKE '%open-value%'", CancellationToken.None));
        await clinic.Databases.System.Execute("DELETE FROM public.tenant_settings WHERE key = 'clinic.lab_key'", CancellationToken.None);
    }

    [Fact]
    public async Task Another_organisations_secrets_do_not_exist_here()
    {
        await Put("mine", "only-here");
        var resolve = clinic.Service<SecretReferences>();
        Assert.Equal("x only-here", await resolve.Resolve(clinic.Tenant.Id, "x ${secret:mine}", CancellationToken.None));
        await Assert.ThrowsAsync<SecretMissingException>(async () => await resolve.Resolve(TenantInfo.PlatformId, "x ${secret:mine}", CancellationToken.None));
    }

    [Fact]
    [Trait("feature", "SEC-08")]
    public async Task Secrets_of_an_external_manager_are_read_through_the_port_by_the_operators_settings_alone()
    {
        var references = new SecretReferences(clinic.Service<SecretStore>(), [new Outside()], clinic.Service<Invalidation>(), TimeProvider.System);
        Assert.Equal("a outside/smtp b", await references.Resolve(Core.Tenancy.TenantInfo.PlatformId, "a ${secret:vault:smtp} b", CancellationToken.None));
        await Assert.ThrowsAsync<SecretMissingException>(async () => await references.Resolve(clinic.Tenant.Id, "a ${secret:vault:smtp} b", CancellationToken.None));
        await Assert.ThrowsAsync<SecretMissingException>(async () => await references.Resolve(Core.Tenancy.TenantInfo.PlatformId, "${secret:elsewhere:smtp}", CancellationToken.None));
    }

    private async Task Put(string name, string value, int? lease = null) => await World.Ok(Admin.PutAsJsonAsync($"{Path}/{name}", new { value, lease_seconds = lease }));

    private async Task<string?> Reveal(string name, int? version = null) =>
        (await World.Ok(Admin.PostAsJsonAsync($"{Path}/{name}/reveal", new { reason = "a test", version }))).GetProperty("attributes").GetProperty("value").GetString();

    private sealed class Outside : ISecretVault
    {
        public string Scheme => "vault";

        public ValueTask<string?> Read(string name, CancellationToken cancel) => ValueTask.FromResult<string?>($"outside/{name}");
    }
}
