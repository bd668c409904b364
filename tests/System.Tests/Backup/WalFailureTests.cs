using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Embedded;
using Ashlar.System.Tests.Lifecycle;
using Ashlar.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ashlar.System.Tests.Backup;

/// <summary>Media that are full, and a server that cannot archive: told, and nobody has to wait for it.</summary>
[Trait("feature", "DRB-01")]
public sealed class WalFailureTests
{
    private const long Filler = 120_000_000;

    [Fact]
    public async Task Full_media_are_told_and_stop_nothing_and_what_waited_comes_when_there_is_room()
    {
        using var disk = SmallDisk.Mount(96);
        using var drill = Archiving(disk);
        using (var host = await drill.Launch())
        {
            using var client = await Drill.SignIn(host);
            await Drill.Archived(client);
            disk.Fill();
            await Drill.Unit(client, "While nothing fits");
            var stands = await Drill.Wal(client, wal => (int)wal["failures"]! > 0 && wal["error"] is not null);
            Assert.Contains("No space left", (string)stands["error"]!, StringComparison.Ordinal);
            Assert.Equal(["While nothing fits"], await Drill.Units(client));

            disk.MakeRoom();
            await Drill.Archived(client);
            Assert.Null((string?)(await Drill.Wal(client))["error"]);
            await drill.Kill(host);
        }

        Assert.Contains("is whole: 1 base copies", (await drill.Operator("db", "verify", "wal")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_longer_than_it_may_is_given_up_and_another_line_begins_with_a_copy()
    {
        using var disk = SmallDisk.Mount(96);
        using var drill = Archiving(disk);
        drill.Told["ASHLAR_WAL_ARCHIVE_WAIT_MB"] = "64";
        using (var host = await drill.Launch())
        {
            using var client = await Drill.SignIn(host);
            var first = (await Drill.Archived(client))["from"]!.GetValue<DateTimeOffset>();
            disk.Fill();
            for (var written = 0L; written < Filler; written += Filler / 4)
                await drill.Sql<object>($"CREATE TABLE filler AS SELECT repeat('x', 400) AS filler FROM generate_series(1, {Filler / 4 / 400}); DROP TABLE filler; CHECKPOINT");
            Assert.Equal("lost", await drill.Sql<string>("SELECT wal_status FROM pg_replication_slots"));
            Assert.True(await drill.Sql<decimal>("SELECT sum(size) FROM pg_ls_waldir()") < Filler);
            await Drill.Unit(client, "Nobody waited");

            disk.MakeRoom();
            await Drill.Wal(client, wal => wal["newest_copy_at"]?.GetValue<DateTimeOffset>() > first);
            await Drill.Archived(client);
            await drill.Kill(host);
        }

        var listed = (await drill.Operator("db", "backups")).Output;
        Assert.Equal(2, listed.Split("Any moment from").Length - 1);
        drill.Destroy();
        var restored = await drill.Operator("db", "restore", "--to", "latest");
        Assert.True(restored.Exit == 0, restored.Output);
        using var again = await drill.Launch();
        using var after = await Drill.SignIn(again);
        Assert.Equal(["Nobody waited"], await Drill.Units(after));
    }

    [Fact]
    public async Task On_other_media_than_before_the_archive_begins_again()
    {
        using var drill = new Drill { Told = { ["ASHLAR_WAL_ARCHIVE"] = "on" } };
        using (var host = await drill.Launch())
        {
            using var client = await Drill.SignIn(host);
            await Drill.Unit(client, "Before the move");
            await Drill.Archived(client);
            host.Signal("TERM");
            await host.ExitCode();
        }

        Directory.Delete(Path.Combine(drill.Media, "wal"), recursive: true);
        using (var host = await drill.Launch())
        {
            using var client = await Drill.SignIn(host);
            await Drill.Unit(client, "After the move");
            await Drill.Archived(client);
            await drill.Kill(host);
        }

        drill.Destroy();
        var restored = await drill.Operator("db", "restore", "--to", "latest");
        Assert.True(restored.Exit == 0, restored.Output);
        using var again = await drill.Launch();
        using var after = await Drill.SignIn(again);
        Assert.Equal(["After the move", "Before the move"], await Drill.Units(after));
    }

    [Fact]
    public async Task A_server_of_ones_own_tells_how_it_archives()
    {
        using var drill = new Drill();
        await using var server = await ArchivingServer(Path.Combine(drill.Folder, "server"));
        var owner = drill.Told["ASHLAR_DATABASE"] = await server.Start(CancellationToken.None);
        using (var host = await drill.Launch())
        {
            using var client = await Drill.SignIn(host);
            await Switch(owner);
            var stands = await Drill.Wal(client, wal => (int)wal["failures"]! > 0);
            Assert.Equal(("server", true), ((string)stands["mode"]!, ((string?)stands["problem"])?.Contains("cannot archive", StringComparison.Ordinal)));
            Assert.Contains("cannot archive", (string)(await Drill.Json(client, "/api/v1/platform/backups/status"))["data"]!["attributes"]!["problem"]!, StringComparison.Ordinal);

            await Run(owner, "ALTER SYSTEM SET archive_command = 'true'");
            await Run(owner, "SELECT pg_reload_conf()");
            await Switch(owner);
            stands = await Drill.Wal(client, wal => wal["until"] is not null && wal["problem"] is null);
            Assert.Equal("server", (string?)stands["mode"]);
        }

        // Its log is its own affair, and to be told otherwise is a mistake that ends the start.
        drill.Told["ASHLAR_WAL_ARCHIVE"] = "on";
        using var refused = HostProcess.Launch(drill.Folder, HostProcess.FreePort(), drill.Told);
        Assert.Equal(1, await refused.ExitCode());
        Assert.Contains("ASHLAR_WAL_ARCHIVE is for the embedded server", refused.Output, StringComparison.Ordinal);
    }

    private static Drill Archiving(SmallDisk disk) => new() { Media = Path.Combine(disk.Folder, "media"), Told = { ["ASHLAR_WAL_ARCHIVE"] = "on" } };

    /// <summary>A server whose archiving fails, as an operator may run one.</summary>
    private static async Task<EmbeddedServer> ArchivingServer(string folder)
    {
        var options = new StorageOptions { DataFolder = folder, Fast = true };
        await using (var made = new EmbeddedServer(options, TimeProvider.System, NullLogger<EmbeddedServer>.Instance))
            await made.Start(CancellationToken.None);
        await File.AppendAllTextAsync(Path.Combine(folder, "pg", "db", "postgresql.conf"), "\narchive_mode = on\narchive_command = 'false'\n");
        return new EmbeddedServer(options, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
    }

    private static Task Switch(string owner) => Run(owner, "SELECT pg_switch_wal()");

    private static async Task Run(string owner, string sql)
    {
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync();
        await connection.Execute(sql, CancellationToken.None);
    }
}
