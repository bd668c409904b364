using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Backup.Restoring;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Files;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Backup;

[Trait("feature", "DRB-06")]
public sealed class TenantRestoreTests(BackupHost fixture) : IClassFixture<BackupHost>
{
    private const string Accounts = "/api/v1/crm/accounts";

    [Theory]
    [InlineData("shared")]
    [InlineData("schema")]
    [InlineData("database")]
    public async Task One_organisation_comes_back_while_another_works(string isolation)
    {
        var (lost, busy) = (await Organisation.Make(fixture.Host, $"lost-{isolation}", isolation, "crm"), await Organisation.Make(fixture.Host, $"busy-{isolation}", "shared", "crm"));
        var kept = await Make(lost, "Kept");
        await Make(lost, "Changed");
        await Make(busy, "Neighbour");
        await lost.Admin.PostAsJsonAsync("/api/v1/org/units", new { name = "Warehouse" });
        var before = await Names(lost.Admin);
        var backup = await fixture.Take("full");
        await Ruin(lost, kept);
        await Make(busy, "Neighbour since");
        var logged = await Log(lost);

        using var stop = new CancellationTokenSource();
        var working = Work(busy, stop.Token);
        var result = await fixture.Done($"/api/v1/platform/backups/{backup}/restore", new { tenant = lost.Code, confirm = lost.Code, reason = "An import overwrote everything" });
        await stop.CancelAsync();
        var (written, failures) = await working;

        Assert.Empty(failures);
        Assert.True(written > 0);
        Assert.Equal(HttpStatusCode.Unauthorized, (await lost.Admin.GetAsync(Accounts)).StatusCode);
        using var admin = await SignIn(lost);
        Assert.Equal(before, await Names(admin));
        Assert.Equal(["Warehouse"], (await Organisation.Rows(admin, "/api/v1/org/units")).Select(row => row.GetProperty("attributes").GetProperty("name").GetString()));
        Assert.Equal(2 + written, (await Names(busy.Admin)).Count);
        Assert.True(result.GetProperty("rows").GetInt64() > 2);
        // The log goes on: nothing of it went, and it says what happened.
        var now = await Log(lost);
        Assert.Equal(logged, now.Take(logged.Count));
        Assert.Contains("platform.tenants.restore", now);
        Assert.Equal("active", (await Organisation.Data(await fixture.Operator.GetAsync($"/api/v1/platform/tenants/{lost.Id}"))).GetProperty("attributes").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Rows_of_others_are_not_touched_at_all()
    {
        var (lost, other) = (await Organisation.Make(fixture.Host, "one-acme", "shared", "crm"), await Organisation.Make(fixture.Host, "other-acme", "shared", "crm"));
        await Make(other, "Stays");
        await FileHost.Upload(other.Admin, new byte[64], "stays.bin");
        var backup = await fixture.Take("full");
        await Make(lost, "Goes");
        await Make(other, "Came since");
        var tables = await fixture.Service<Databases>().System.Query(
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE column_name = 'tenant_id' AND table_type = 'BASE TABLE' AND table_schema IN ('public', 'shared')",
            row => row.GetString(0), CancellationToken.None);
        var before = await Sums();

        await fixture.Done($"/api/v1/platform/backups/{backup}/restore", new { tenant = lost.Code, confirm = lost.Code, reason = "Somebody asked for it" });

        Assert.Equal(before, await Sums());
        Assert.Contains(before, sum => sum.StartsWith("shared.crm_accounts 2 ", StringComparison.Ordinal));

        async Task<List<string>> Sums()
        {
            var sums = new List<string>();
            foreach (var table in tables.Where(table => !table.StartsWith("public.audit_requests", StringComparison.Ordinal)))
                sums.Add($"{table} {await fixture.Sum(table, other.Id)}");
            return sums;
        }
    }

    [Fact]
    public async Task Files_that_were_deleted_come_back_and_those_that_came_since_go()
    {
        var acme = await Organisation.Make(fixture.Host, "files-acme");
        var content = "Minutes of the meeting"u8.ToArray();
        var deleted = (await FileHost.Upload(acme.Admin, content, "minutes.txt", "text/plain")).GetProperty("id").GetGuid();
        var backup = await fixture.Take("full");
        (await acme.Admin.DeleteAsync($"/api/v1/files/files/{deleted}")).EnsureSuccessStatusCode();
        var since = (await FileHost.Upload(acme.Admin, content, "since.txt", "text/plain")).GetProperty("id").GetGuid();
        var store = fixture.Service<Core.Files.Stores.FileStores>().Current;
        await Eventually.True(async () => await Stored(deleted) is null, 90);

        await fixture.Done($"/api/v1/platform/backups/{backup}/restore", new { tenant = acme.Code, confirm = acme.Code, reason = "Deleted the wrong folder" });

        using var admin = await SignIn(acme);
        Assert.Equal(content, await admin.GetByteArrayAsync(FileHost.Content(deleted)));
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync(FileHost.Content(since))).StatusCode);
        await Eventually.True(async () => await Stored(since) is null, 90);

        async Task<Stream?> Stored(Guid file)
        {
            await using var stream = await store.Get($"{acme.Id:n}/{file:n}", 0, CancellationToken.None);
            return stream;
        }
    }

    [Fact]
    public async Task A_restore_needs_the_code_a_reason_and_a_backup_that_has_the_organisation()
    {
        var backup = await fixture.Take("full");
        var late = await Organisation.Make(fixture.Host, "late-acme", "schema", "crm");
        await Organisation.Refused(await Ask("late-acme", "late", "Reason enough to do it"), HttpStatusCode.UnprocessableEntity);
        await Organisation.Refused(await Ask("late-acme", "late-acme", "short"), HttpStatusCode.UnprocessableEntity);
        await Organisation.Refused(await Ask("platform", "platform", "Reason enough to do it"), HttpStatusCode.UnprocessableEntity);

        var job = await fixture.Ended($"/api/v1/platform/backups/{backup}/restore", new { tenant = "late-acme", confirm = "late-acme", reason = "It was made after the backup" });

        Assert.Equal("backup_tenant_absent", job.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await late.Admin.GetAsync(Accounts)).StatusCode);

        Task<HttpResponseMessage> Ask(string tenant, string confirm, string reason) => fixture.Operator.PostAsJsonAsync($"/api/v1/platform/backups/{backup}/restore", new { tenant, confirm, reason });
    }

    [Fact]
    public async Task Every_table_of_the_control_plane_is_brought_back_or_kept_for_a_reason()
    {
        var tables = await fixture.Service<Databases>().System.Query(
            "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition",
            row => row.GetString(0), CancellationToken.None);

        Assert.Equal([], tables.Where(table => !TenantTables.BroughtBack.Contains(table) && !TenantTables.Kept.ContainsKey(table)).Order(StringComparer.Ordinal));
        Assert.Equal([], TenantTables.BroughtBack.Intersect(TenantTables.Kept.Keys));
        Assert.Equal([], TenantTables.BroughtBack.Concat(TenantTables.Kept.Keys).Except(tables).Order(StringComparer.Ordinal));
    }

    private static async Task<Guid> Make(Organisation tenant, string name) =>
        (await Organisation.Data(await tenant.Admin.PostAsJsonAsync(Accounts, new { name }))).GetProperty("id").GetGuid();

    private static async Task<IReadOnlyList<string?>> Names(HttpClient client) =>
        [.. (await Organisation.Rows(client, $"{Accounts}?limit=200&sort=name")).Select(row => row.GetProperty("attributes").GetProperty("name").GetString())];

    /// <summary>Changes, deletes and adds rows, and people too.</summary>
    private static async Task Ruin(Organisation tenant, Guid account)
    {
        (await tenant.Admin.DeleteAsync($"{Accounts}/{account}")).EnsureSuccessStatusCode();
        foreach (var row in await Organisation.Rows(tenant.Admin, Accounts))
            await tenant.Admin.PatchAsJsonAsync($"{Accounts}/{row.GetProperty("id").GetGuid()}", new { name = "Overwritten" });
        await Make(tenant, "Noise");
        foreach (var unit in await Organisation.Rows(tenant.Admin, "/api/v1/org/units"))
            await tenant.Admin.PatchAsJsonAsync($"/api/v1/org/units/{unit.GetProperty("id").GetGuid()}", new { name = "Overwritten" });
        using var stranger = await tenant.Person("stranger", "member");
        (await stranger.GetAsync("/api/v1/auth/me")).EnsureSuccessStatusCode();
    }

    /// <summary>Writes until told to stop; what was written, and every answer that was no success.</summary>
    private static async Task<(int Written, IReadOnlyList<string> Failures)> Work(Organisation tenant, CancellationToken stop)
    {
        var (written, failures) = (0, new List<string>());
        do
        {
            var answer = await tenant.Admin.PostAsJsonAsync(Accounts, new { name = $"While others are restored {written}" }, CancellationToken.None);
            if (answer.IsSuccessStatusCode)
                written++;
            else
                failures.Add($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            await Task.Delay(20, CancellationToken.None);
        }
        while (!stop.IsCancellationRequested && written < 150);
        return (written, failures);
    }

    private Task<List<string>> Log(Organisation tenant) =>
        fixture.Service<Databases>().System.Query("SELECT action FROM public.audit_logs WHERE tenant_id = $1 ORDER BY xid, id", row => row.GetString(0), CancellationToken.None, tenant.Id);

    private async Task<HttpClient> SignIn(Organisation tenant)
    {
        var client = fixture.Host.NewClient();
        var session = await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = $"admin@{tenant.Code}.test", password = "Quartz-Meadow-77" }));
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());
        return client;
    }
}
