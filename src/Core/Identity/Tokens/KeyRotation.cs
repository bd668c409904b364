using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;

namespace Ashlar.Core.Identity.Tokens;

/// <summary>Looks now and then whether the next signing key is due.</summary>
internal sealed class KeyRotation(SigningKeys keys) : IScheduledJob
{
    public Task Run(JobRun run, CancellationToken cancel) => keys.EnsureKey(cancel);
}
