using Ashlar.Contract.Values;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;
using NpgsqlTypes;

namespace Ashlar.Core.Backup.Wal;

/// <summary>Takes base copies, by the way PostgreSQL documents for programs that copy its files themselves: begin, copy, end, and keep the label that this gives.</summary>
internal sealed class BaseCopies(DatabaseConnections connections, WalSlot slot, WalMedia media, TimeProvider time, ILogger<BaseCopies> log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <exception cref="BackupUnreadableException">No log is archived here, so a copy would be of no use, or what was written cannot be read.</exception>
    public async Task<BaseCopy> Take(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var kept = await slot.Current(null, cancel) ?? throw new BackupUnreadableException("The log is not archived yet, without which a base copy is of no use.");
            using var key = await media.OpenKey(kept.Line, cancel);
            var id = Ids.New();
            try
            {
                var copy = await Take(id, kept, key, cancel);
                await Prove(copy, key, cancel);
                await media.Put(copy, key, cancel);
                log.LogInformation("Base copy {Id} is done: {Files} files, {Bytes} bytes, {Written} bytes written", id, copy.Files, copy.Bytes, copy.BytesWritten);
                return copy;
            }
            catch
            {
                await media.RemoveCopy(kept.Line, id, CancellationToken.None);
                throw;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Reads all of it back.</summary>
    /// <exception cref="BackupUnreadableException">It is not what was written.</exception>
    public async Task Prove(BaseCopy copy, ChainKey key, CancellationToken cancel)
    {
        await using var content = await media.Content(copy.Line, copy.Id, key, cancel);
        var (files, bytes) = await ClusterFiles.Read(content, null, cancel);
        if (files != copy.Files || bytes != copy.Bytes)
            throw new BackupUnreadableException($"Base copy {copy.Id} has {files} files with {bytes} bytes instead of {copy.Files} with {copy.Bytes}.");
    }

    public void Dispose() => _one.Dispose();

    private async Task<BaseCopy> Take(Guid id, KeptLog kept, ChainKey key, CancellationToken cancel)
    {
        var began = time.GetUtcNow();
        // The copy ends with this connection, so it must last as long.
        await using var owner = await connections.OpenOwner("", cancel);
        if (await owner.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global'))", cancel))
            throw new BackupUnreadableException("The server has tablespaces outside of its folder, of which no base copy can be taken.");
        var folder = await owner.Scalar<string>("SELECT current_setting('data_directory')", cancel);
        var timeline = await owner.Scalar<int>("SELECT timeline_id FROM pg_control_checkpoint()", cancel);
        var start = await owner.Scalar<NpgsqlLogSequenceNumber>("SELECT pg_backup_start($1, true)", cancel, $"ashlar {id:n}");
        var (files, bytes, stop, finished) = (0, 0L, default(NpgsqlLogSequenceNumber), default(DateTimeOffset));
        var written = await media.PutContent(kept.Line, id, key, async output =>
        {
            (files, bytes) = await ClusterFiles.Write(folder!, output, cancel);
            (stop, var label, finished) = await owner.First("SELECT lsn, labelfile, clock_timestamp() FROM pg_backup_stop(false)", row => (row.GetFieldValue<NpgsqlLogSequenceNumber>(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), cancel);
            bytes += await ClusterFiles.WriteLabel(label, output, cancel);
            files++;
        }, cancel);
        return new BaseCopy
        {
            Id = id, Line = kept.Line, StartedAt = began, FinishedAt = finished, Server = owner.PostgreSqlVersion.ToString(), Timeline = (uint)timeline, SegmentSize = kept.SegmentSize,
            Start = (ulong)start, Stop = (ulong)stop, Files = files, Bytes = bytes, BytesWritten = written,
        };
    }
}
