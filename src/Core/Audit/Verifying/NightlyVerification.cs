using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Audit.Verifying;

/// <summary>Verifies every log once a night; what it finds becomes an alert.</summary>
internal sealed class NightlyVerification(LogVerifier verifier, TenantDirectory tenants) : IScheduledJob
{
    public async Task Run(JobRun run, CancellationToken cancel)
    {
        foreach (var log in (await tenants.All(cancel)).Where(tenant => tenant.Status is TenantStatus.Active or TenantStatus.Suspended).Select(tenant => tenant.Id).Prepend(AuditRows.Installation))
            await verifier.VerifyAndKeep(log, cancel);
    }
}
