using System.Net;
using System.Net.Http.Json;
using Ashlar.Core.Backup.Keeping;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Taking;
using Ashlar.Core.Backup.Verifying;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Files;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Backup;

public sealed class BackupTests(BackupHost fixture) : IClassFixture<BackupHost>
{
    private static readonly CancellationToken _none = CancellationToken.None;

    [Fact]
    [Trait("feature", "DRB-01")]
    public async Task A_day_has_one_full_backup_and_24_increments()
    {
        var schedules = (await Organisation.Rows(fixture.Operator, "/api/v1/jobs/schedules?limit=200")).Select(row => row.GetProperty("attributes")).ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("cron").GetString());
        Assert.Equal((1, 24), (PerDay(schedules[FullBackup.Name]!), PerDay(schedules[IncrementBackup.Name]!)));

        static int PerDay(string cron)
        {
            var (timing, day, count) = (Timing.Cron(cron), new DateTimeOffset(2026, 3, 28, 0, 0, 0, TimeSpan.Zero), 0);
            for (var at = timing.After(day.AddSeconds(-1)); at < day.AddDays(1); at = timing.After(at.Value))
                count++;
            return count;
        }
    }

    [Fact]
    [Trait("feature", "DRB-01")]
    public async Task An_increment_writes_what_changed_and_is_whole_by_itself()
    {
        var acme = await Organisation.Make(fixture.Host, "inc-acme", "database", "crm");
        await fixture.Fill(await Organisation.Make(fixture.Host, "inc-bulk", "shared", "crm"), 20_000);
        var full = await fixture.Manifest(await fixture.Take("full"));
        Assert.Equal(HttpStatusCode.Created, (await acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Came Later" })).StatusCode);

        var increment = await fixture.Manifest(await fixture.Take("increment"));

        Assert.Equal(("full", "increment", full.Chain), (full.Kind, increment.Kind, increment.Chain));
        Assert.True(increment.BytesWritten * 2 < full.BytesWritten, $"{increment.BytesWritten} of {full.BytesWritten}");
        Assert.Equal(1, Rows(increment, "crm_accounts") - Rows(full, "crm_accounts"));
        Assert.Contains(increment.Databases, database => database.Name.EndsWith("_tenant_inc_acme", StringComparison.Ordinal));
        var proven = await fixture.Done($"/api/v1/platform/backups/{increment.Id}/verify", new { restore = true });
        Assert.Equal(increment.Rows, proven.GetProperty("rows").GetInt64());
        var row = (await Organisation.Data(await fixture.Operator.GetAsync($"/api/v1/platform/backups/{increment.Id}"))).GetProperty("attributes");
        Assert.Equal(("done", "restored"), (row.GetProperty("state").GetString(), row.GetProperty("verified_how").GetString()));

        static long Rows(Manifest manifest, string table) => manifest.Databases.SelectMany(database => database.Tables).Where(one => one.Name == table).Sum(one => one.Rows);
    }

    [Fact]
    [Trait("feature", "DRB-04")]
    public async Task Media_read_without_the_key_show_nothing()
    {
        var secret = await Organisation.Make(fixture.Host, "hush-works", "shared", "crm");
        await secret.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Wanderfalke Quarzwerke" });
        await FileHost.Upload(secret.Admin, "the recipe of the quarz"u8.ToArray(), "recipe-of-quarz.txt", "text/plain");
        await fixture.Take("full");

        foreach (var text in new[] { "Wanderfalke", "hush-works", "admin@hush", "recipe", "crm_accounts", "tenant_id", "ASHLAR_", "core.time_zone", secret.Id.ToString() })
            Assert.Empty(fixture.FilesWith(text));
        // The same search finds what stands there openly, so it can find.
        Assert.NotEmpty(fixture.FilesWith("Wrapped"));
        Assert.True(Directory.EnumerateFiles(fixture.Folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) > 10_000);
    }

    [Fact]
    [Trait("feature", "DRB-04")]
    public async Task Another_root_key_opens_no_backup()
    {
        var manifest = await fixture.Manifest(await fixture.Take("full"));
        await using var other = new TestHost(fixture.Server);
        await other.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_BACKUPS"] = fixture.Folder });

        var verdict = await ((VerifyBackup)other.Services.GetService(typeof(VerifyBackup))!).Look(new Found(manifest.Chain, manifest.Id), VerifyBackup.Read, _none);

        Assert.Contains("root key", Assert.Single(verdict.Problems), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("feature", "DRB-01")]
    public async Task A_changed_byte_a_missing_pack_and_a_missing_file_are_found()
    {
        var acme = await Organisation.Make(fixture.Host, "worn-acme");
        await FileHost.Upload(acme.Admin, new byte[1000], "plan.bin");
        var manifest = await fixture.Manifest(await fixture.Take("full"));
        var pack = Path.Combine(fixture.Folder, BackupMedia.PackOf(manifest.Chain, manifest.Id));
        var bytes = await File.ReadAllBytesAsync(pack, _none);
        Assert.Empty((await Look()).Problems);

        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(pack, bytes, _none);
        Assert.Contains((await Look()).Problems, problem => problem.Contains("was changed", StringComparison.Ordinal));
        var job = await fixture.Ended($"/api/v1/platform/backups/{manifest.Id}/verify", new { restore = false });
        Assert.Equal("backup_damaged", job.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("damaged", await fixture.Service<BackupHealth>().Problem(_none), StringComparison.Ordinal);

        // Nothing is added to a chain that is damaged.
        Assert.NotEqual(manifest.Chain, (await fixture.Manifest(await fixture.Take("increment"))).Chain);

        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(pack, bytes, _none);
        var copy = Path.Combine(fixture.Folder, BackupMedia.FileOf(manifest.Files.Single(file => file.Path.StartsWith($"{acme.Id:n}", StringComparison.Ordinal)).Path));
        File.Move(copy, copy + "x");
        Assert.Contains((await Look()).Problems, problem => problem.Contains("missing or cut short", StringComparison.Ordinal));
        File.Move(copy + "x", copy);

        File.Move(pack, pack + "x");
        Assert.Contains((await Look()).Problems, problem => problem.Contains("missing from the media", StringComparison.Ordinal));
        File.Move(pack + "x", pack);
        Assert.Empty((await Look()).Problems);

        Task<Verdict> Look() => fixture.Service<VerifyBackup>().Look(new Found(manifest.Chain, manifest.Id), VerifyBackup.Read, _none);
    }

    [Fact]
    [Trait("feature", "STO-08")]
    public async Task A_new_file_is_on_the_media_before_the_next_backup()
    {
        var acme = await Organisation.Make(fixture.Host, "sync-acme");
        var id = (await FileHost.Upload(acme.Admin, new byte[5000], "drawing.bin")).GetProperty("id").GetGuid();

        await fixture.Service<FileCopies>().Run(_none);

        var (kept, copied) = (Path.Combine(fixture.Folder, $"files/{acme.Id:n}/{id:n}"), fixture.Service<Core.Files.Stores.FileStores>().Current);
        await using var stored = await copied.Get($"{acme.Id:n}/{id:n}", 0, _none);
        Assert.Equal(Convert.ToHexString(await global::System.Security.Cryptography.SHA256.HashDataAsync(stored!, _none)), Convert.ToHexString(global::System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(kept, _none))));
        Assert.Equal((0, 0), await fixture.Service<FileCopies>().Run(_none));
    }

    [Fact]
    public async Task Who_may_not_sees_takes_and_restores_nothing()
    {
        var acme = await Organisation.Make(fixture.Host, "nosy-acme");
        Assert.Equal(HttpStatusCode.Forbidden, (await acme.Admin.GetAsync("/api/v1/platform/backups")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await acme.Admin.PostAsJsonAsync("/api/v1/platform/backups", new { kind = "full" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await acme.Admin.PostAsJsonAsync($"/api/v1/platform/backups/{acme.Id}/restore", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await acme.Admin.GetAsync("/api/v1/platform/configuration")).StatusCode);
        await Organisation.Refused(await fixture.Operator.PostAsJsonAsync("/api/v1/platform/backups", new { kind = "half" }), HttpStatusCode.UnprocessableEntity);
        await Organisation.Refused(await fixture.Operator.PostAsJsonAsync($"/api/v1/platform/backups/{acme.Id}/verify", new { restore = false }), HttpStatusCode.NotFound);
    }
}
