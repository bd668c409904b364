using Ashlar.Contract.Values;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Wal;

/// <summary>
/// Keeps the log of the embedded server on the backup media. Whatever fails is told, and tried again; nobody waits for it. Where the server had to
/// give up what waited, another line begins, with a base copy of its own.
/// </summary>
internal sealed class WalArchiver(StorageOptions options, DatabaseConnections connections, WalSlot slot, WalMedia media, BaseCopies copies, WalLook look, WalStanding standing, TimeProvider time, ILogger<WalArchiver> log) : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _stopPatience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;
    private volatile WalStream? _stream;

    /// <summary>Called when the database server runs.</summary>
    public void Begin() => _work = options.Database is null ? Work(_stopping.Token) : Task.CompletedTask;

    /// <summary>Called when everything else has stopped: brings the rest to the media, so that nothing of a host that was told to stop is missing there.</summary>
    public async Task End()
    {
        if (_stream is { } stream)
        {
            using var patience = new CancellationTokenSource(_stopPatience, time);
            try
            {
                await stream.Keep(patience.Token);
            }
            catch (Exception failure)
            {
                log.LogWarning("The end of the log is not archived yet: {Reason}", failure.Message);
            }
        }

        await _stopping.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        _stopping.Dispose();
    }

    private async Task Work(CancellationToken cancel)
    {
        var pause = _pause;
        while (!cancel.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                if (!options.WalArchive)
                {
                    await slot.DropAll(cancel);
                    return;
                }

                await Archive(cancel);
            }
            catch (Exception) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                standing.Failed(failure.Message);
                log.LogWarning("The log is not archived; trying again: {Reason}", failure.Message);
            }

            pause = time.GetElapsedTime(began) > _longestPause ? _pause : pause * 2 < _longestPause ? pause * 2 : _longestPause;
            await Task.Delay(pause, time, cancel).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private async Task Archive(CancellationToken cancel)
    {
        var kept = await slot.Current(lost => log.LogError("More of the log waited for the archive than may wait: line {Line} ends, and another begins with a base copy", lost), cancel) ?? await Begin(cancel);
        if (await KeyOf(kept.Line, cancel) is not { } opened)
        {
            kept = await Begin(cancel);
            opened = await media.OpenKey(kept.Line, cancel);
        }

        using var key = opened;
        using var stream = new WalStream(connections, slot, media, kept, key, standing, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _stream = stream;
        var first = FirstCopy(kept.Line, either.Token);
        try
        {
            await stream.Run(cancel);
        }
        finally
        {
            _stream = null;
            await either.CancelAsync();
            await first;
        }
    }

    /// <summary>Null where the line cannot be gone on with: the media are others than before, or its root key is gone.</summary>
    private async Task<ChainKey?> KeyOf(Guid line, CancellationToken cancel)
    {
        try
        {
            return await media.OpenKey(line, cancel);
        }
        catch (BackupUnreadableException broken)
        {
            log.LogError("The archive of the log cannot go on, and begins again with a base copy: {Reason}", broken.Message);
            await slot.DropAll(cancel);
            return null;
        }
    }

    private async Task<KeptLog> Begin(CancellationToken cancel)
    {
        var line = Ids.New();
        (await media.MakeKey(line, cancel)).Dispose();
        await slot.Make(line, cancel);
        return await slot.Current(null, cancel) ?? throw new IOException("The server does not keep its log for the archive.");
    }

    /// <summary>A line is of no use before it has a base copy.</summary>
    private async Task FirstCopy(Guid line, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if ((await media.Lines(cancel)).All(one => one.Id != line || one.Copies.Count == 0))
                    await copies.Take(cancel);
                await look.Run(cancel);
                return;
            }
            catch (Exception) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                standing.Failed(failure.Message);
                log.LogWarning("No base copy could be taken; trying again: {Reason}", failure.Message);
            }

            await Task.Delay(_longestPause, time, cancel).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }
}
