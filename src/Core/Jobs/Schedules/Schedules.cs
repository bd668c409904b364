using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>Work of the core that a schedule starts. It may run again after a crash, so its effects must bear that.</summary>
internal interface IScheduledJob
{
    Task Run(JobRun run, CancellationToken cancel);
}

/// <summary>What becomes of due times that passed while no host ran: forget them, run once for all of them, or run each up to a limit.</summary>
internal enum MissedRuns { Skip, Once, All }

/// <summary>A schedule of the core, declared in code. The operator may pause it.</summary>
internal sealed record CoreSchedule(string Name, Timing Timing, MissedRuns Missed, Type Job)
{
    /// <summary>The same in every installation and on every host.</summary>
    public Guid Id => IdOf(Name);

    public static Guid IdOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"ashlar schedule {name}")).AsSpan(0, 16));
}

/// <summary>Runs the class of a core schedule as a job.</summary>
internal sealed class CoreScheduleJob(CoreSchedule schedule, IServiceScopeFactory scopes) : IJobHandler
{
    public string Kind => schedule.Name;

    public bool TriesAgain => true;

    public async Task<Result<JsonNode>> Run(JobRun run, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        await ((IScheduledJob)scope.ServiceProvider.GetRequiredService(schedule.Job)).Run(run, cancel);
        return new JsonObject();
    }
}

internal static class ScheduleRegistration
{
    /// <summary>Runs the job at each due time once, whichever host is up. The job is made per run, unless it is registered otherwise.</summary>
    public static IServiceCollection AddSchedule<TJob>(this IServiceCollection services, string name, Timing timing, MissedRuns missed = MissedRuns.Once) where TJob : class, IScheduledJob
    {
        var schedule = new CoreSchedule(name, timing, missed, typeof(TJob));
        services.TryAddScoped<TJob>();
        return services
            .AddSingleton(schedule)
            .AddSingleton<IJobHandler>(provider => new CoreScheduleJob(schedule, provider.GetRequiredService<IServiceScopeFactory>()));
    }

    public static IServiceCollection AddSchedule<TJob>(this IServiceCollection services, string name, TimeSpan every, MissedRuns missed = MissedRuns.Once) where TJob : class, IScheduledJob =>
        services.AddSchedule<TJob>(name, Timing.Every(every), missed);

    public static IServiceCollection AddSchedule<TJob>(this IServiceCollection services, string name, string cron, MissedRuns missed = MissedRuns.Once) where TJob : class, IScheduledJob =>
        services.AddSchedule<TJob>(name, Timing.Cron(cron), missed);
}
