using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Ashlar.System.Tests.Backup;

/// <summary>The drill of docs/ops/backup.md: a host with a server of its own loses its database and all files, and comes back from the media and the root key.</summary>
public sealed class RestoreDrillTests(ITestOutputHelper output) : IDisposable
{
    private readonly Drill _drill = new() { Told = { ["ASHLAR_SETTING_CORE_TIME_ZONE"] = "Europe/Lisbon", ["ASHLAR_BACKUPS_KEEP_DAYS"] = "30" } };

    [Fact]
    [Trait("feature", "DRB-02")]
    [Trait("feature", "DRB-05")]
    public async Task A_destroyed_installation_comes_back_within_the_hour()
    {
        Guid file;
        JsonNode configuration;
        DateTimeOffset shown;
        using (var host = await _drill.Launch())
        {
            using var before = await Drill.SignIn(host);
            await Drill.Unit(before, "In the full backup");
            file = await Drill.Upload(before, "Blueprint of the bridge");
            await Drill.Backup(before, "full");
            await Drill.Unit(before, "In the increment");
            shown = await Drill.Backup(before, "increment");
            configuration = (await Drill.Json(before, "/api/v1/platform/configuration"))["data"]!["attributes"]!;
            await Drill.Unit(before, "After the last backup");
            await _drill.Kill(host);
        }

        var lost = TimeProvider.System.GetUtcNow() - shown;
        _drill.Destroy();
        var clock = Stopwatch.StartNew();
        var restored = await _drill.Operator("db", "restore", "latest", "--json");
        Assert.True(restored.Exit == 0, restored.Output);
        var report = JsonNode.Parse(restored.Output)!;
        using var again = await _drill.Launch();
        var back = clock.Elapsed;

        using var after = await Drill.SignIn(again);
        Assert.Equal(["In the full backup", "In the increment"], await Drill.Units(after));
        Assert.Equal("Blueprint of the bridge", await after.GetStringAsync($"/api/v1/files/files/{file}/content"));
        Assert.Empty(report["differences"]!.AsArray());
        Assert.True(JsonNode.DeepEquals(configuration, (await Drill.Json(after, "/api/v1/platform/configuration"))["data"]!["attributes"]!));
        Assert.Equal("Europe/Lisbon", (string?)configuration["settings"]!["core.time_zone"]);
        Assert.Equal("done", (string?)(await Drill.Json(after, "/api/v1/platform/backups"))["data"]![0]!["attributes"]!["state"]);
        Assert.Equal("[]", (await Drill.Send(after, HttpMethod.Post, "/api/v1/audit/verify"))["data"]!["attributes"]!["findings"]!.ToJsonString());
        Assert.True(lost < TimeSpan.FromHours(1) && back < TimeSpan.FromHours(1));
        output.WriteLine($"RPO: {lost.TotalSeconds:0.0} s of changes lost. RTO: {back.TotalSeconds:0.0} s until the host was ready, of which {report["seconds"]} s restoring {report["rows"]} rows and {report["files"]} files.");
        await StillGrows(after);
    }

    [Fact]
    [Trait("feature", "DRB-02")]
    public async Task An_installation_comes_back_as_the_backup_before_a_moment_shows_it()
    {
        DateTimeOffset between;
        using (var host = await _drill.Launch())
        {
            using var before = await Drill.SignIn(host);
            await Drill.Unit(before, "In both");
            await Drill.Backup(before, "full");
            between = TimeProvider.System.GetUtcNow();
            await Drill.Unit(before, "In the later one");
            Assert.True(await Drill.Backup(before, "increment") > between);
            await _drill.Kill(host);
        }

        _drill.Destroy();
        var restored = await _drill.Operator("db", "restore", "--at", between.ToString("O"));
        Assert.True(restored.Exit == 0, restored.Output);
        using var again = await _drill.Launch();
        using var after = await Drill.SignIn(again);
        Assert.Equal(["In both"], await Drill.Units(after));
    }

    [Fact]
    [Trait("feature", "DRB-02")]
    [Trait("feature", "DRB-04")]
    public async Task Without_the_root_key_or_over_something_nothing_is_restored()
    {
        using (var host = await _drill.Launch())
        {
            using var client = await Drill.SignIn(host);
            await Drill.Backup(client, "full");
        }

        var over = await _drill.Operator("db", "restore", "latest");
        Assert.Equal((1, true), (over.Exit, over.Output.Contains("installation here already", StringComparison.Ordinal)));
        Assert.Contains("is whole", (await _drill.Operator("db", "verify", "latest")).Output, StringComparison.Ordinal);
        Assert.Contains("1 backups", (await _drill.Operator("db", "backups")).Output, StringComparison.Ordinal);
        Assert.Contains("No backup", (await _drill.Operator("db", "restore", "--at", "2020-01-01T00:00:00Z")).Output, StringComparison.Ordinal);

        File.Move(Path.Combine(_drill.Folder, "keys", "root.key"), Path.Combine(_drill.Folder, "root.key.elsewhere"));
        var keyless = await _drill.Operator("db", "restore", "latest");
        Assert.Equal((1, true), (keyless.Exit, keyless.Output.Contains("no root key here", StringComparison.Ordinal)));
        Assert.False(File.Exists(Path.Combine(_drill.Folder, "keys", "root.key")));
    }

    public void Dispose() => _drill.Dispose();

    /// <summary>What was restored is not only there to be looked at: it takes changes, and its next backup adds to the media.</summary>
    private static async Task StillGrows(HttpClient client)
    {
        await Drill.Unit(client, "After the restore");
        await Drill.Backup(client, "increment");
        Assert.Equal(3, (await Drill.Json(client, "/api/v1/platform/backups"))["data"]!.AsArray().Count(row => (string?)row!["attributes"]!["state"] == "done"));
    }
}
