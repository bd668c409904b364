using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Identity;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Jobs;

/// <summary>One attempt at a job: who it acts for, how far it is, and whether it should stop.</summary>
internal sealed class JobRun(Job job, JobStore store, JobLog log, TenantDirectory tenants, PermissionCache permissions, CancellationTokenSource lost)
{
    private static readonly Error _gone = new("tenant_gone", ErrorKind.NotFound, "The organisation does not exist any more.");

    public Job Job => job;

    /// <summary>What people read beside the job.</summary>
    public JobLog Log => log;

    /// <summary>Somebody asked to stop; a job does so between its chunks.</summary>
    public bool CancelRequested { get; private set; }

    /// <summary>The user who asked for the job, with the permissions he has now; the system when a schedule did.</summary>
    public async Task<Result<Caller>> Caller(CancellationToken cancel)
    {
        if (await tenants.ById(job.TenantId, cancel) is not { } tenant)
            return _gone;
        if (job.UserId is not { } user)
            return Identity.Caller.System(tenant, job.UserName) with { ClientId = job.ClientId };
        return new Caller
        {
            UserId = user,
            Name = job.UserName,
            Tenant = tenant,
            ClientId = job.ClientId,
            Permissions = await permissions.Get(user, tenant, job.ClientId, cancel),
        };
    }

    public async Task Report(int done, int total, CancellationToken cancel)
    {
        await Beat((done, total), cancel);
        await log.Write(cancel);
    }

    public async Task Beat((int Done, int Total)? progress, CancellationToken cancel)
    {
        if (await store.Alive(job, progress, cancel) is { } stop)
            CancelRequested |= stop;
        else
            await lost.CancelAsync();
    }
}
