using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Identity;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Backup;

/// <summary>A host with media of its own, an operator who is signed in, and a clock that tests move.</summary>
public class BackupHost(TestServer server) : IAsyncLifetime
{
    internal TestServer Server => server;

    internal TestHost Host { get; } = new(server);

    internal ShiftedTime Time { get; } = new();

    internal string Folder { get; } = Directory.CreateTempSubdirectory("ashlar-backups").FullName;

    internal HttpClient Operator { get; private set; } = null!;

    internal T Service<T>() where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>Where the media are.</summary>
    protected virtual Dictionary<string, string?> Media => new(StringComparer.Ordinal) { ["ASHLAR_BACKUPS"] = Folder };

    public virtual async ValueTask InitializeAsync()
    {
        await Host.Start(settings: new Dictionary<string, string?>(Media, StringComparer.Ordinal) { ["ASHLAR_BACKUPS_SCHEDULE"] = "on" }, adjust: builder => builder.Services.AddSingleton<TimeProvider>(Time));
        Operator = await Organisation.Operator(Host);
    }

    public virtual async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await Host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Lets time pass; the operator's session would not outlive it, so the operator signs in again.</summary>
    internal async Task Pass(TimeSpan time)
    {
        Time.Pass(time);
        Operator.Dispose();
        Operator = await Organisation.Operator(Host);
    }

    /// <summary>Accounts as an import of long ago would have left them: so many that what changes is little beside them.</summary>
    internal async Task Fill(Organisation organisation, int accounts)
    {
        await using var owner = await Host.Connections.OpenOwner("", CancellationToken.None);
        await owner.Execute(
            """
            INSERT INTO shared.crm_accounts (tenant_id, id, name, status, created_at, updated_at, version)
            SELECT $1, gen_random_uuid(), 'Filler ' || n, 'active', now(), now(), 1 FROM generate_series(1, $2) AS n
            """, CancellationToken.None, organisation.Id, accounts);
    }

    /// <summary>Takes a backup through the API and waits for it.</summary>
    internal async Task<Guid> Take(string kind) => (await Done("/api/v1/platform/backups", new { kind })).GetProperty("backup_id").GetGuid();

    /// <summary>The result of the job that a request queues; the test fails with its error when it fails.</summary>
    internal async Task<JsonElement> Done(string path, object body)
    {
        var job = await Ended(path, body);
        return job.GetProperty("state").GetString() == "succeeded" ? job.GetProperty("result") : throw new InvalidOperationException(job.ToString());
    }

    /// <summary>The job that a request queues, once it has ended.</summary>
    internal async Task<JsonElement> Ended(string path, object body)
    {
        return await Ended((await Organisation.Data(await Operator.PostAsJsonAsync(path, body))).GetProperty("id").GetGuid());
    }

    /// <summary>A run of a schedule before its time, once it has ended.</summary>
    internal async Task<JsonElement> Ran(string schedule)
    {
        var id = (await Organisation.Rows(Operator, "/api/v1/jobs/schedules?limit=200")).Single(row => row.GetProperty("attributes").GetProperty("name").GetString() == schedule).GetProperty("id").GetString();
        return await Ended((await Organisation.Data(await Operator.PostAsJsonAsync($"/api/v1/jobs/schedules/{id}/run", new { }))).GetProperty("job_id").GetGuid());
    }

    private async Task<JsonElement> Ended(Guid id)
    {
        JsonElement job = default;
        await Eventually.True(async () => (job = (await Organisation.Data(await Operator.GetAsync($"/api/v1/jobs/{id}"))).GetProperty("attributes")).GetProperty("state").GetString() is "succeeded" or "failed", 120);
        return job;
    }

    internal async Task<Manifest> Manifest(Guid backup)
    {
        var media = Service<BackupMedia>();
        var found = (await media.List(CancellationToken.None)).Single(one => one.Id == backup);
        using var key = await media.OpenKey(found.Chain, CancellationToken.None);
        return await media.Manifest(found, key, CancellationToken.None);
    }

    /// <summary>Where a text stands readable on the media.</summary>
    internal IEnumerable<string> FilesWith(string text) => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(file => file.Contains(text, StringComparison.OrdinalIgnoreCase) || File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    internal async Task<string> Sum(string table, Guid tenant, string database = "") => await Service<Databases>().SystemOf(database)
        .Scalar<string>($"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t WHERE tenant_id = $1", CancellationToken.None, tenant) ?? "";
}
