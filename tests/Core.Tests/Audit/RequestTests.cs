using System.Net.Http.Json;
using Ashlar.Core.Audit;
using Ashlar.Core.Audit.Requests;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Ashlar.Core.Tests.Resources;

namespace Ashlar.Core.Tests.Audit;

public sealed class RequestTests(World world) : IClassFixture<World>
{
    [Fact]
    [Trait("feature", "AUD-01")]
    [Trait("feature", "AUD-02")]
    public async Task Every_request_is_on_record_with_method_path_status_duration_and_who_and_without_its_body()
    {
        var tenant = await world.Tenant("r-all", "crm:starter");
        var admin = await world.Person("r-all", "a@r-all.test", "admin");
        var member = await world.Person("r-all", "m@r-all.test", "member");
        await world.Get<RequestLog>().Flush(all: true, CancellationToken.None);
        for (var i = 0; i < 3; i++)
            await World.Ok(admin.GetAsync("/api/v1/crm/accounts?q=hidden-search"));
        using var write = new HttpRequestMessage(HttpMethod.Post, "/api/v1/crm/accounts?x=1") { Content = JsonContent.Create(new { name = "planted-name" }) };
        write.Headers.Add("X-Request-Id", "corr-write");
        await admin.SendAsync(write);
        await World.Ok(admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "planted-name" }));
        await member.PutAsJsonAsync("/api/v1/settings/core.currency", new { value = "planted" });
        await world.Get<RequestLog>().Flush(all: true, CancellationToken.None);

        var rows = (await World.Ok(admin.GetAsync("/api/v1/audit/requests?limit=100"))).EnumerateArray().Select(row => row.GetProperty("attributes")).ToList();
        var read = rows.Single(row => row.GetProperty("method").GetString() == "GET" && row.GetProperty("path").GetString() == "/api/v1/crm/accounts");
        Assert.Equal(3, read.GetProperty("count").GetInt64());
        var created = rows.Single(row => row.GetProperty("status").GetInt64() == 201 && row.GetProperty("request_id").GetString() == "corr-write");
        Assert.Equal(World.IdOf(admin), created.GetProperty("actor_id").GetGuid());
        Assert.True(created.GetProperty("duration_ms").GetInt64() >= 0);
        Assert.Contains(rows, row => row.GetProperty("status").GetInt64() == 403 && row.GetProperty("actor_id").GetGuid() == World.IdOf(member));
        Assert.Contains(rows, row => row.TryGetProperty("request_id", out var id) && id.GetString() == "corr-write");
        var all = string.Concat(await world.Databases.System.Query("SELECT r::text FROM public.audit_requests r WHERE tenant_id = $1", row => row.GetString(0), CancellationToken.None, tenant));
        Assert.DoesNotContain("planted", all, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-search", all, StringComparison.Ordinal);

        // The change itself is in the sealed log, once.
        Assert.Equal(1L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action = 'crm.accounts.create' AND result = 'ok' AND actor_id = $2 AND request_id = 'corr-write'", CancellationToken.None, tenant, World.IdOf(admin)));
    }

    [Fact]
    public async Task Entries_written_at_once_are_all_on_disk_and_one_that_cannot_be_written_spoils_no_other()
    {
        var tenant = await world.Tenant("r-group");
        var audit = world.Get<AuditLog>();
        AuditEntry Entry(int i) => new() { TenantId = tenant, ActorName = "Ada", Action = "test.group", Changes = i == 50 ? "no json" : null };
        var writes = Enumerable.Range(0, 200).Select(i => Task.Run(() => audit.Write(Entry(i), CancellationToken.None))).ToArray();
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => writes[50]);
        await Task.WhenAll(writes.Where((_, i) => i != 50));
        Assert.Equal(199L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action = 'test.group'", CancellationToken.None, tenant));
    }

    [Fact]
    [Trait("feature", "AUD-07")]
    public async Task One_correlation_id_finds_what_a_request_its_events_and_its_jobs_did()
    {
        var admin = await world.Seller("r-corr");
        admin.DefaultRequestHeaders.Add("X-Request-Id", "corr-1");
        admin.DefaultRequestHeaders.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        var account = await admin.Add(Sales.Accounts, new { name = "Buyer", status = "prospect" });
        var deal = await admin.Add("/api/v1/crm/deals", new { name = "Big", account_id = account, value = new { amount = "10.00", currency = "EUR" } });
        await World.Ok(admin.PostAsJsonAsync($"/api/v1/crm/deals/{deal}/win", new { }));
        await admin.Ended(await Sales.JobOf(admin.Send($"{Sales.Accounts}/import", System.Text.Encoding.UTF8.GetBytes(Sales.Csv(501)))));

        var boss = await world.Person("r-corr", "b@r-corr.test", "admin");
        // An import has an entry for each of its rows, before or after that of the reaction: each kind is asked for by itself.
        async Task<bool> Found(string filter, string action) => (await World.Ok(boss.GetAsync($"/api/v1/audit/entries?{filter}&filter[action]={action}"))).GetArrayLength() > 0;
        await Eventually.True(() => Found("filter[request_id]=corr-1", "crm.accounts.on.crm.deal_won"));
        Assert.True(await Found("filter[request_id]=corr-1", "crm.deals.win"));
        Assert.True(await Found("filter[request_id]=corr-1", "crm.accounts.import"));
        // The trace of the caller goes on in the reaction and in the job.
        foreach (var action in new[] { "crm.accounts.on.crm.deal_won", "crm.deals.win", "crm.accounts.import" })
            Assert.True(await Found("filter[trace_id]=4bf92f3577b34da6a3ce929d0e0e4736", action), action);
    }

    [Fact]
    [Trait("feature", "AUD-07")]
    public async Task Entries_written_together_keep_each_the_trace_in_which_it_was_made()
    {
        var audit = world.Get<AuditLog>();
        var action = $"test.traces_{Contract.Values.Ids.New():n}";
        var made = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(async () =>
        {
            using var activity = new System.Diagnostics.Activity("request").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();
            var entry = new AuditEntry { TenantId = null, ActorName = "x", Action = action };
            await audit.Write(entry, CancellationToken.None);
            return (entry.Id, Trace: activity.TraceId.ToHexString());
        })));

        var kept = await world.Databases.System.Query("SELECT id, trace_id FROM public.audit_logs WHERE action = $1", row => (row.GetGuid(0), row.GetString(1)), CancellationToken.None, action);
        Assert.Equal(made.Order(), kept.Order());
        Assert.Equal(60, kept.Select(entry => entry.Item2).Distinct().Count());
    }

    [Theory]
    [Trait("feature", "AUD-15")]
    [InlineData("called +41 44 668 18 00 back", "called +** ** *** 18 00 back")]
    [InlineData("fax to (212) 555-0187", "fax to (***) ***-0187")]
    [InlineData("card 4111 1111 1111 1111", "card **** **** **** 1111")]
    [InlineData("password=hunter22 wrong", "password=******** wrong")]
    [InlineData("Authorization: Bearer abc.def.ghi", "Authorization: Bearer ********")]
    [InlineData("whsec_abcdefgh1234 sent", "whsec_******** sent")]
    [InlineData("3 rows as csv ?sort=name on 2026-11-21 10:15", "3 rows as csv ?sort=name on 2026-11-21 10:15")]
    [InlineData("01a1fd95-34c3-79d9-a9d0-34b695c27f73", "01a1fd95-34c3-79d9-a9d0-34b695c27f73")]
    public async Task Numbers_and_secrets_are_stored_masked(string text, string stored)
    {
        Assert.Equal(stored, AuditMask.Text(text));
        var action = $"test.mask{Math.Abs(text.GetHashCode(StringComparison.Ordinal))}";
        await world.Get<AuditLog>().Write(new AuditEntry { TenantId = null, ActorName = "x", Action = action, Reason = text }, CancellationToken.None);
        Assert.Equal(stored, await world.Databases.System.Scalar<string>("SELECT reason FROM public.audit_logs WHERE action = $1", CancellationToken.None, action));
    }
}
