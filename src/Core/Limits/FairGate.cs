using Ashlar.Core.Http;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Limits;

/// <summary>
/// Lets so many requests run at once, and of one organisation at most half of them. What finds no place waits in the queue of its organisation;
/// queues are served in turn, and a queue that is full turns requests away. So nobody waits behind another organisation's flood.
/// </summary>
internal sealed class FairGate(LimitOptions options, StorageOptions storage)
{
    private readonly Lock _lock = new();
    private readonly int _most = options.Running > 0 ? options.Running : Math.Max(16, storage.AppPool);
    private readonly Dictionary<Guid, Line> _lines = [];
    private readonly Queue<Line> _turns = new();
    private int _running;

    public Task Run(HttpContext context, Guid tenant, RequestDelegate next)
    {
        Line line;
        Waiter? waiter = null;
        lock (_lock)
        {
            if (!_lines.TryGetValue(tenant, out line!))
                _lines[tenant] = line = new Line(tenant);
            if (_running < _most && line.Running < (_most + 1) / 2 && line.Waiting.Count == 0)
            {
                _running++;
                line.Running++;
            }
            else if (line.Waiting.Count >= options.Waiting)
            {
                return TurnAway(context);
            }
            else
            {
                waiter = new Waiter();
                line.Waiting.Enqueue(waiter);
                if (line.Waiting.Count == 1)
                    _turns.Enqueue(line);
            }
        }

        return waiter is null ? RunNow(context, line, next) : Later(context, waiter, line, next);
    }

    private async Task RunNow(HttpContext context, Line line, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            Leave(line);
        }
    }

    private async Task Later(HttpContext context, Waiter waiter, Line line, RequestDelegate next)
    {
        await using (context.RequestAborted.UnsafeRegister(static state => ((Waiter)state!).TrySetCanceled(), waiter))
            await waiter.Task;
        await RunNow(context, line, next);
    }

    private void Leave(Line line)
    {
        lock (_lock)
        {
            _running--;
            line.Running--;
            Advance();
            if (line.Running == 0 && line.Waiting.Count == 0)
                _lines.Remove(line.Tenant);
        }
    }

    /// <summary>Gives free places to the lines in turn; a line that has its share keeps its turn and is passed over.</summary>
    private void Advance()
    {
        for (var looked = _turns.Count; looked > 0 && _running < _most; looked--)
        {
            var line = _turns.Dequeue();
            if (line.Running < (_most + 1) / 2)
            {
                // Whoever gave up has left its waiter behind.
                while (line.Waiting.TryDequeue(out var waiter))
                {
                    if (!waiter.TrySetResult())
                        continue;
                    _running++;
                    line.Running++;
                    break;
                }
            }

            if (line.Waiting.Count > 0)
                _turns.Enqueue(line);
            else if (line.Running == 0)
                _lines.Remove(line.Tenant);
        }
    }

    private static Task TurnAway(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return context.WriteError(LimitErrors.TenantBusy);
    }

    private sealed class Line(Guid tenant)
    {
        public Guid Tenant => tenant;

        public int Running { get; set; }

        public Queue<Waiter> Waiting { get; } = new();
    }

    private sealed class Waiter() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
}
