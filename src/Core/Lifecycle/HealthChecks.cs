using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Lifecycle;

/// <summary>A part that can be asked whether it is well. It answers with a short detail or throws. Without a critical part the host is not ready.</summary>
internal sealed record HealthCheck(string Name, bool Critical, Func<IServiceProvider, CancellationToken, Task<string?>> Run);

/// <summary>What a check found.</summary>
internal sealed record HealthResult(string Name, bool Critical, bool Healthy, double Milliseconds, string? Detail);

/// <summary>Asks the checks. Answers are kept for a second, so that probes cannot load the database.</summary>
internal sealed class HealthChecks(IServiceProvider services, IEnumerable<HealthCheck> checks, HostState state, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _memory = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlyList<HealthResult>? _results;
    private long _asked;

    public async Task<IReadOnlyList<HealthResult>> Results(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_results is null || time.GetElapsedTime(_asked) > _memory)
            {
                _results = await Task.WhenAll(checks.Select(Ask));
                _asked = time.GetTimestamp();
                state.TryMove(_results.Any(result => result is { Critical: true, Healthy: false }) ? HostStatus.Unhealthy : HostStatus.Healthy);
            }

            return _results;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<HealthResult> Ask(HealthCheck check)
    {
        var began = time.GetTimestamp();
        using var patience = new CancellationTokenSource(_patience, time);
        try
        {
            var detail = await check.Run(services, patience.Token).WaitAsync(patience.Token);
            return new HealthResult(check.Name, check.Critical, Healthy: true, Elapsed(), detail);
        }
        catch (Exception failure)
        {
            return new HealthResult(check.Name, check.Critical, Healthy: false, Elapsed(), patience.IsCancellationRequested ? "no answer in 2 seconds" : failure.Message);
        }

        double Elapsed() => Math.Round(time.GetElapsedTime(began).TotalMilliseconds, 2);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (state.Serving)
                await Results(stoppingToken);
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }
}
