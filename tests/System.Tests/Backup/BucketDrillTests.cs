using Ashlar.TestKit;

namespace Ashlar.System.Tests.Backup;

/// <summary>Both drills with media in a bucket.</summary>
public sealed class BucketDrillTests(S3Server server) : IClassFixture<S3Server>
{
    [Fact]
    [Trait("feature", "DRB-02")]
    public async Task A_destroyed_installation_comes_back_from_a_bucket_to_a_moment_and_to_a_backup()
    {
        Assert.SkipWhen(server.Address is null, "s3rver is not installed in artifacts/s3rver.");
        using var drill = new Drill { Told = { ["ASHLAR_WAL_ARCHIVE"] = "on" } };
        foreach (var (name, value) in server.For("ASHLAR_BACKUPS_S3"))
            drill.Told[name] = value!;
        DateTimeOffset moment;
        using (var host = await drill.Launch())
        {
            using var client = await Drill.SignIn(host);
            await Drill.Archived(client);
            await Drill.Unit(client, "In the backup");
            await Drill.Backup(client, "full");
            await Drill.Unit(client, "Of the moment");
            moment = TimeProvider.System.GetUtcNow();
            await Drill.Unit(client, "Too late");
            await Drill.Archived(client);
            await drill.Kill(host);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(drill.Media));
        Assert.Equal(["In the backup", "Of the moment"], await Back(drill, "--to", moment.ToString("O")));
        Assert.Equal(["In the backup"], await Back(drill, "latest"));
    }

    private static async Task<IEnumerable<string>> Back(Drill drill, params string[] to)
    {
        drill.Destroy();
        var restored = await drill.Operator(["db", "restore", .. to]);
        Assert.True(restored.Exit == 0, restored.Output);
        using var host = await drill.Launch();
        using var client = await Drill.SignIn(host);
        List<string> units = [.. await Drill.Units(client)];
        await drill.Kill(host);
        return units;
    }
}
