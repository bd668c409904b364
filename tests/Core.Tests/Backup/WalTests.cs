using Ashlar.Core.Backup;
using Ashlar.Core.Backup.Keeping;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Wal;
using Ashlar.Core.Observability;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Files;
using Ashlar.TestKit;
using NpgsqlTypes;

namespace Ashlar.Core.Tests.Backup;

[Trait("feature", "DRB-01")]
public sealed class WalTests(BackupHost fixture) : IClassFixture<BackupHost>
{
    private const int SegmentSize = 16 * 1024 * 1024;
    private static readonly CancellationToken _none = CancellationToken.None;

    [Theory]
    [InlineData(1, 0, "000000010000000000000000")]
    [InlineData(1, 0x1_0000_0000UL - 1, "0000000100000000000000FF")]
    [InlineData(2, 0x1_0000_0000UL, "000000020000000100000000")]
    public void Segments_are_named_as_PostgreSQL_names_them(uint timeline, ulong at, string name) =>
        Assert.Equal(name, WalName.Of(timeline, new NpgsqlLogSequenceNumber(at), SegmentSize));

    [Fact]
    public async Task An_archive_that_falls_behind_is_a_problem_and_then_it_is_over()
    {
        var time = new Identity.ShiftedTime();
        var standing = new WalStanding(new StorageOptions { WalArchive = true }, fixture.Service<Databases>(), fixture.Service<AshlarMeter>(), time);
        Assert.Equal("begins", await standing.Check(_none));
        standing.Found([Copy(Guid.CreateVersion7(), 0, time.GetUtcNow())], null);
        standing.Kept(time.GetUtcNow());
        Assert.StartsWith("archived until", await standing.Check(_none), StringComparison.Ordinal);

        standing.Failed("No space left on device");
        Assert.Null((await standing.Read(_none)).Problem);
        time.Pass(WalStanding.Overdue + TimeSpan.FromSeconds(1));
        Assert.Contains("No space left on device", (await standing.Read(_none)).Problem, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => standing.Check(_none));

        standing.Kept(time.GetUtcNow());
        Assert.Null((await standing.Read(_none)).Problem);
        standing.Found([], "Segment 000000010000000000000007 of the log is missing from the media.");
        Assert.Contains("000000010000000000000007", (await standing.Read(_none)).Problem, StringComparison.Ordinal);
        standing.Found([], null);
        Assert.Contains("no base copy", (await standing.Read(_none)).Problem, StringComparison.Ordinal);
        Assert.Equal("off", await new WalStanding(new StorageOptions(), fixture.Service<Databases>(), fixture.Service<AshlarMeter>(), time).Check(_none));
    }

    [Fact]
    public async Task What_no_moment_of_the_kept_days_needs_goes_and_a_gap_is_named()
    {
        var (media, forget, look) = (fixture.Service<WalMedia>(), fixture.Service<ForgetWal>(), fixture.Service<WalLook>());
        var (dead, living, now) = (Guid.CreateVersion7(), Guid.CreateVersion7(), fixture.Time.GetUtcNow());
        await Line(media, dead, [0, 1, 2], Copy(dead, 0, now.AddDays(-20)));
        BaseCopy[] copies = [Copy(living, 0, now.AddDays(-10)), Copy(living, 2, now.AddDays(-8)), Copy(living, 4, now.AddDays(-3))];
        await Line(media, living, [0, 1, 2, 3, 4, 5, 6], copies);
        Assert.Equal([], (await look.Look(thorough: false, _none)).Problems);

        // Seven days: the copy of eight days ago is needed for the first of them.
        Assert.Equal((2, 2), await forget.Forget(_none));

        var line = Assert.Single(await media.Lines(_none));
        Assert.Equal([copies[1].Id, copies[2].Id], line.Copies.Order());
        Assert.Equal(Enumerable.Range(2, 5).Select(Name), line.All);
        Assert.DoesNotContain(Directory.EnumerateFiles(fixture.Folder, "*", SearchOption.AllDirectories), path => path.Contains($"{dead:n}", StringComparison.Ordinal));
        Assert.Equal((0, 0), await forget.Forget(_none));

        await media.RemoveSegment(living, Name(5), _none);
        Assert.Equal([$"Segment {Name(5)} of the log is missing from the media."], (await look.Look(thorough: false, _none)).Problems);
        await media.RemoveLine(living, _none);
    }

    [Fact]
    public async Task A_segment_is_its_part_until_it_is_whole_and_belongs_to_its_place()
    {
        var (media, line, until) = (fixture.Service<WalMedia>(), Guid.CreateVersion7(), fixture.Time.GetUtcNow());
        using var key = await media.MakeKey(line, _none);
        var content = new byte[SegmentSize];
        Random.Shared.NextBytes(content.AsSpan(0, 5000));
        await media.Put(line, key, Name(10), whole: false, until, content.AsMemory(0, 3000), _none);
        Assert.Equal(3000, (await media.Segment(line, key, Name(10), _none))!.Content.Length);

        await media.Put(line, key, Name(10), whole: true, until, content, _none);

        var whole = await media.Segment(line, key, Name(10), _none);
        Assert.Equal(until.UtcTicks, whole!.Until.UtcTicks);
        Assert.True(content.AsSpan().SequenceEqual(whole.Content));
        Assert.Null(Assert.Single(await media.Lines(_none)).Growing);
        Assert.Null(await media.Segment(line, key, Name(11), _none));
        File.Copy(At(line, Name(10)), At(line, Name(11)));
        Assert.Contains(Name(11), (await Assert.ThrowsAsync<BackupUnreadableException>(() => media.Segment(line, key, Name(11), _none))).Message, StringComparison.Ordinal);
        await media.RemoveLine(line, _none);
    }

    [Fact]
    [Trait("feature", "STO-08")]
    public async Task Bytes_of_a_deleted_file_stay_while_one_can_go_back_to_it()
    {
        var acme = await Organisation.Make(fixture.Host, "gone-acme");
        var file = (await FileHost.Upload(acme.Admin, new byte[100], "gone.bin")).GetProperty("id").GetGuid();
        await fixture.Service<Core.Backup.Taking.FileCopies>().Run(_none);
        (await acme.Admin.DeleteAsync($"/api/v1/files/files/{file}")).EnsureSuccessStatusCode();
        var copy = Path.Combine(fixture.Folder, $"files/{acme.Id:n}/{file:n}");
        var forget = new ForgetBackups(fixture.Service<BackupOptions>(), new StorageOptions { WalArchive = true }, fixture.Service<BackupMedia>(), fixture.Service<BackupCatalogue>(), fixture.Service<Databases>(), fixture.Time);

        await forget.Forget(_none);
        Assert.True(File.Exists(copy));

        await fixture.Pass(TimeSpan.FromDays(8));
        await forget.Forget(_none);
        Assert.False(File.Exists(copy));
    }

    private string At(Guid line, string name) => Path.Combine(fixture.Folder, WalMedia.SegmentOf(line, name, whole: true));

    private static string Name(int segment) => WalName.Of(1, new NpgsqlLogSequenceNumber((ulong)segment * SegmentSize), SegmentSize);

    private static BaseCopy Copy(Guid line, int segment, DateTimeOffset finished) => new()
    {
        Id = Guid.CreateVersion7(finished), Line = line, StartedAt = finished, FinishedAt = finished, Server = "15.0", Timeline = 1, SegmentSize = SegmentSize,
        Start = ((ulong)segment * SegmentSize) + 40, Stop = ((ulong)segment * SegmentSize) + 400, Files = 0, Bytes = 0, BytesWritten = 0,
    };

    private static async Task Line(WalMedia media, Guid line, IEnumerable<int> segments, params IEnumerable<BaseCopy> copies)
    {
        using var key = await media.MakeKey(line, _none);
        foreach (var segment in segments)
            await media.Put(line, key, Name(segment), whole: true, DateTimeOffset.UnixEpoch, new byte[100], _none);
        foreach (var copy in copies)
            await media.Put(copy, key, _none);
    }
}
