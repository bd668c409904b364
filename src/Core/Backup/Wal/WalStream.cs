using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;
using Npgsql.Replication;
using NpgsqlTypes;

namespace Ashlar.Core.Backup.Wal;

/// <summary>
/// Receives the log as a standby would, and keeps it on the media: a segment when it is whole, and every few seconds what there is of the newest.
/// The server is told of whole segments only, so whatever breaks off begins again with the segment it was at.
/// </summary>
internal sealed class WalStream(DatabaseConnections connections, WalSlot slot, WalMedia media, KeptLog log, ChainKey key, WalStanding standing, TimeProvider time) : IDisposable
{
    /// <summary>What is lost at most when the machine is: this, and the time a few megabytes take to the media.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>So often the media hear that nothing was new.</summary>
    private static readonly TimeSpan _anyhow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly byte[] _segment = new byte[log.SegmentSize];
    private NpgsqlLogSequenceNumber _start = WalName.StartOf(log.From, log.SegmentSize);
    private int _filled;
    private int _kept = -1;
    private DateTimeOffset _keptAt;
    private uint _timeline;

    private NpgsqlLogSequenceNumber Received => new((ulong)_start + (ulong)_filled);

    /// <summary>Runs until it is cancelled or something fails.</summary>
    public async Task Run(CancellationToken cancel)
    {
        await using var replication = new PhysicalReplicationConnection(connections.Owner);
        await replication.Open(cancel);
        _timeline = (await replication.IdentifySystem(cancel)).Timeline;
        _keptAt = await KeptBefore(cancel);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] both = [Receive(replication, either.Token), KeepAgainAndAgain(either.Token)];
        var first = await Task.WhenAny(both);
        await either.CancelAsync();
        await Task.WhenAll(both).ContinueWith(static _ => { }, TaskScheduler.Default);
        await first;
    }

    /// <summary>Brings to the media what was committed by now.</summary>
    public async Task Keep(CancellationToken cancel)
    {
        var (at, end) = await slot.Now(cancel);
        var began = time.GetTimestamp();
        while (Received < end)
        {
            if (time.GetElapsedTime(began) > _patience)
                throw new TimeoutException($"The server does not send its log: it is at {end}, and {Received} has come.");
            await Task.Delay(_pause, time, cancel);
        }

        await _gate.WaitAsync(cancel);
        try
        {
            if (_filled != _kept || at - _keptAt >= _anyhow)
            {
                await media.Put(log.Line, key, WalName.Of(_timeline, _start, log.SegmentSize), whole: false, at, _segment.AsMemory(0, _filled), cancel);
                (_kept, _keptAt) = (_filled, at);
            }

            standing.Kept(at);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>How far the archive reached when the segment that is fetched again was in it last.</summary>
    private async Task<DateTimeOffset> KeptBefore(CancellationToken cancel)
    {
        try
        {
            return (await media.Segment(log.Line, key, WalName.Of(_timeline, _start, log.SegmentSize), cancel))?.Until ?? default;
        }
        catch (BackupUnreadableException)
        {
            // It is about to be written anew.
            return default;
        }
    }

    private async Task KeepAgainAndAgain(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
            await Keep(cancel);
        while (await timer.WaitForNextTickAsync(cancel));
    }

    private async Task Receive(PhysicalReplicationConnection replication, CancellationToken cancel)
    {
        await foreach (var message in replication.StartReplication(new PhysicalReplicationSlot(WalSlot.NameOf(log.Line)), _start, cancel, _timeline))
        {
            if (message.WalStart != Received)
                throw new IOException($"The server sent its log from {message.WalStart} on, but {Received} is next.");
            await _gate.WaitAsync(cancel);
            try
            {
                while (await message.Data.ReadAsync(_segment.AsMemory(_filled), cancel) is > 0 and var count)
                {
                    _filled += count;
                    if (_filled == _segment.Length)
                        await Finish(replication, cancel);
                }
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private async Task Finish(PhysicalReplicationConnection replication, CancellationToken cancel)
    {
        // When its last change was made only the log itself knows; that it reaches beyond the last look is certain.
        await media.Put(log.Line, key, WalName.Of(_timeline, _start, log.SegmentSize), whole: true, _keptAt, _segment, cancel);
        (_start, _filled, _kept) = (WalName.Next(_start, log.SegmentSize), 0, -1);
        replication.SetReplicationStatus(_start);
    }
}
