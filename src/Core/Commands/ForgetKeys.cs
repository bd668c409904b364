using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Commands;

/// <summary>Removes idempotency keys of tenants that have not written for so long that no request of theirs has done it.</summary>
internal sealed class ForgetKeys(Databases databases, TenantDirectory tenants, TimeProvider time) : IScheduledJob
{
    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var count = 0;
        foreach (var database in (await tenants.All(cancel)).SelectMany(JobChunks.Places).Distinct(StringComparer.Ordinal))
            count += await databases.SystemOf(database).Execute("DELETE FROM public.idempotency_keys WHERE created_at < $1", cancel, (time.GetUtcNow() - Idempotency.Kept).UtcDateTime);
        run.Log.Info($"Removed {count} keys.");
    }
}
