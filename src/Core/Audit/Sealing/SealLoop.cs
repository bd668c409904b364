using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>Seals every few seconds while the host serves. Every replica tries; a lock in the database lets one at a time.</summary>
internal sealed class SealLoop(Sealer sealer, EntryCopies copies, HeadWitness witness, KnownHeads known, Requests.RequestLog requests, Erasure.ErasureWork erasures, HostState state, TimeProvider time, ILogger<SealLoop> log) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await requests.Flush(all: true, cancellationToken);
        }
        catch (Exception failure)
        {
            log.LogWarning(failure, "The last requests could not be recorded");
        }
    }

    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var recalled = false;
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!state.Serving)
                continue;
            try
            {
                if (!recalled)
                {
                    foreach (var head in await witness.Recall(stoppingToken))
                        known.Recall(head);
                    recalled = true;
                }

                await sealer.SealAll(stoppingToken);
                await copies.CopyAll(stoppingToken);
                await erasures.CarryOut(stoppingToken);
                await requests.Flush(all: false, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it is: a loop that ends takes the host with it.
                log.LogWarning(failure, "Audit entries cannot be sealed now; trying again");
            }
        }
    }
}
