using Ashlar.Core.Backup.Media;
using NpgsqlTypes;

namespace Ashlar.Core.Backup.Wal;

/// <summary>What a look at the archive found: one line per server's life, base copies, and what is wrong.</summary>
internal sealed record WalReport(IReadOnlyList<WalReach> Lines, IReadOnlyList<BaseCopy> Copies, IReadOnlyList<string> Problems);

/// <summary>One can go back to any moment from the first base copy of a line until its end; null where its end cannot be read.</summary>
internal sealed record WalReach(Guid Line, DateTimeOffset From, DateTimeOffset? Until, int Segments);

/// <summary>Looks whether the archive is whole: that nothing is missing, and, when it is asked to be thorough, that all of it can be read.</summary>
internal sealed class WalLook(WalMedia media, BaseCopies copies, WalStanding standing)
{
    public async Task Run(CancellationToken cancel)
    {
        var report = await Look(thorough: false, cancel);
        standing.Found(report.Copies, report.Problems.Count == 0 ? null : report.Problems[0]);
    }

    public async Task<WalReport> Look(bool thorough, CancellationToken cancel)
    {
        var (lines, found, problems) = (new List<WalReach>(), new List<BaseCopy>(), new List<string>());
        foreach (var line in await media.Lines(cancel))
        {
            try
            {
                using var key = await media.OpenKey(line.Id, cancel);
                var of = await Copies(line, key, problems, cancel);
                if (of.Count == 0)
                    continue;
                problems.AddRange(Missing(line, of));
                if (thorough)
                    problems.AddRange(await Unreadable(line, of, key, cancel));
                found.AddRange(of);
                var (from, until) = (of.Min(copy => copy.FinishedAt), await Until(line, key, cancel));
                lines.Add(new WalReach(line.Id, from, until > from ? until : null, line.All.Count()));
            }
            catch (BackupUnreadableException broken)
            {
                problems.Add(broken.Message);
            }
        }

        return new WalReport([.. lines.OrderBy(line => line.From)], [.. found.OrderBy(copy => copy.FinishedAt)], [.. problems.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The segments from a place on, in order, whether they are there or not.</summary>
    public static IEnumerable<string> From(WalLine line, BaseCopy copy)
    {
        if (line.All.LastOrDefault() is not { } last)
            yield break;
        var at = WalName.StartOf(new NpgsqlLogSequenceNumber(copy.Start), copy.SegmentSize);
        for (var name = WalName.Of(copy.Timeline, at, copy.SegmentSize); string.CompareOrdinal(name, last) <= 0; name = WalName.Of(copy.Timeline, at, copy.SegmentSize))
        {
            yield return name;
            at = WalName.Next(at, copy.SegmentSize);
        }
    }

    public static string MissingText(string segment) => $"Segment {segment} of the log is missing from the media.";

    private async Task<List<BaseCopy>> Copies(WalLine line, ChainKey key, List<string> problems, CancellationToken cancel)
    {
        var found = new List<BaseCopy>();
        foreach (var id in line.Copies)
        {
            try
            {
                found.Add(await media.Copy(line.Id, id, key, cancel));
            }
            catch (BackupUnreadableException broken)
            {
                problems.Add(broken.Message);
            }
        }

        return found;
    }

    private static IEnumerable<string> Missing(WalLine line, IEnumerable<BaseCopy> found)
    {
        var there = line.All.ToHashSet(StringComparer.Ordinal);
        return From(line, found.MinBy(copy => copy.Start)!).Where(name => !there.Contains(name)).Select(MissingText);
    }

    private async Task<List<string>> Unreadable(WalLine line, IEnumerable<BaseCopy> found, ChainKey key, CancellationToken cancel)
    {
        var problems = new List<string>();
        foreach (var copy in found)
            await Try(() => copies.Prove(copy, key, cancel));
        foreach (var name in line.All)
            await Try(() => media.Segment(line.Id, key, name, cancel));
        return problems;

        async Task Try(Func<Task> read)
        {
            try
            {
                await read();
            }
            catch (BackupUnreadableException broken)
            {
                problems.Add(broken.Message);
            }
        }
    }

    private async Task<DateTimeOffset?> Until(WalLine line, ChainKey key, CancellationToken cancel)
    {
        try
        {
            return line.All.LastOrDefault() is { } last ? (await media.Segment(line.Id, key, last, cancel))?.Until : null;
        }
        catch (BackupUnreadableException)
        {
            // Its problem is told where it is asked for.
            return null;
        }
    }
}
