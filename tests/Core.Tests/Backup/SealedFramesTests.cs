using System.IO.Pipelines;
using System.Text;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Wal;
using Ashlar.Core.Protection.Keys;

namespace Ashlar.Core.Tests.Backup;

/// <summary>A base copy on its way: the files of a server, one behind the other, in sealed frames.</summary>
[Trait("feature", "DRB-04")]
public sealed class SealedFramesTests(BackupHost fixture) : IClassFixture<BackupHost>, IDisposable
{
    private static readonly CancellationToken _none = CancellationToken.None;

    private readonly DirectoryInfo _server = Directory.CreateTempSubdirectory("ashlar-cluster");
    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("ashlar-copy");

    public void Dispose()
    {
        _server.Delete(recursive: true);
        _copy.Delete(recursive: true);
    }

    [Fact]
    public async Task The_files_of_a_server_come_back_as_they_were_without_what_belongs_to_the_running_one()
    {
        var large = new byte[3 * SealedFrames.Size + 17];
        Random.Shared.NextBytes(large);
        Put("base/1/large", large);
        Put("base/1/empty", []);
        Put("global/pg_control", "the state"u8.ToArray());
        Put("pg_wal/00000002.history", "from one"u8.ToArray());
        foreach (var left in new[] { "postmaster.pid", "backup_label", "pg_wal/000000010000000000000001", "pg_replslot/one/state", "base/1/pgsql_tmp1.0", "standby.signal" })
            Put(left, "not this"u8.ToArray());
        using var key = await Key();

        var sealedFiles = await Sealed(key, "base a");
        await using (var input = new SealedFrames.Input(new MemoryStream(sealedFiles), key, "base a"))
            Assert.Equal((5, large.Length + 9 + 8 + 5), await ClusterFiles.Read(input, _copy.FullName, _none));

        var back = Directory.GetFiles(_copy.FullName, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_copy.FullName, file)).Order(StringComparer.Ordinal);
        Assert.Equal(["backup_label", "base/1/empty", "base/1/large", "global/pg_control", "pg_wal/00000002.history"], back);
        Assert.Equal(large, await File.ReadAllBytesAsync(Path.Combine(_copy.FullName, "base/1/large")));
        Assert.Equal("label", await File.ReadAllTextAsync(Path.Combine(_copy.FullName, "backup_label")));
        Assert.True(Directory.Exists(Path.Combine(_copy.FullName, "pg_replslot")));
        Assert.True(sealedFiles.AsSpan().IndexOf("the state"u8) < 0);
    }

    [Fact]
    public async Task Frames_that_were_changed_exchanged_cut_off_or_are_of_another_copy_do_not_open()
    {
        Put("global/pg_control", new byte[2 * SealedFrames.Size]);
        using var key = await Key();
        var whole = await Sealed(key, "base a");

        foreach (var at in new[] { 3, 100, whole.Length - 1 })
        {
            var changed = whole.ToArray();
            changed[at] ^= 1;
            await Refused(changed, "base a");
        }

        var frame = sizeof(int) + SealedFrames.Size + Gcm.Overhead;
        await Refused([.. whole[frame..(2 * frame)], .. whole[..frame], .. whole[(2 * frame)..]], "base a");
        await Refused(whole[..frame], "base a");
        await Refused(whole[..^1], "base a");
        await Refused([], "base a");
        await Refused(whole, "base b");

        async Task Refused(byte[] content, string name)
        {
            await using var input = new SealedFrames.Input(new MemoryStream(content), key, name);
            Assert.Contains(name, (await Assert.ThrowsAsync<BackupUnreadableException>(() => ClusterFiles.Read(input, null, _none))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_that_is_no_server_is_refused_and_files_that_end_too_early_are_named()
    {
        Put("base/1/some", "content"u8.ToArray());
        Assert.Contains("pg_control", (await Assert.ThrowsAsync<BackupUnreadableException>(() => ClusterFiles.Write(_server.FullName, Stream.Null, _none))).Message, StringComparison.Ordinal);

        Put("global/pg_control", "the state"u8.ToArray());
        using var plain = new MemoryStream();
        await ClusterFiles.Write(_server.FullName, plain, _none);
        plain.SetLength(plain.Length / 2);
        plain.Position = 0;
        await Assert.ThrowsAnyAsync<IOException>(() => ClusterFiles.Read(plain, null, _none));
    }

    private void Put(string path, byte[] content)
    {
        var full = Path.Combine(_server.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
    }

    private async Task<ChainKey> Key() => (await ChainKey.Make(Guid.CreateVersion7(), await fixture.Service<RootKeySource>().Get(_none), _none)).Key;

    private async Task<byte[]> Sealed(ChainKey key, string name)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await using (var output = new SealedFrames.Output(pipe.Writer, key, name))
        {
            await ClusterFiles.Write(_server.FullName, output, _none);
            await ClusterFiles.WriteLabel("label", output, _none);
            await output.Finish(_none);
            await pipe.Writer.CompleteAsync();
        }

        using var all = new MemoryStream();
        await pipe.Reader.CopyToAsync(all, _none);
        return all.ToArray();
    }
}
