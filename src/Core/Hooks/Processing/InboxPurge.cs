using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Hooks.Processing;

/// <summary>Removes requests after thirty days, parked and failed ones after ninety.</summary>
internal sealed class InboxPurge(Databases databases, TimeProvider time) : IScheduledJob
{
    private const string Old = """
        DELETE FROM public.hooks_inbox WHERE (tenant_id, id) IN (
            SELECT tenant_id, id FROM public.hooks_inbox WHERE created_at < $1 AND (state IN ('processed', 'ignored') OR (state IN ('parked', 'failed') AND created_at < $2)) LIMIT 5000)
        """;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        while (await databases.System.Execute(Old, cancel, now.AddDays(-30), now.AddDays(-90)) > 0)
            await Task.Yield();
    }
}
