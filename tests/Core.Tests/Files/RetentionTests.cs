using System.Net;
using System.Net.Http.Json;
using Ashlar.Core.Files.Retention;
using Ashlar.Core.Files.Scanning;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Files;

/// <summary>How long files are kept, each test with a host of its own.</summary>
public sealed class RetentionTests(TestServer server) : IAsyncLifetime
{
    private const string Policies = "/api/v1/files/retention_policies";

    private readonly FileHost _host = new(server);
    private Organisation _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        _tenant = await Organisation.Make(_host.Host, "keeper");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    [Trait("feature", "STO-02")]
    [Trait("feature", "STO-09")]
    public async Task The_stricter_policy_deletes_and_the_log_proves_it()
    {
        using var oper = await Organisation.Operator(_host.Host);
        await Add(oper, new { data_class = "fax", max_days = 30 });
        await Add(_tenant.Admin, new { data_class = "fax", max_days = 10 });
        await Add(_tenant.Admin, new { data_class = "scan", max_days = 90 });
        await Add(oper, new { data_class = "scan", max_days = 20 });
        var (fax, scan, other) = (await File("fax"), await File("scan"), await File("other"));

        await Wait(9);
        Assert.Equal(0, await _host.Retain());
        await Wait(2);
        Assert.Equal(1, await _host.Retain());
        await Gone(fax);
        var proof = (await Organisation.Data(await _tenant.Admin.GetAsync($"/api/v1/files/files/{fax}/destruction"))).GetProperty("attributes");
        Assert.Equal("destroyed", proof.GetProperty("state").GetString());
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, proof.GetProperty("key_destroyed_at").ValueKind);
        Assert.Equal(["files.files.destroyed", "files.files.retention", "files.retention.applied"], proof.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()).Order(StringComparer.Ordinal));
        Assert.Contains(await _host.Log(fax), entry => entry.StartsWith("files.retention.applied ok Files of the class fax are kept 10 days.", StringComparison.Ordinal));
        await Wait(10);
        Assert.Equal(1, await _host.Retain());
        await Gone(scan);
        Assert.True(await Lives(other));
    }

    [Fact]
    [Trait("feature", "STO-03")]
    public async Task Nobody_keeps_a_file_longer_or_shorter_than_the_policies_say()
    {
        using var oper = await Organisation.Operator(_host.Host);
        await Add(oper, new { data_class = "invoices", min_days = 100, max_days = 200 });
        var now = _host.Time.GetUtcNow();
        var (shorter, longer, attached) = (await File("invoices", $"&expires_at={now.AddDays(1):yyyy-MM-ddTHH:mm:ssZ}"), await File("invoices", $"&expires_at={now.AddDays(900):yyyy-MM-ddTHH:mm:ssZ}"), await File("invoices"));
        // A row of a module that points at a file keeps it no longer either.
        await Organisation.Data(await _tenant.Admin.PostAsJsonAsync("/api/v1/desk/letters", new { subject = "Keeps", scan = attached }));
        await Wait(2);
        Assert.Equal(0, await _host.Retain());
        Assert.Equal("file_retained", await Organisation.Refused(await _tenant.Admin.DeleteAsync($"/api/v1/files/files/{shorter}"), HttpStatusCode.Conflict));
        await Wait(99);
        Assert.Equal(1, await _host.Retain());
        await Gone(shorter);
        await Wait(100);
        Assert.Equal(2, await _host.Retain());
        await Gone(longer);
        await Gone(attached);
    }

    [Fact]
    [Trait("feature", "STO-10")]
    public async Task A_legal_hold_keeps_a_file_until_it_is_released()
    {
        await Add(_tenant.Admin, new { data_class = "*", max_days = 5 });
        var id = await File("fax");
        await Organisation.Data(await _tenant.Admin.PostAsJsonAsync($"/api/v1/files/files/{id}/hold", new { reason = "Case 17" }));
        await Wait(400);
        Assert.Equal(0, await _host.Retain());
        Assert.Equal("file_on_hold", await Organisation.Refused(await _tenant.Admin.DeleteAsync($"/api/v1/files/files/{id}"), HttpStatusCode.Conflict));
        Assert.True(await Lives(id));
        await Organisation.Data(await _tenant.Admin.PostAsJsonAsync($"/api/v1/files/files/{id}/release", new { reason = "Case 17 is closed" }));
        Assert.Equal(1, await _host.Retain());
        await Gone(id);
        Assert.Contains(await _host.Log(id), entry => entry.StartsWith("files.files.hold ok", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_with_an_end_is_deleted_then_and_bad_policies_are_refused()
    {
        var id = await File("general", $"&expires_at={_host.Time.GetUtcNow().AddHours(3):yyyy-MM-ddTHH:mm:ssZ}");
        Assert.Equal(0, await _host.Retain());
        await Wait(0.2);
        Assert.Equal(1, await _host.Retain());
        await Gone(id);
        foreach (var policy in (object[])[new { data_class = "fax" }, new { data_class = "Fax!", max_days = 3 }, new { data_class = "fax", min_days = 4, max_days = 3 }])
            await Organisation.Refused(await _tenant.Admin.PostAsJsonAsync(Policies, policy), HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task How_long_a_file_is_kept_and_why_can_be_read()
    {
        await Add(_tenant.Admin, new { data_class = "fax", min_days = 3, max_days = 10 });
        var id = await File("fax");
        var term = (await Organisation.Data(await _tenant.Admin.GetAsync($"/api/v1/files/files/{id}/retention"))).GetProperty("attributes");
        Assert.Equal("Files of the class fax are kept 10 days.", term.GetProperty("reason").GetString());
        Assert.Equal(TimeSpan.FromDays(7), term.GetProperty("due_at").GetDateTimeOffset() - term.GetProperty("kept_until").GetDateTimeOffset());
        Assert.Equal("kept", (await Organisation.Data(await _tenant.Admin.GetAsync($"/api/v1/files/files/{id}/destruction"))).GetProperty("attributes").GetProperty("state").GetString());
        var other = await Organisation.Make(_host.Host, "other");
        foreach (var question in (string[])["retention", "destruction"])
            Assert.Equal("file_gone", await Organisation.Refused(await other.Admin.GetAsync($"/api/v1/files/files/{id}/{question}"), HttpStatusCode.NotFound));
    }

    /// <summary>Hosts have clocks of their own, and clocks are set back. A removal that is not due yet by this clock waits for seconds and not for the next look.</summary>
    [Fact]
    [Trait("feature", "STO-04")]
    public async Task Bytes_that_a_clock_ahead_asked_to_remove_are_gone_within_seconds()
    {
        var id = await File("general");
        await _host.Database.Execute(
            """
            INSERT INTO public.files_removals (tenant_id, file_id, name, store, path, requested_at, next_at) SELECT tenant_id, id, name, store, path, $2, $2::timestamptz + interval '2 seconds' FROM public.files WHERE id = $1
            """, CancellationToken.None, id, _host.Time.GetUtcNow().UtcDateTime);
        _host.Host.Services.GetRequiredService<RemovalSignal>().Wake();
        await Eventually.True(async () => (await _host.Log(id)).Any(entry => entry.StartsWith("files.files.destroyed ok", StringComparison.Ordinal)), seconds: 45);
        Assert.Null(await _host.Stored(_tenant, id));
    }

    private static async Task Add(HttpClient client, object policy) => await Organisation.Data(await client.PostAsJsonAsync(Policies, policy));

    private async Task<Guid> File(string dataClass, string more = "") =>
        (await FileHost.Upload(_tenant.Admin, [1, 2, 3], "a.bin", more: $"&data_class={dataClass}{more}")).GetProperty("id").GetGuid();

    /// <summary>Files grow older instead of the clock going on, since no session outlives months.</summary>
    private Task Wait(double days) =>
        _host.Database.Execute("UPDATE public.files SET created_at = created_at - $1 * interval '1 day', expires_at = expires_at - $1 * interval '1 day'", CancellationToken.None, days);

    private async Task<bool> Lives(Guid id) => (await _tenant.Admin.GetAsync(FileHost.Content(id))).IsSuccessStatusCode;

    private async Task Gone(Guid id)
    {
        Assert.Equal("file_gone", await Organisation.Refused(await _tenant.Admin.GetAsync(FileHost.Content(id)), HttpStatusCode.NotFound));
        await Eventually.True(async () => (await _host.Log(id)).Any(entry => entry.StartsWith("files.files.destroyed ok", StringComparison.Ordinal)), seconds: 30);
        Assert.Null(await _host.Stored(_tenant, id));
    }
}

/// <summary>A host with a scanner.</summary>
public sealed class ScannerTests(TestServer server) : IAsyncLifetime
{
    private sealed class ScanHost(TestServer server, FakeClamd clamd) : FileHost(server)
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_FILES_CLAMD"] = $"127.0.0.1:{clamd.Port}" };
    }

    private readonly FakeClamd _clamd = new();
    private ScanHost _host = null!;

    public ValueTask InitializeAsync()
    {
        _host = new ScanHost(server, _clamd);
        return _host.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _clamd.Dispose();
    }

    [Fact]
    public async Task Files_stay_closed_until_the_scanner_found_nothing()
    {
        var tenant = await Organisation.Make(_host.Host, "careful");
        var clean = (await FileHost.Upload(tenant.Admin, "nothing here"u8.ToArray(), "a.txt")).GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.OK, (await tenant.Admin.GetAsync(FileHost.Content(clean))).StatusCode);

        var bad = await FileHost.Upload(tenant.Admin, System.Text.Encoding.UTF8.GetBytes(FakeClamd.Infected), "b.txt");
        Assert.Equal("quarantined", bad.GetProperty("attributes").GetProperty("state").GetString());
        Assert.Equal("file_infected", await Organisation.Refused(await tenant.Admin.GetAsync(FileHost.Content(bad.GetProperty("id").GetGuid())), HttpStatusCode.Conflict));
        await Organisation.Refused(await tenant.Admin.PostAsJsonAsync("/api/v1/desk/letters", new { subject = "No", scan = bad.GetProperty("id").GetGuid() }), HttpStatusCode.UnprocessableEntity);

        _clamd.Silent = true;
        var waiting = (await FileHost.Upload(tenant.Admin, "later"u8.ToArray(), "c.txt")).GetProperty("id").GetGuid();
        Assert.Equal("file_not_ready", await Organisation.Refused(await tenant.Admin.GetAsync(FileHost.Content(waiting)), HttpStatusCode.Conflict));
        _clamd.Silent = false;
        await _host.Host.Services.GetRequiredService<FileScans>().Run(null!, CancellationToken.None);
        Assert.Equal("later", await tenant.Admin.GetStringAsync(FileHost.Content(waiting)));
    }
}
