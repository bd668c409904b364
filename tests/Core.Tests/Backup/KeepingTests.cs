using Ashlar.Core.Backup.Keeping;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Files;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Backup;

[Trait("feature", "DRB-01")]
public sealed class KeepingTests(BackupHost fixture) : IClassFixture<BackupHost>
{
    private static readonly CancellationToken _none = CancellationToken.None;

    [Fact]
    public async Task A_backup_that_is_overdue_is_a_finding_and_old_chains_go_with_their_files()
    {
        var (health, forget) = (fixture.Service<BackupHealth>(), fixture.Service<ForgetBackups>());
        var acme = await Organisation.Make(fixture.Host, "kept-acme");
        var early = (await FileHost.Upload(acme.Admin, new byte[100], "early.bin")).GetProperty("id").GetGuid();
        var first = await fixture.Manifest(await fixture.Take("full"));
        Assert.Null(await health.Problem(_none));
        Assert.StartsWith("the newest shows", await health.Check(_none), StringComparison.Ordinal);

        // The clock of the database does not move, so the age of a backup is read from what its row says.
        await fixture.Service<Databases>().System.Execute("UPDATE public.backups SET snapshot_at = snapshot_at - interval '3 hours'", _none);
        Assert.Contains("hours old", await health.Problem(_none), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => health.Check(_none));

        (await acme.Admin.DeleteAsync($"/api/v1/files/files/{early}")).EnsureSuccessStatusCode();
        await fixture.Take("full");
        await fixture.Take("full");
        Assert.Equal((0, 0), await forget.Forget(_none));
        await fixture.Pass(TimeSpan.FromDays(15));

        Assert.Equal((1, 1), await forget.Forget(_none));

        var left = await fixture.Service<BackupMedia>().List(_none);
        Assert.Equal(2, left.Count);
        Assert.DoesNotContain(left, one => one.Chain == first.Chain);
        Assert.Empty(Directory.EnumerateFiles(fixture.Folder, $"{first.Chain:n}*", SearchOption.AllDirectories));
        Assert.False(File.Exists(Path.Combine(fixture.Folder, $"files/{acme.Id:n}/{early:n}")));
        Assert.Equal((0, 0), await forget.Forget(_none));
    }
}
