using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Backup;

/// <summary>The other drill of docs/ops/backup.md: back to any moment, from base copies and the log on the media, and the root key.</summary>
public sealed class WalDrillTests(ITestOutputHelper output) : IDisposable
{
    private readonly Drill _drill = new() { Told = { ["ASHLAR_WAL_ARCHIVE"] = "on" } };

    [Fact]
    [Trait("feature", "DRB-01")]
    [Trait("feature", "DRB-02")]
    public async Task A_destroyed_installation_goes_back_to_any_moment_and_again_from_there()
    {
        DateTimeOffset moment;
        Guid file;
        using (var host = await _drill.Launch())
        {
            using var client = await Drill.SignIn(host);
            await Drill.Archived(client);
            await Drill.Ran(client, "platform.wal_base");
            Assert.Equal(2, (int)(await Drill.Wal(client))["copies"]!);
            await Drill.Unit(client, "Of the moment");
            file = await Drill.Upload(client, "Blueprint of the bridge");
            await Drill.Backup(client, "full");
            moment = TimeProvider.System.GetUtcNow();
            await Drill.Unit(client, "Later");
            await _drill.Sql<int>("DELETE FROM public.org_units WHERE name = 'Of the moment'; DROP TABLE public.webhooks_deliveries CASCADE");
            (await client.DeleteAsync($"/api/v1/files/files/{file}")).EnsureSuccessStatusCode();
            Assert.Equal(["Later"], await Drill.Units(client));
            await Drill.Archived(client);
            await _drill.Kill(host);
        }

        _drill.Destroy();
        var (back, report) = await Restore(moment.ToString("O"));
        using (var host = await _drill.Launch())
        {
            var ready = back.Elapsed;
            using var client = await Drill.SignIn(host);
            Assert.Equal(["Of the moment"], await Drill.Units(client));
            Assert.Equal("Blueprint of the bridge", await client.GetStringAsync($"/api/v1/files/files/{file}/content"));
            Assert.Equal("[]", (await Drill.Send(client, HttpMethod.Post, "/api/v1/audit/verify"))["data"]!["attributes"]!["findings"]!.ToJsonString());
            Assert.Equal(0, await _drill.Sql<long>("SELECT count(*) FROM public.webhooks_deliveries"));
            output.WriteLine($"RTO: {ready.TotalSeconds:0.0} s until the host was ready, of which {report["seconds"]} s restoring a base copy, {report["segments"]} segments of the log and {report["files"]} files.");

            // The restored server has an archive of its own, which writes over nothing of the first one.
            await Drill.Archived(client);
            await Drill.Unit(client, "Of the second life");
            await Drill.Archived(client);
            var killed = await WriteUntilKilled(client, host);
            _drill.Destroy();
            await Restore("latest");
            var last = await LastWritten(killed);
            output.WriteLine($"RPO: {(killed - last).TotalSeconds:0.0} s of changes lost.");
            Assert.True(killed - last < TimeSpan.FromMinutes(1), $"{killed - last}");
        }

        _drill.Destroy();
        await Restore(moment.ToString("O"));
        using var first = await _drill.Launch();
        using var reader = await Drill.SignIn(first);
        Assert.Equal(["Of the moment"], await Drill.Units(reader));
    }

    [Fact]
    [Trait("feature", "DRB-01")]
    [Trait("feature", "DRB-04")]
    public async Task Media_show_nothing_without_the_key_and_damage_is_named()
    {
        DateTimeOffset moment;
        _drill.Told["ASHLAR_DEMO"] = "1";
        using (var host = await _drill.Launch())
        {
            using var client = await Drill.SignIn(host);
            await Drill.Archived(client);
            await Drill.Unit(client, "Wanderfalke Quarzwerke");
            moment = TimeProvider.System.GetUtcNow();
            for (var segment = 0; segment < 3; segment++)
            {
                await Drill.Unit(client, $"Wanderfalke {segment}");
                await _drill.Sql<object>("SELECT pg_switch_wal()");
            }

            await Drill.Archived(client);
            await _drill.Kill(host);
        }

        foreach (var text in new[] { "Wanderfalke", "Halden", "org_units", "tenant_id", "operator@localhost", "PG_VERSION", "START WAL LOCATION" })
            Assert.DoesNotContain(Files("*"), path => File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
        Assert.Contains("is whole", (await _drill.Operator("db", "verify", "wal")).Output, StringComparison.Ordinal);
        Assert.Contains("Any moment from", (await _drill.Operator("db", "backups")).Output, StringComparison.Ordinal);
        await Refused(moment.ToString("O"), "installation in");
        _drill.Destroy();

        // The very end of what is archived, behind which no change comes.
        var until = JsonNode.Parse((await _drill.Operator("db", "verify", "wal", "--json")).Output)!["lines"]![0]!["until"]!.GetValue<DateTimeOffset>();
        await Restore(until.ToString("O"));
        Assert.Equal(4, await UnitsOfTheRestored());
        _drill.Destroy();

        var segments = Files("*.wal").Order(StringComparer.Ordinal).ToList();
        var middle = segments[^2];
        var name = Path.GetFileNameWithoutExtension(middle).ToUpperInvariant();
        using (Damaged(middle))
        {
            Assert.Contains($"Segment {name} of the log was changed", (await _drill.Operator("db", "verify", "wal")).Output, StringComparison.Ordinal);
            await Refused("latest", $"Segment {name} of the log was changed");
        }

        File.Move(middle, middle + "x");
        Assert.Contains($"Segment {name} of the log is missing", (await _drill.Operator("db", "verify", "wal")).Output, StringComparison.Ordinal);
        await Refused("latest", $"Segment {name} of the log is missing");
        using (Damaged(Files("*.base").Single()))
        {
            await Refused(moment.ToString("O"), "was changed in frame");
            Assert.Equal(1, (await _drill.Operator("db", "verify", "wal")).Exit);
        }

        await Refused(DateTimeOffset.UnixEpoch.ToString("O"), "is before that");
        await Refused(TimeProvider.System.GetUtcNow().AddDays(1).ToString("O"), "The archive ends at");
        await Refused("yesterday-ish", "is no moment");
        await WithoutTheKey(moment);

        // What lies before the gap is still to be had.
        await Restore(moment.ToString("O"));
        using var again = await _drill.Launch();
        using var after = await Drill.SignIn(again);
        Assert.Equal(["Wanderfalke Quarzwerke"], await Drill.Units(after));
    }

    public void Dispose() => _drill.Dispose();

    private async Task<long> UnitsOfTheRestored()
    {
        // Without a line of its own; the one that is examined next stays the only one.
        _drill.Told["ASHLAR_WAL_ARCHIVE"] = "off";
        using var host = await _drill.Launch();
        var count = await _drill.Sql<long>("SELECT count(*) FROM public.org_units WHERE name LIKE 'Wanderfalke%'");
        await _drill.Kill(host);
        _drill.Told["ASHLAR_WAL_ARCHIVE"] = "on";
        return count;
    }

    private async Task WithoutTheKey(DateTimeOffset moment)
    {
        var key = Path.Combine(_drill.Folder, "keys", "root.key");
        File.Move(key, key + ".elsewhere");
        await Refused(moment.ToString("O"), "no root key here");
        File.Move(key + ".elsewhere", key);
    }

    private async Task<(Stopwatch Clock, JsonNode Report)> Restore(string to)
    {
        var clock = Stopwatch.StartNew();
        var restored = await _drill.Operator("db", "restore", "--to", to, "--json");
        Assert.True(restored.Exit == 0, restored.Output);
        return (clock, JsonNode.Parse(restored.Output)!);
    }

    /// <summary>Nothing is left behind that would stand in the way of the next attempt.</summary>
    private async Task Refused(string to, string why)
    {
        var there = Directory.Exists(Path.Combine(_drill.Folder, "pg", "db"));
        var refused = await _drill.Operator("db", "restore", "--to", to);
        Assert.Equal(1, refused.Exit);
        Assert.Contains(why, refused.Output, StringComparison.Ordinal);
        Assert.Equal(there, Directory.Exists(Path.Combine(_drill.Folder, "pg", "db")));
        Assert.False(Directory.Exists(Path.Combine(_drill.Folder, "pg", "recovery")));
    }

    /// <summary>Somebody works until the machine fails; the names of what he made are the moments.</summary>
    private async Task<DateTimeOffset> WriteUntilKilled(HttpClient client, HostProcess host)
    {
        var began = Stopwatch.StartNew();
        while (began.Elapsed < TimeSpan.FromSeconds(17))
        {
            await Drill.Unit(client, $"At {TimeProvider.System.GetUtcNow():O}");
            await Task.Delay(200);
        }

        var killed = TimeProvider.System.GetUtcNow();
        await _drill.Kill(host);
        return killed;
    }

    private async Task<DateTimeOffset> LastWritten(DateTimeOffset killed)
    {
        using var host = await _drill.Launch();
        var last = await _drill.Sql<string>("SELECT max(name) FROM public.org_units WHERE name LIKE 'At %'");
        Assert.Equal("Of the moment, Of the second life", await _drill.Sql<string>("SELECT string_agg(name, ', ' ORDER BY name) FROM public.org_units WHERE name NOT LIKE 'At %'"));
        Assert.NotNull(last);
        Assert.True(DateTimeOffset.Parse(last[3..]) < killed);
        await _drill.Kill(host);
        return DateTimeOffset.Parse(last[3..]);
    }

    private IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(Path.Combine(_drill.Media, "wal"), pattern, SearchOption.AllDirectories);

    private static FallenBit Damaged(string path) => new(path);

    /// <summary>A file with a bit that fell over, until it is put right.</summary>
    private sealed class FallenBit : IDisposable
    {
        private readonly string _path;

        public FallenBit(string path)
        {
            _path = path;
            Flip();
        }

        public void Dispose() => Flip();

        private void Flip()
        {
            var bytes = File.ReadAllBytes(_path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(_path, bytes);
        }
    }
}
