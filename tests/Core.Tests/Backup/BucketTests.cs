using System.Net.Http.Json;
using Ashlar.Core.Backup.Keeping;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Taking;
using Ashlar.Core.Backup.Verifying;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Files;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Backup;

/// <summary>The same with media in a bucket.</summary>
public sealed class BucketHost(TestServer server) : BackupHost(server)
{
    private readonly S3Server _s3 = new();

    internal bool IsThere => _s3.Address is not null;

    protected override Dictionary<string, string?> Media => IsThere ? _s3.For("ASHLAR_BACKUPS_S3") : base.Media;

    public override async ValueTask InitializeAsync()
    {
        await _s3.InitializeAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _s3.DisposeAsync();
    }
}

[Trait("feature", "DRB-01")]
public sealed class BucketTests(TestServer server) : IAsyncLifetime
{
    private static readonly CancellationToken _none = CancellationToken.None;

    // Each test has a host and a bucket of its own: a backup holds what all the others left.
    private readonly BucketHost _fixture = new(server);

    public async ValueTask InitializeAsync()
    {
        await _fixture.InitializeAsync();
        Assert.SkipUnless(_fixture.IsThere, "s3rver is not installed in artifacts/s3rver.");
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    [Trait("feature", "STO-08")]
    [Trait("feature", "DRB-06")]
    public async Task A_bucket_takes_chains_and_files_proves_them_and_gives_an_organisation_back()
    {
        var acme = await Organisation.Make(_fixture.Host, "s3-acme", "shared", "crm");
        await acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "In the full one" });
        await _fixture.Fill(await Organisation.Make(_fixture.Host, "s3-bulk", "shared", "crm"), 20_000);
        // More than one part of an upload.
        var file = (await FileHost.Upload(acme.Admin, new byte[6_000_000], "large.bin")).GetProperty("id").GetGuid();
        var full = await _fixture.Manifest(await _fixture.Take("full"));
        await acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "In the increment" });
        var increment = await _fixture.Manifest(await _fixture.Take("increment"));
        Assert.Equal((full.Chain, true), (increment.Chain, increment.BytesWritten * 2 < full.BytesWritten));
        Assert.Equal("bucket", (await Organisation.Data(await _fixture.Operator.GetAsync("/api/v1/platform/backups/status"))).GetProperty("attributes").GetProperty("place").GetString()!.Split(' ')[0]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Folder));

        var proven = await _fixture.Done($"/api/v1/platform/backups/{increment.Id}/verify", new { restore = true });
        Assert.Equal((increment.Rows, 1), (proven.GetProperty("rows").GetInt64(), proven.GetProperty("files").GetInt32()));

        (await acme.Admin.DeleteAsync($"/api/v1/files/files/{file}")).EnsureSuccessStatusCode();
        await acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Since" });
        await _fixture.Done($"/api/v1/platform/backups/{increment.Id}/restore", new { tenant = acme.Code, confirm = acme.Code, reason = "An import overwrote everything" });
        var names = await _fixture.Service<Databases>().System.Query("SELECT name FROM shared.crm_accounts WHERE tenant_id = $1 ORDER BY name", row => row.GetString(0), _none, acme.Id);
        Assert.Equal(["In the full one", "In the increment"], names);
        Assert.Equal("ready", await _fixture.Service<Databases>().System.Scalar<string>("SELECT state FROM public.files WHERE id = $1", _none, file));
    }

    [Fact]
    public async Task What_is_damaged_or_missing_in_a_bucket_is_found_and_what_is_old_goes()
    {
        var (media, acme) = (_fixture.Service<BackupMedia>(), await Organisation.Make(_fixture.Host, "s3-worn"));
        await FileHost.Upload(acme.Admin, new byte[1000], "worn.bin");
        var first = await _fixture.Manifest(await _fixture.Take("full"));
        var path = BackupMedia.PackOf(first.Chain, first.Id);
        var pack = await Bytes(media, path);
        pack[pack.Length / 2] ^= 1;
        await media.Store.Put(path, new MemoryStream(pack), _none);
        Assert.Contains("was changed", Assert.Single((await Look(first)).Problems), StringComparison.Ordinal);
        await media.Store.Delete(path, _none);
        Assert.Contains((await Look(first)).Problems, problem => problem.Contains("missing from the media", StringComparison.Ordinal));

        await _fixture.Take("full");
        await _fixture.Take("full");
        await _fixture.Pass(TimeSpan.FromDays(15));
        await _fixture.Service<ForgetBackups>().Forget(_none);
        Assert.DoesNotContain(await media.List(_none), one => one.Chain == first.Chain);
        Assert.Equal((0, 0), await _fixture.Service<FileCopies>().Run(_none));
    }

    private Task<Verdict> Look(Manifest manifest) => _fixture.Service<VerifyBackup>().Look(new Found(manifest.Chain, manifest.Id), VerifyBackup.Read, _none);

    private static async Task<byte[]> Bytes(BackupMedia media, string path)
    {
        await using var stream = await media.Store.Get(path, 0, _none);
        using var content = new MemoryStream();
        await stream!.CopyToAsync(content, _none);
        return content.ToArray();
    }
}
