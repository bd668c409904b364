using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>Removes deliveries and their attempts after thirty days. What still waits stays.</summary>
internal sealed class DeliveryRetention(DeliveryStore store) : IScheduledJob
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        while (await store.Purge(Kept, cancel) > 0)
            await Task.Yield();
    }
}
