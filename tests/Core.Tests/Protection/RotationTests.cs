using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Ashlar.Core.Tests.Resources;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Protection;

public sealed class RotationTests(Clinic clinic) : IClassFixture<Clinic>
{
    private const string OldKeys = "SELECT count(*) FROM shared.clinic_patients p WHERE p.tenant_id = $1 AND substring(p.diagnosis FROM 2 FOR 16) <> (SELECT decode(replace(id::text, '-', ''), 'hex') FROM public.protection_keys WHERE scope = $1 AND subject IS NULL AND kind = 'data' AND state = 'active')";

    [Fact]
    [Trait("feature", "PHI-07")]
    public async Task Rotation_seals_everything_anew_while_people_go_on_working()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 450; i++)
            ids.Add(await Insert($"Finding {i}"));
        using var stop = new CancellationTokenSource();
        var traffic = Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                var id = ids[n * 7 % ids.Count];
                await World.Ok(clinic.Doctor.PatchAsJsonAsync($"{Clinic.Patients}/{id}", new { diagnosis = $"Changed {n}", ward = $"{n}" }));
                var row = await Clinic.Attributes(clinic.Doctor, id);
                Assert.Equal((row.GetProperty("diagnosis").GetString(), row.GetProperty("ward").GetString()), ($"Changed {n}", $"{n}"));
            }

            return ids.Count;
        });
        for (var round = 0; round < 2; round++)
        {
            var job = await Sales.JobOf(clinic.Tenant.Admin.PostAsJsonAsync("/api/v1/security/keys/rotate", new { }));
            var ended = await clinic.Tenant.Admin.Ended(job);
            Assert.Equal(("succeeded", 0), (ended.GetProperty("state").GetString(), ended.GetProperty("result").GetProperty("unreadable").GetInt32()));
        }

        await stop.CancelAsync();
        await traffic;
        Assert.Equal(0, await clinic.Databases.System.Scalar<long>(OldKeys, CancellationToken.None, clinic.Tenant.Id));
        foreach (var id in ids.Where((_, index) => index % 50 == 0))
            Assert.Matches("^(Finding|Changed) ", (await Clinic.Attributes(clinic.Doctor, id)).GetProperty("diagnosis").GetString());
        var keys = await Organisation.Rows(clinic.Tenant.Admin, "/api/v1/security/keys");
        Assert.True(keys.Count(key => key.GetProperty("attributes").GetProperty("state").GetString() == "retired") >= 2);
        // The log keeps its entries under the keys of their time, and they open.
        Assert.Contains("Finding 3", await clinic.Doctor.GetStringAsync($"{Clinic.Patients}/{ids[3]}/revisions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_was_cut_short_goes_on_with_what_is_still_old()
    {
        for (var i = 0; i < 10; i++)
            await Insert($"Cut {i}");
        var store = clinic.Service<KeyStore>();
        await store.Rotate(clinic.Tenant.Id, null, CancellationToken.None);
        Assert.True(await clinic.Databases.System.Scalar<long>(OldKeys, CancellationToken.None, clinic.Tenant.Id) >= 10);
        // A rotation on top of one whose job never ran: everything reaches the newest key.
        await clinic.Tenant.Admin.Ended(await Sales.JobOf(clinic.Tenant.Admin.PostAsJsonAsync("/api/v1/security/keys/rotate", new { })));
        Assert.Equal(0, await clinic.Databases.System.Scalar<long>(OldKeys, CancellationToken.None, clinic.Tenant.Id));
    }

    [Fact]
    public async Task Destroying_the_keys_of_an_organisation_leaves_nothing_to_read_and_touches_no_other()
    {
        var other = await Organisation.Make(clinic.Host, "shredded", apps: "clinic");
        await clinic.Databases.System.Execute("UPDATE public.org_users SET traits = '{phi_authorized}' WHERE tenant_id = $1", CancellationToken.None, other.Id);
        clinic.Service<Invalidation>().Forget("access", "*");
        var id = await other.Admin.Add(Clinic.Patients, new { name = "Gone", diagnosis = "Erased", email = "gone@example.test" });
        var kept = await Insert("Kept");
        using var oper = await Organisation.Operator(clinic.Host);
        Assert.Equal("validation", await Organisation.Refused(await oper.PostAsJsonAsync($"/api/v1/platform/tenants/{other.Id}/keys/destroy", new { code = "mercy", reason = "Erasure was asked for" }), HttpStatusCode.UnprocessableEntity));
        await Organisation.Refused(await clinic.Tenant.Admin.PostAsJsonAsync($"/api/v1/platform/tenants/{other.Id}/keys/destroy", new { code = "shredded", reason = "Erasure was asked for" }), HttpStatusCode.Forbidden);

        await World.Ok(oper.PostAsJsonAsync($"/api/v1/platform/tenants/{other.Id}/keys/destroy", new { code = "shredded", reason = "Erasure was asked for" }));

        var row = (await World.Ok(other.Admin.GetAsync($"{Clinic.Patients}/{id}"))).GetProperty("attributes");
        Assert.Equal(("Gone", JsonValueKind.Null, JsonValueKind.Null), (row.GetProperty("name").GetString(), row.GetProperty("diagnosis").ValueKind, row.GetProperty("email").ValueKind));
        Assert.DoesNotContain("Erased", await other.Admin.GetStringAsync($"{Clinic.Patients}/{id}/revisions"), StringComparison.Ordinal);
        Assert.Equal("keys_destroyed", await Organisation.Refused(await other.Admin.PostAsJsonAsync(Clinic.Patients, new { name = "New", diagnosis = "x" }), HttpStatusCode.Conflict));
        Assert.Equal("keys_destroyed", await Organisation.Refused(await other.Admin.PostAsJsonAsync("/api/v1/security/keys/rotate", new { }), HttpStatusCode.Conflict));
        Assert.Equal("Kept", (await Clinic.Attributes(clinic.Doctor, kept)).GetProperty("diagnosis").GetString());
        Assert.Equal(2, (await clinic.Log("action = 'platform.keys.destroy'")).Count);
    }

    [Fact]
    public async Task A_key_of_one_subject_can_go_alone()
    {
        var ring = clinic.Service<Core.Protection.KeyRing>();
        Guid one = Guid.CreateVersion7(), two = Guid.CreateVersion7();
        var first = await ring.SealFor(clinic.Tenant.Id, one, "name", "Ada"u8.ToArray(), CancellationToken.None);
        var second = await ring.SealFor(clinic.Tenant.Id, two, "name", "Bob"u8.ToArray(), CancellationToken.None);
        Assert.Equal(2, await ring.DestroyFor(clinic.Tenant.Id, one, CancellationToken.None));
        Assert.Equal(Unreadable.KeyDestroyed, (await Assert.ThrowsAsync<UnreadableException>(async () => await ring.OpenFor(clinic.Tenant.Id, one, "name", first, CancellationToken.None))).Reason);
        Assert.Equal("Bob"u8.ToArray(), await ring.OpenFor(clinic.Tenant.Id, two, "name", second, CancellationToken.None));
    }

    [Fact]
    [Trait("feature", "PHI-07")]
    public async Task A_new_root_key_wraps_every_key_anew_and_the_earlier_one_can_go()
    {
        var path = RootKeyFile.PathIn(clinic.Service<StorageOptions>().DataFolder);
        var old = File.ReadAllText(path).Trim();
        var young = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var id = await Insert("Wrapped");
        await using var database = clinic.Databases.System.CreateConnection();
        var both = new KeyStore(clinic.Databases, Source($"{young},{old}"), clinic.Service<Invalidation>(), TimeProvider.System);
        var back = new KeyStore(clinic.Databases, Source($"{old},{young}"), clinic.Service<Invalidation>(), TimeProvider.System);
        var rows = await both.Load(clinic.Tenant.Id, null, CancellationToken.None);

        var (done, left) = await both.Rewrap(CancellationToken.None);
        Assert.True(done >= rows.Count && left == 0);
        var alone = new KeyStore(clinic.Databases, Source(young), clinic.Service<Invalidation>(), TimeProvider.System);
        Assert.All(await alone.Load(clinic.Tenant.Id, null, CancellationToken.None), row => Assert.NotNull(alone.Unwrap(row, CancellationToken.None).AsTask().GetAwaiter().GetResult()));
        var before = new KeyStore(clinic.Databases, Source(old), clinic.Service<Invalidation>(), TimeProvider.System);
        Assert.Null(await before.Unwrap((await before.Load(clinic.Tenant.Id, null, CancellationToken.None))[0], CancellationToken.None));
        await back.Rewrap(CancellationToken.None);
        Assert.Equal("Wrapped", (await Clinic.Attributes(clinic.Doctor, id)).GetProperty("diagnosis").GetString());
    }

    private RootKeySource Source(string keys) => new(
        new Microsoft.Extensions.Configuration.ConfigurationBuilder().Add(new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = [new("ASHLAR_ROOT_KEY", keys)] }).Build(),
        clinic.Service<StorageOptions>(), clinic.Databases);

    private Task<Guid> Insert(string diagnosis) => clinic.Add(new { name = "Rotated", diagnosis });
}
