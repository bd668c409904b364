using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Audit;
using Ashlar.Core.CoreApi;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tests.Keys;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.CoreApi;

public sealed class CoreAuditTests(KeyWorld world) : IClassFixture<KeyWorld>
{
    [Fact]
    [Trait("feature", "AUD-10")]
    public async Task So_many_calls_so_many_entries_whatever_they_answer()
    {
        var acme = await Organisation.Make(world.Host, "acme-calls");
        var issued = await world.Module("financial");
        using var module = world.With(issued.Key);
        var calls = new Func<Task<HttpResponseMessage>>[]
        {
            () => module.GetAsync($"/api/v1/core/tenants/{acme.Id}"),
            () => module.GetAsync("/api/v1/core/tenants/123456"),
            () => module.GetAsync($"/api/v1/core/tenants/{acme.Id}/modules/crm"),
            () => module.GetAsync("/api/v1/core/rbac/users/99/permissions"),
            () => module.PostAsJsonAsync("/api/v1/core/rbac/check", new { user_id = 1, permission = "org:users:read" }),
            () => module.PostAsJsonAsync("/api/v1/core/rbac/check", new { checks = new[] { new { user_id = 1, permission = "a:b:c" }, new { user_id = 2, permission = "a:b:c" } } }),
            () => module.PostAsJsonAsync("/api/v1/core/rbac/check", new { }),
            () => module.PostAsJsonAsync("/api/v1/core/auth/verify", new { token = "x" }),
            () => module.PostAsJsonAsync("/api/v1/core/auth/verify", new { }),
            () => module.PostAsync("/api/v1/core/auth/verify", new StringContent("{", null, "application/json")),
            () => module.PostAsJsonAsync("/api/v1/core/audit/log", new { action = "invoice.approved" }),
            () => module.PostAsJsonAsync("/api/v1/core/audit/log", new { }),
        };
        const int Rounds = 20;
        await Parallel.ForAsync(0, Rounds * calls.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) => (await calls[number % calls.Length]()).Dispose());
        Assert.Equal(Rounds * calls.Length, await world.Count("SELECT count(*) FROM public.audit_logs WHERE key_id = $1", issued.Id));
    }

    [Fact]
    [Trait("feature", "AUD-09")]
    public async Task A_module_writes_into_the_log_under_its_own_name()
    {
        var acme = await Organisation.Make(world.Host, "acme-log");
        var user = (await Organisation.Data(await acme.Admin.GetAsync("/api/v1/auth/me"))).GetProperty("attributes").GetProperty("user").GetProperty("id").GetString();
        using var module = world.With((await world.Module("financial")).Key);
        var logged = await KeyWorld.Body(await module.PostAsJsonAsync("/api/v1/core/audit/log", new { user_id = user, action = "invoice.approved", resource_type = "invoice", resource_id = 7, details = new { amount = "120.00" }, module = "somebody_else" }), 200);
        Assert.Equal("""{"status":"logged"}""", logged.GetRawText());

        var entry = Assert.Single(await Organisation.Rows(acme.Admin, "/api/v1/audit/entries?filter[action][eq]=invoice.approved")).GetProperty("attributes");
        Assert.Equal(("financial", "module", user, "invoice"), (Text(entry, "module"), Text(entry, "actor_kind"), Text(entry, "actor_id"), Text(entry, "resource")));
        Assert.Equal("""{"details":{"amount":"120.00"},"resource_id":7}""", entry.GetProperty("details").GetRawText().Replace(" ", "", StringComparison.Ordinal));

        // Not into the log of an organisation that the person does not belong to.
        var globex = await Organisation.Make(world.Host, "globex-log");
        await KeyWorld.Body(await module.PostAsJsonAsync("/api/v1/core/audit/log", new { user_id = user, tenant_id = globex.Id, action = "forged" }), 404);
        Assert.Empty(await Organisation.Rows(globex.Admin, "/api/v1/audit/entries?filter[action][eq]=forged"));
    }

    [Fact]
    [Trait("feature", "KEY-08")]
    public async Task Calls_are_booked_on_the_module_of_the_key()
    {
        var acme = await Organisation.Make(world.Host, "acme-book");
        var (one, two) = (await world.Module("financial"), await world.Module("inventory"));
        foreach (var key in new[] { one, two, two })
        {
            using var module = world.With(key.Key);
            await KeyWorld.Body(await module.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 200);
        }

        var entries = (await Organisation.Rows(acme.Admin, "/api/v1/audit/entries?filter[action][eq]=core.tenants.get")).Select(row => row.GetProperty("attributes")).ToList();
        Assert.Equal(["financial", "inventory", "inventory"], entries.Select(entry => Text(entry, "module")).Order(StringComparer.Ordinal));
        Assert.Equal([one.Id.ToString(), two.Id.ToString()], entries.Select(entry => Text(entry, "key_id")).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(2, (await Organisation.Rows(acme.Admin, "/api/v1/audit/entries?filter[module][eq]=inventory")).Count);
    }

    [Fact]
    [Trait("feature", "AUD-10")]
    public async Task An_entry_that_cannot_be_stored_fails_its_own_call_and_no_other()
    {
        var log = world.Host.Services.GetRequiredService<CallLog>();
        AuditEntry Entry(string action) => new() { TenantId = TenantInfo.PlatformId, ActorName = "test", Action = action };
        var before = await world.Count("SELECT count(*) FROM public.audit_logs WHERE action = 'test.group'");
        var writes = Enumerable.Range(0, 100).Select(number => log.Write(number == 50 ? Entry("test.group") with { Changes = "{no document" } : Entry("test.group"))).ToList();
        await Task.WhenAll(writes.Where((_, number) => number != 50));
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => writes[50]);
        Assert.Equal(before + 99, await world.Count("SELECT count(*) FROM public.audit_logs WHERE action = 'test.group'"));
    }

    [Fact]
    [Trait("feature", "AUD-10")]
    public async Task Nothing_is_answered_when_nothing_can_be_written()
    {
        var acme = await Organisation.Make(world.Host, "acme-closed");
        using var module = world.With((await world.Module("financial")).Key);
        await KeyWorld.Body(await module.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 200);
        await using var owner = await world.Host.Connections.OpenOwner("", CancellationToken.None);
        await owner.Execute("REVOKE INSERT ON public.audit_logs FROM ashlar_system", CancellationToken.None);
        try
        {
            Assert.InRange((int)(await module.GetAsync($"/api/v1/core/tenants/{acme.Id}")).StatusCode, 500, 503);
        }
        finally
        {
            await owner.Execute("GRANT INSERT ON public.audit_logs TO ashlar_system", CancellationToken.None);
        }

        await KeyWorld.Body(await module.GetAsync($"/api/v1/core/tenants/{acme.Id}"), 200);
    }

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();
}
