using Ashlar.Core.Backup.Media;
using NpgsqlTypes;

namespace Ashlar.Core.Backup.Wal;

/// <summary>
/// Removes base copies that are not needed to go back as far as one wants to, and the log before the oldest one that stays. The newest copy from
/// before the days that are kept is needed for the first of them.
/// </summary>
internal sealed class ForgetWal(BackupOptions options, WalMedia media, WalSlot slot, TimeProvider time)
{
    public async Task<(int Copies, int Segments)> Forget(CancellationToken cancel)
    {
        var (lines, current) = (await media.Lines(cancel), (await slot.Current(null, cancel))?.Line);
        var copies = await Copies(lines, cancel);
        var since = time.GetUtcNow().AddDays(-options.WalKeepDays);
        var oldest = copies.Where(copy => copy.FinishedAt <= since).Select(copy => copy.FinishedAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var (gone, segments) = (copies.Where(copy => copy.FinishedAt < oldest).ToList(), 0);
        foreach (var copy in gone)
            await media.RemoveCopy(copy.Line, copy.Id, cancel);
        foreach (var line in lines)
        {
            var stay = copies.Except(gone).Where(copy => copy.Line == line.Id).ToList();
            if (stay.Count > 0)
                segments += await Forget(line, WalName.Of(stay[0].Timeline, new NpgsqlLogSequenceNumber(stay.Min(copy => copy.Start)), stay[0].SegmentSize), cancel);
            // A line whose copies cannot be read is left alone: nobody can say what it is.
            else if (line.Id != current && line.Copies.All(id => gone.Exists(copy => copy.Id == id)))
                await media.RemoveLine(line.Id, cancel);
        }

        return (gone.Count, segments);
    }

    private async Task<int> Forget(WalLine line, string first, CancellationToken cancel)
    {
        var old = line.Segments.Where(name => string.CompareOrdinal(name, first) < 0).ToList();
        foreach (var name in old)
            await media.RemoveSegment(line.Id, name, cancel);
        return old.Count;
    }

    private async Task<List<BaseCopy>> Copies(IEnumerable<WalLine> lines, CancellationToken cancel)
    {
        var copies = new List<BaseCopy>();
        foreach (var line in lines.Where(line => line.Copies.Count > 0))
        {
            try
            {
                using var key = await media.OpenKey(line.Id, cancel);
                foreach (var id in line.Copies)
                    copies.Add(await media.Copy(line.Id, id, key, cancel));
            }
            catch (BackupUnreadableException)
            {
                // Another installation's, or damaged; the look says so.
            }
        }

        return copies;
    }
}
