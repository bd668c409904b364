using System.Diagnostics;
using Ashlar.Core.Events;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Webhooks.Sending;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>
/// Sends what waits, many at once. Each is leased before it is sent and settled after: a host that is killed in between sends it again,
/// so every event arrives at least once, and receivers tell a repetition by its <c>webhook-id</c>.
/// </summary>
internal sealed class DeliveryWorker(DeliveryStore store, WebhookSender sender, EndpointFailures failures, DeliverySignal signal, HostState state, TimeProvider time, ILogger<DeliveryWorker> log) : BackgroundService
{
    private const int Parallel = 64;
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);

    private int _running;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.Wait(_look, time, stoppingToken);
                if (state.Serving)
                    await Begin(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                log.LogWarning(failure, "The queue of webhooks cannot be read; trying again");
            }
        }

        // What is on its way may end within the patience of the stop.
        while (Volatile.Read(ref _running) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, CancellationToken.None);
    }

    private async Task Begin(CancellationToken stop)
    {
        while (Parallel - Volatile.Read(ref _running) is var free and > 0 && await store.Take(free, stop) is { Count: > 0 } taken)
        {
            foreach (var item in taken)
            {
                Interlocked.Increment(ref _running);
                _ = Run(item, stop);
            }
        }
    }

    private async Task Run(Leased item, CancellationToken stop)
    {
        // The loop goes on to the next while this one waits for its receiver.
        await Task.Yield();
        using var activity = Tracing.Continue($"webhook {item.Type}", item.Trace, ActivityKind.Producer);
        try
        {
            var attempt = await sender.Send(item, stop);
            await Settle(item, attempt);
        }
        catch (OperationCanceledException)
        {
            await Quietly(() => store.PutBack(item), item);
        }
        catch (Exception failure)
        {
            log.LogError(failure, "Delivery {Id} failed and is sent again when its lease ends", item.Id);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            signal.Wake();
        }
    }

    private async Task Settle(Leased item, Attempt attempt)
    {
        var again = attempt.Delivered || attempt.Gone ? null : RetrySchedule.After(item.Attempts + 1, attempt.RetryAfter);
        var outcome = attempt.Delivered ? "delivered" : again is null ? "dead" : "waiting";
        await store.Settle(item, attempt, outcome, again, CancellationToken.None);
        if (!attempt.Delivered)
            await failures.Note(item, attempt, CancellationToken.None);
    }

    private async Task Quietly(Func<Task> what, Leased item)
    {
        try
        {
            await what();
        }
        catch (Exception failure)
        {
            log.LogWarning("Delivery {Id} keeps its lease until it ends: {Reason}", item.Id, failure.Message);
        }
    }
}
