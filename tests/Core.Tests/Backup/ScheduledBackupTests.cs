using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Backup.Keeping;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Backup;

[Trait("feature", "DRB-01")]
public sealed class ScheduledBackupTests(BackupHost fixture) : IClassFixture<BackupHost>
{
    [Fact]
    public async Task The_schedule_takes_a_full_backup_and_then_increments_and_proves_each()
    {
        var acme = await Organisation.Make(fixture.Host, "timed-acme", "shared", "crm");
        Assert.Equal("succeeded", (await fixture.Ran(FullBackup.Name)).GetProperty("state").GetString());
        var full = await Newest();
        Assert.Equal(("full", "schedule", "done", "restored"), Facts(full));
        await acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Since then" });

        Assert.Equal("succeeded", (await fixture.Ran(IncrementBackup.Name)).GetProperty("state").GetString());

        var increment = await Newest();
        Assert.Equal(("increment", "schedule", "done", "new"), Facts(increment));
        Assert.Equal(full.GetProperty("chain").GetGuid(), increment.GetProperty("chain").GetGuid());
        Assert.True(increment.GetProperty("rows").GetInt64() > full.GetProperty("rows").GetInt64());
        Assert.Null(increment.GetProperty("problems").GetString());

        // Another day, another chain.
        await fixture.Ran(FullBackup.Name);
        Assert.NotEqual(full.GetProperty("chain").GetGuid(), (await Newest()).GetProperty("chain").GetGuid());
        var status = (await Organisation.Data(await fixture.Operator.GetAsync("/api/v1/platform/backups/status"))).GetProperty("attributes");
        Assert.Null(status.GetProperty("problem").GetString());
        Assert.Equal("server", status.GetProperty("wal").GetProperty("mode").GetString());
    }

    [Fact]
    public async Task Where_another_system_takes_backups_the_schedule_takes_none()
    {
        await using var host = new TestHost(fixture.Server);
        await host.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_BACKUPS"] = Path.Combine(fixture.Folder, "unused"), ["ASHLAR_BACKUPS_SCHEDULE"] = "off" });
        using var client = await Organisation.Operator(host);
        foreach (var name in new[] { FullBackup.Name, IncrementBackup.Name })
        {
            var schedule = (await Organisation.Rows(client, "/api/v1/jobs/schedules?limit=200")).Single(row => row.GetProperty("attributes").GetProperty("name").GetString() == name).GetProperty("id").GetString();
            var job = (await Organisation.Data(await client.PostAsJsonAsync($"/api/v1/jobs/schedules/{schedule}/run", new { }))).GetProperty("job_id").GetGuid();
            await Eventually.True(async () => (await Organisation.Data(await client.GetAsync($"/api/v1/jobs/{job}"))).GetProperty("attributes").GetProperty("state").GetString() == "succeeded", 60);
        }

        Assert.Empty(await Organisation.Rows(client, "/api/v1/platform/backups"));
        Assert.False(Directory.Exists(Path.Combine(fixture.Folder, "unused")));
    }

    private async Task<JsonElement> Newest() => (await Organisation.Rows(fixture.Operator, "/api/v1/platform/backups"))[0].GetProperty("attributes");

    private static (string?, string?, string?, string?) Facts(JsonElement row) =>
        (row.GetProperty("kind").GetString(), row.GetProperty("cause").GetString(), row.GetProperty("state").GetString(), row.GetProperty("verified_how").GetString());
}
