using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Lifecycle;

/// <summary>Runs the phases while Kestrel already answers the probes, and undoes them after everything else has stopped.</summary>
internal sealed class Startup(
    IServiceProvider services,
    IEnumerable<StartTask> startTasks,
    IEnumerable<StopTask> stopTasks,
    HostState state,
    IHostApplicationLifetime lifetime) : BackgroundService, IHostedLifecycleService
{
    private readonly ILogger _log = services.GetRequiredService<ILogger<Startup>>();
    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();
    private readonly ConcurrentQueue<StartReportLine> _report = [];
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the start is over, in a fault when it failed.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Every task that has run so far, in order.</summary>
    public IReadOnlyCollection<StartReportLine> Report => _report;

    public double? TotalMilliseconds { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var began = _time.GetTimestamp();
        state.TryMove(HostStatus.Initializing);
        try
        {
            foreach (var phase in Enum.GetValues<StartPhase>())
                await Run(phase, stoppingToken);
            TotalMilliseconds = _time.GetElapsedTime(began).TotalMilliseconds;
            state.TryMove(HostStatus.Ready);
            _log.LogInformation("Ready in {Milliseconds:0} ms", TotalMilliseconds);
            _finished.TrySetResult();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _finished.TrySetCanceled(stoppingToken);
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private async Task Run(StartPhase phase, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        var tasks = startTasks.Where(task => task.Phase == phase).ToList();
        foreach (var task in tasks)
            await Run(task, cancel);
        _log.LogInformation("Phase {Number} of 6, {Phase}: {Milliseconds:0} ms ({Tasks})", (int)phase, phase, _time.GetElapsedTime(began).TotalMilliseconds, string.Join(", ", tasks.Select(task => task.Name)));
    }

    private async Task Run(StartTask task, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        try
        {
            await task.Run(services, cancel);
            _report.Enqueue(Line(null));
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            _report.Enqueue(Line(failure.Message));
            if (task.Critical)
                throw;
            _log.LogError(failure, "{Task} did not start; the host runs without it", task.Name);
        }

        StartReportLine Line(string? error) => new(task.Phase, task.Name, task.Critical, _time.GetElapsedTime(began).TotalMilliseconds, error);
    }

    /// <summary>Ends the host as soon as it can stop in order.</summary>
    public void Fail(Exception failure)
    {
        state.TryMove(HostStatus.Failed);
        // Somebody who can act on the message needs no stack trace; anything else is a bug and shows one.
        if (failure is StartException)
            _log.LogCritical("The start failed. {Message}", failure.Message);
        else
            _log.LogCritical(failure, "The start failed in {Task}", _report.LastOrDefault()?.Name);
        Environment.ExitCode = 1;
        _finished.TrySetException(failure);
        _ = _finished.Task.Exception;
        // Kestrel may still be binding its address; to stop in the middle of that would look like a crash.
        lifetime.ApplicationStarted.Register(lifetime.StopApplication);
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (var task in stopTasks.Reverse())
        {
            try
            {
                await task.Run(services);
            }
            catch (Exception failure)
            {
                _log.LogError(failure, "{Task} did not stop cleanly", task.Name);
            }
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
