using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Ashlar.Core.Audit.Syslog;

/// <summary>Sends every few seconds while the host serves. Every replica tries; a lock in the database lets one at a time.</summary>
internal sealed class SyslogLoop(SyslogExport export, HostState state, TimeProvider time, ILogger<SyslogLoop> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (export.Target is null)
            return;
        using var timer = new PeriodicTimer(SealLoop.Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (state.Serving)
                    await export.SendAll(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                log.LogWarning(failure, "Audit entries cannot be sent now; trying again");
            }
        }
    }
}
