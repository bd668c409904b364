using Ashlar.Core.Audit;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.CoreApi;

/// <summary>
/// One entry for every call, on disk before its answer leaves. Calls that come in while entries are being written wait for the next
/// write together, so many calls at once share one round trip and one flush; a call alone waits for nobody.
/// </summary>
internal sealed class CallLog(Databases databases, AuditLog audit)
{
    private const int MostAtOnce = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _queue = [];
    private bool _writing;

    /// <summary>Returns when the entry is on disk; throws when it could not be written.</summary>
    public Task Write(AuditEntry entry)
    {
        var waiting = new Waiting(entry);
        lock (_gate)
        {
            _queue.Enqueue(waiting);
            if (_writing)
                return waiting.Done.Task;
            _writing = true;
        }

        _ = WriteAll();
        return waiting.Done.Task;
    }

    private async Task WriteAll()
    {
        while (true)
        {
            var group = new List<Waiting>();
            lock (_gate)
            {
                while (group.Count < MostAtOnce && _queue.TryDequeue(out var next))
                    group.Add(next);
                if (group.Count == 0)
                {
                    _writing = false;
                    return;
                }
            }

            await WriteGroup(group);
        }
    }

    private async Task WriteGroup(List<Waiting> group)
    {
        try
        {
            await Send(group);
            foreach (var waiting in group)
                waiting.Done.SetResult();
        }
        catch (PostgresException) when (group.Count > 1)
        {
            // One entry that cannot be stored must not take the others with it: none was kept, each goes alone.
            foreach (var waiting in group)
                await WriteGroup([waiting]);
        }
        catch (Exception failure)
        {
            foreach (var waiting in group)
                waiting.Done.TrySetException(failure);
        }
    }

    /// <summary>A batch outside of a transaction is one transaction: all entries of it are kept or none.</summary>
    private async Task Send(List<Waiting> group)
    {
        await databases.System.Execute([.. group.Select(waiting => audit.Command(waiting.Entry))], CancellationToken.None);
    }

    private sealed record Waiting(AuditEntry Entry)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
