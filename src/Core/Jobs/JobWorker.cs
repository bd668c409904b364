using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Events;
using Ashlar.Core.Http;
using Ashlar.Core.Observability;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Jobs;

/// <summary>Runs jobs, two at a time. A job whose worker died is taken over when its heartbeat has been silent for a minute.</summary>
internal sealed class JobWorker(JobStore store, JobChunks chunks, JobOptions options, JobSignal signal, IEnumerable<IJobHandler> handlers, ModuleJobs modules, TenantDirectory tenants, PermissionCache permissions, AshlarMeter meter, TimeProvider time, ILogger<JobWorker> log) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _lines = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(10);
    private static readonly Error _kindUnknown = new("job_kind_unknown", ErrorKind.NotFound, "Nothing here knows how to run a job of this kind.");
    private static readonly Error _givenUp = new("job_stopped", ErrorKind.Unavailable, "The job was interrupted too often. What it had done by then is kept.");

    private readonly FrozenDictionary<string, IJobHandler> _handlers = handlers.Concat(modules.All).ToFrozenDictionary(handler => handler.Kind, StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called when the host is able to do everything a job may need.</summary>
    public void Begin() => _ready.TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _ready.Task.WaitAsync(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, options.Parallel).Select(_ => Loop(stoppingToken)));
    }

    private async Task Loop(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
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
        using var activity = Tracing.Continue($"job {job.Kind}", job.Trace);
        activity.SetTag("ashlar.tenant_id", job.TenantId).SetTag("ashlar.job_id", job.Id).SetTag("ashlar.attempt", job.Attempt);
        using var lines = store.LogOf(job);
        var run = new JobRun(job, store, lines, tenants, permissions, lost);
        log.LogInformation("Job {Id} ({Kind} of {Resource}, tenant {Tenant}) begins, attempt {Attempt}", job.Id, job.Kind, job.Resource, job.TenantId, job.Attempt);
        var began = time.GetTimestamp();
        run.Log.Info($"Attempt {job.Attempt} begins on {Environment.MachineName}, process {Environment.ProcessId}.");
        using var beats = CancellationTokenSource.CreateLinkedTokenSource(cancel.Token);
        var beating = Beat(run, beats.Token);
        try
        {
            var result = job.Attempt > job.MaxAttempts ? _givenUp : await Handle(run, cancel.Token);
            await beats.CancelAsync();
            await beating;
            if (!result.Succeeded && MayPass(result.Error) && job.Attempt < job.MaxAttempts)
                await TryAgain(run, result.Error.Message, null);
            else
                await End(run, result, cancel.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            log.LogWarning("Job {Id} is another worker's by now", job.Id);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.LogInformation("Job {Id} goes back to the queue because the host stops", job.Id);
            run.Log.Info("Goes back to the queue because the host stops.");
            await store.PutBack(job, TimeSpan.Zero, counts: false, CancellationToken.None);
        }
        catch (Exception failure) when ((DatabaseErrors.Translate(failure) is { } error && MayPass(error)) || (TriesAgain(job) && job.Attempt < job.MaxAttempts))
        {
            await TryAgain(run, failure.Message, failure);
        }
        catch (Exception failure)
        {
            log.LogError(failure, "Job {Id} failed", job.Id);
            run.Log.Error($"Failed: {failure.GetType().Name}. The log of the host says more under this job's id.");
            await store.Finish(job, "failed", null, CoreErrors.Internal, CancellationToken.None);
            Count(job, "failed");
        }
        finally
        {
            meter.JobSeconds.Record(time.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("kind", job.Kind));
            await beats.CancelAsync();
            await beating;
            await Last(run);
        }
    }

    private async Task End(JobRun run, Result<JsonNode> result, CancellationToken cancel)
    {
        var (job, state) = (run.Job, !result.Succeeded ? "failed" : run.CancelRequested ? "cancelled" : "succeeded");
        if (result.Succeeded)
            run.Log.Info(run.CancelRequested ? "Stopped because somebody asked for it." : "Done.");
        else
            run.Log.Error(result.Error.Message);
        await store.Finish(job, state, result.Succeeded ? result.Value : null, result.Error, cancel);
        Count(job, state);
        log.LogInformation("Job {Id} {State}{Reason}", job.Id, state, result.Succeeded ? "" : $": {result.Error.Code}");
        if (state == "succeeded" && await tenants.ById(job.TenantId, cancel) is { } tenant)
            await chunks.Forget(job, tenant, cancel);
    }

    private void Count(Job job, string outcome) => meter.JobsEnded.Add(1, new KeyValuePair<string, object?>("kind", job.Kind), new KeyValuePair<string, object?>("outcome", outcome));

    private bool TriesAgain(Job job) => _handlers.TryGetValue(job.Kind, out var handler) && handler.TriesAgain;

    /// <summary>Puts the job back for later. While the database is away that cannot be done either; its silence will tell.</summary>
    private async Task TryAgain(JobRun run, string reason, Exception? failure)
    {
        var (job, pause) = (run.Job, Pause(run.Job));
        log.LogWarning(failure, "Job {Id} could not go on and will be tried again in {Seconds} seconds: {Reason}", job.Id, pause.TotalSeconds, reason);
        run.Log.Warning($"Could not go on and will be tried again in {pause.TotalSeconds:0} seconds: {reason}");
        try
        {
            await store.PutBack(job, pause, counts: true, CancellationToken.None);
        }
        catch (Exception away) when (DatabaseErrors.Translate(away) is not null)
        {
            log.LogWarning("Job {Id} stays claimed until its worker counts as silent: {Reason}", job.Id, away.Message);
        }
    }

    private async Task Last(JobRun run)
    {
        try
        {
            await run.Log.Write(CancellationToken.None);
        }
        catch (Exception failure)
        {
            log.LogWarning("The last lines of job {Id} are lost: {Reason}", run.Job.Id, failure.Message);
        }
    }

    /// <summary>5 seconds, doubled with each attempt.</summary>
    private static TimeSpan Pause(Job job) => TimeSpan.FromSeconds(Math.Min(_longestPause.TotalSeconds, 5 * Math.Pow(2, job.Attempt - 1)));

    private static bool MayPass(Error error) => error.Kind == ErrorKind.Unavailable || error.Code == CoreErrors.Busy.Code || error.Code == CoreErrors.VersionConflict.Code;

    private Task<Result<JsonNode>> Handle(JobRun run, CancellationToken cancel) => _handlers.TryGetValue(run.Job.Kind, out var handler)
        ? handler.Run(run, cancel)
        : Task.FromResult<Result<JsonNode>>(_kindUnknown.Saying($"Nothing here knows how to run a job of the kind {run.Job.Kind}."));

    private async Task Beat(JobRun run, CancellationToken cancel)
    {
        var beat = time.GetTimestamp();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Beat < _lines ? options.Beat : _lines, time, cancel);
                await run.Log.Write(cancel);
                if (time.GetElapsedTime(beat) < options.Beat)
                    continue;
                beat = time.GetTimestamp();
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
