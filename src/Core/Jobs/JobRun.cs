using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Identity;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Jobs;

/// <summary>One attempt at a job: who it acts for, how far it is, and whether it should stop.</summary>
internal sealed class JobRun(Job job, JobStore store, TenantDirectory tenants, PermissionCache permissions, CancellationTokenSource lost)
{
    private static readonly Error _gone = new("tenant_gone", ErrorKind.NotFound, "The organisation does not exist any more.");

    public Job Job => job;

    /// <summary>Somebody asked to stop; a job does so between its chunks.</summary>
    public bool CancelRequested { get; private set; }

    /// <summary>The user who asked for the job, with the permissions he has now.</summary>
    public async Task<Result<Caller>> Caller(CancellationToken cancel)
    {
        if (await tenants.ById(job.TenantId, cancel) is not { } tenant)
            return _gone;
        return new Caller
        {
            UserId = job.UserId,
            Name = job.UserName,
            Tenant = tenant,
            ClientId = job.ClientId,
            Permissions = await permissions.Get(job.UserId, tenant, job.ClientId, cancel),
        };
    }

    public Task Report(int done, int total, CancellationToken cancel) => Beat((done, total), cancel);

    public async Task Beat((int Done, int Total)? progress, CancellationToken cancel)
    {
        if (await store.Alive(job, progress, cancel) is { } stop)
            CancelRequested |= stop;
        else
            await lost.CancelAsync();
    }
}
