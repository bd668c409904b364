using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Jobs;

/// <summary>Runs jobs, two at a time. A job whose worker died is taken over when its heartbeat has been silent for a minute.</summary>
internal sealed class JobWorker(JobStore store, JobSignal signal, IEnumerable<IJobHandler> handlers, TenantDirectory tenants, PermissionCache permissions, TimeProvider time, ILogger<JobWorker> log) : BackgroundService
{
    private const int Parallel = 2;
    private const int MaxAttempts = 5;
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _purge = TimeSpan.FromHours(1);
    private static readonly Error _kindUnknown = new("job_kind_unknown", ErrorKind.NotFound, "Nothing here knows how to run a job of this kind.");
    private static readonly Error _givenUp = new("job_stopped", ErrorKind.Unavailable, "The job was interrupted too often. What it had done by then is kept.");

    private readonly FrozenDictionary<string, IJobHandler> _handlers = handlers.ToFrozenDictionary(handler => handler.Kind, StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called when the host is able to do everything a job may need.</summary>
    public void Begin() => _ready.TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _ready.Task.WaitAsync(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, Parallel).Select(number => Loop(number, stoppingToken)));
    }

    private async Task Loop(int number, CancellationToken stop)
    {
        var purged = time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (number == 0 && time.GetElapsedTime(purged) > _purge)
                {
                    purged = time.GetTimestamp();
                    await store.Purge(stop);
                }

                if (await store.Claim(stop) is { } job)
                {
                    // There may be more where this came from.
                    signal.Wake();
                    await Run(job, stop);
                    continue;
                }
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                log.LogError(failure, "The queue of jobs cannot be read; trying again in {Seconds} seconds", _look.TotalSeconds);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await signal.Wait(_look, time, stop);
        }
    }

    private async Task Run(Job job, CancellationToken stop)
    {
        using var lost = new CancellationTokenSource();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop, lost.Token);
        var run = new JobRun(job, store, tenants, permissions, lost);
        var began = time.GetTimestamp();
        log.LogInformation("Job {Id} ({Kind} of {Resource}, tenant {Tenant}) begins, attempt {Attempt}", job.Id, job.Kind, job.Resource, job.TenantId, job.Attempt);
        using var beats = CancellationTokenSource.CreateLinkedTokenSource(cancel.Token);
        var beating = Beat(run, beats.Token);
        try
        {
            var result = job.Attempt > MaxAttempts ? _givenUp : await Handle(run, cancel.Token);
            await beats.CancelAsync();
            await beating;
            if (!result.Succeeded && MayPass(result.Error) && job.Attempt < MaxAttempts)
            {
                log.LogWarning("Job {Id} could not go on and will be tried again: {Reason}", job.Id, result.Error.Message);
                await store.PutBack(job, Pause(job), counts: true, cancel.Token);
                return;
            }

            var state = !result.Succeeded ? "failed" : run.CancelRequested ? "cancelled" : "succeeded";
            await store.Finish(job, state, result.Succeeded ? result.Value : null, result.Error, cancel.Token);
            log.LogInformation("Job {Id} {State} after {Seconds:0.0} s{Reason}", job.Id, state, time.GetElapsedTime(began).TotalSeconds, result.Succeeded ? "" : $": {result.Error.Code}");
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            log.LogWarning("Job {Id} is another worker's by now", job.Id);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.LogInformation("Job {Id} goes back to the queue because the host stops", job.Id);
            await store.PutBack(job, TimeSpan.Zero, counts: false, CancellationToken.None);
        }
        catch (Exception failure) when (DatabaseErrors.Translate(failure) is { } error && MayPass(error))
        {
            log.LogWarning("Job {Id} could not go on and will be tried again: {Reason}", job.Id, failure.Message);
            await PutBackLater(job);
        }
        catch (Exception failure)
        {
            log.LogError(failure, "Job {Id} failed", job.Id);
            await store.Finish(job, "failed", null, CoreErrors.Internal, CancellationToken.None);
        }
        finally
        {
            await beats.CancelAsync();
        }
    }

    /// <summary>While the database is away the job cannot be put back either; its silence will tell.</summary>
    private async Task PutBackLater(Job job)
    {
        try
        {
            await store.PutBack(job, Pause(job), counts: true, CancellationToken.None);
        }
        catch (Exception failure) when (DatabaseErrors.Translate(failure) is not null)
        {
            log.LogWarning("Job {Id} stays claimed until its worker counts as silent: {Reason}", job.Id, failure.Message);
        }
    }

    private static TimeSpan Pause(Job job) => TimeSpan.FromSeconds(10 * job.Attempt);

    private static bool MayPass(Error error) => error.Kind == ErrorKind.Unavailable || error.Code == CoreErrors.Busy.Code || error.Code == CoreErrors.VersionConflict.Code;

    private Task<Result<JsonNode>> Handle(JobRun run, CancellationToken cancel) => _handlers.TryGetValue(run.Job.Kind, out var handler)
        ? handler.Run(run, cancel)
        : Task.FromResult<Result<JsonNode>>(_kindUnknown.Saying($"Nothing here knows how to run a job of the kind {run.Job.Kind}."));

    private async Task Beat(JobRun run, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_beat, time, cancel);
                await run.Beat(null, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogWarning("Job {Id} cannot say that it is alive: {Reason}", run.Job.Id, failure.Message);
            }
        }
    }
}
