using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Identity.Tokens;

/// <summary>Looks now and then whether the next signing key is due.</summary>
internal sealed class KeyRotation(SigningKeys keys, HostState state, TimeProvider time, ILogger<KeyRotation> log) : BackgroundService
{
    private static readonly TimeSpan _period = TimeSpan.FromMinutes(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (state.Serving)
                    await keys.EnsureKey(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning(failure, "Could not see whether the next signing key is due");
            }
        }
    }
}
