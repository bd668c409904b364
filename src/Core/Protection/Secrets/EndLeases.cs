using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;

namespace Ashlar.Core.Protection.Secrets;

/// <summary>Empties versions of secrets whose lease has ended.</summary>
internal sealed class EndLeases(SecretStore secrets) : IScheduledJob
{
    public Task Run(JobRun run, CancellationToken cancel) => secrets.EndLeases(cancel);
}
