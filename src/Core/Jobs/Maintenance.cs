using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Jobs;

/// <summary>Removes jobs that ended long ago, and what is left of what they did.</summary>
internal sealed class Maintenance(JobStore store, JobChunks chunks, TenantDirectory tenants, TimeProvider time) : IScheduledJob
{
    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var jobs = await store.Purge(cancel);
        var places = (await tenants.All(cancel)).SelectMany(JobChunks.Places).Distinct(StringComparer.Ordinal);
        await chunks.ForgetBefore(time.GetUtcNow() - (2 * JobStore.Kept), places, cancel);
        run.Log.Info($"Removed {jobs} jobs that ended more than {JobStore.Kept.TotalDays:0} days ago.");
    }
}
