using Ashlar.Core.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>
/// Quartz, clustered over the database: it keeps the alarms of all schedules and rings each on one of the hosts. Every half minute a host compares
/// the alarms with the schedules, so that a change is applied even when the host that made it died in between.
/// </summary>
internal sealed class Scheduler(
    ScheduleStore store, ScheduleFiring firing, ScheduleSignal changed, DatabaseConnections connections, IEnumerable<CoreSchedule> declared, TimeProvider time, ILoggerFactory logs) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(30);
    private static readonly JobKey _due = new("due", "ashlar");

    private readonly ILogger _log = logs.CreateLogger<Scheduler>();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called when the host is able to do everything a job may need.</summary>
    public void Begin() => _ready.TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAny(_ready.Task, Task.Delay(Timeout.Infinite, stoppingToken));
        IScheduler? quartz = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                quartz ??= await Start();
                await Compare(quartz, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                _log.LogWarning(failure, "The schedules cannot be read; trying again in {Seconds} seconds", _look.TotalSeconds);
            }
            catch (Exception)
            {
                // Cut short by the stop, which Quartz may report as a failure of its own.
                break;
            }

            await changed.Wait(_look, time, stoppingToken);
        }

        if (quartz is not null)
            await quartz.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
    }

    // Not cut short by a stop: Quartz would report that as its own failure.
    private async Task<IScheduler> Start()
    {
        await store.Declare(declared, CancellationToken.None);
        var settings = new NpgsqlConnectionStringBuilder(connections.Settings("", DatabaseConnections.SystemRole).ConnectionString) { ApplicationName = "ashlar scheduler", MaxPoolSize = 4 };
        var builder = QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.Services.AddSingleton(firing).AddSingleton(logs);
            quartz.UseTimeProvider(time);
            quartz.UseDefaultThreadPool(2);
            quartz.ConfigureScheduler(options => (options.InstanceName, options.GenerateInstanceId, options.IdleWaitTime) = ("ashlar", true, TimeSpan.FromSeconds(10)));
            quartz.UsePersistentStore(database =>
            {
                database.UsePostgres(NpgsqlFactory.Instance, settings.ConnectionString);
                database.ConfigureStore(options => (options.TablePrefix, options.MisfireThreshold, options.UseBackgroundThreads) = ("public.quartz_", TimeSpan.FromSeconds(5), true));
                database.UseClustering(options => (options.CheckinInterval, options.CheckinMisfireThreshold) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)));
            });
        });
        var scheduler = await builder.BuildScheduler(CancellationToken.None);
        try
        {
            await scheduler.AddJob(JobBuilder.Create<DueJob>().WithIdentity(_due).StoreDurably().RequestRecovery().Build(), new AddJobOptions { Replace = true }, CancellationToken.None);
            await scheduler.Start(CancellationToken.None);
            return scheduler;
        }
        catch
        {
            // The next attempt makes another one.
            await scheduler.Shutdown(waitForJobsToComplete: false, CancellationToken.None);
            throw;
        }
    }

    private async Task Compare(IScheduler quartz, CancellationToken cancel)
    {
        await store.Offer(cancel);
        var now = time.GetUtcNow();
        foreach (var row in await store.All(cancel))
        {
            var next = row.Active ? row.Timing?.After(now) : null;
            // Late by more than an alarm takes, or further away than the timing allows: the clock was set, or the alarm is lost.
            var wrong = row.Active && (row.NextDue is null ? next is not null : row.NextDue < now - _look || row.NextDue > next);
            if (row.Armed == row.Signature && !wrong)
                continue;
            await Arm(quartz, row, next, cancel);
            if (wrong)
                await firing.Fire(row.TenantId, row.Id, cancel);
        }
    }

    private async Task Arm(IScheduler quartz, ScheduleRow row, DateTimeOffset? next, CancellationToken cancel)
    {
        var key = new TriggerKey(row.Id.ToString(), row.TenantId.ToString());
        if (next is { } at && row.Timing is { } timing)
        {
            var trigger = TriggerBuilder.Create().WithIdentity(key).ForJob(_due).StartAt(at).WithPriority(5 + row.Priority).WithSchedule(timing.Builder()).Build();
            await quartz.ScheduleJob(trigger, new ScheduleJobOptions { Replace = true }, cancel);
        }
        else
        {
            await quartz.UnscheduleJob(key, cancel);
        }

        await store.Arm(row, next, cancel);
    }
}

/// <summary>Wakes the scheduler of this process when a schedule changed.</summary>
internal sealed class ScheduleSignal : Signal;

/// <summary>What Quartz runs when an alarm rings.</summary>
internal sealed class DueJob(ScheduleFiring firing) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // A run that another host left behind comes under a trigger of its own, which names the alarm that rang.
        var key = context.Recovering ? context.RecoveringTriggerKey! : context.Trigger.Key;
        await firing.Fire(Guid.Parse(key.Group), Guid.Parse(key.Name), cancellationToken);
    }
}
