using Ashlar.Core.Limits.Network;
using Ashlar.Core.Limits.Numbers;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Ashlar.Core.Limits.Counting;

/// <summary>Reports what this host has admitted: what is much of its limit about twenty times a second, the rest once a second; and tidies up.</summary>
internal sealed class CountReporter(Counters counters, CountStore store, LimitNumbers numbers, NetworkRules rules, Lifecycle.HostState state, TimeProvider time, ILogger<CountReporter> log) : BackgroundService
{
    private static readonly TimeSpan _together = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _due = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _tidy = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (tidied, due) = (time.GetTimestamp(), time.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await counters.Pending(state.Started ? _due : _together, stoppingToken);
                await Task.Delay(_together, stoppingToken);
                if (!state.Started)
                    continue;
                await numbers.Refresh(stoppingToken);
                await rules.Refresh(stoppingToken);
                await counters.LearnWarm(stoppingToken);
                if (time.GetElapsedTime(due) >= _due)
                {
                    due = time.GetTimestamp();
                    counters.Due();
                }

                await counters.Report(stoppingToken);
                if (time.GetElapsedTime(tidied) > _tidy)
                {
                    tidied = time.GetTimestamp();
                    counters.Sweep();
                    await store.RemoveExpired(stoppingToken);
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                log.LogWarning("What was counted cannot be reported now: {Reason}", failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
