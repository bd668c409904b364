using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>People schedule what modules let them; what came with the product stays what it is.</summary>
internal sealed class ScheduleRules(CurrentOperation current, JobCatalogue jobs, ScheduleSignal signal, TimeProvider time) : IBeforeWrite<Schedule>
{
    public Task<Error?> BeforeWrite(Write<Schedule> write, CancellationToken cancel)
    {
        current.Work.AfterCommit(signal.Wake);
        return Task.FromResult(Check(write));
    }

    private Error? Check(Write<Schedule> write)
    {
        var (before, after) = (write.Before, write.After);
        if (before is { Origin: not ScheduleOrigin.Tenant })
        {
            var moved = before.Cron != after.Cron || before.TimeZone != after.TimeZone;
            if (write.Kind == WriteKind.Delete || before.Name != after.Name || before.Job != after.Job || (moved && before.Origin == ScheduleOrigin.Core))
                return ScheduleErrors.Fixed;
        }
        else if (write.Kind != WriteKind.Delete && before?.Job != after.Job && !jobs.Schedulable(current.Work.Caller.Tenant!, after.Job))
        {
            return ScheduleErrors.JobUnknown;
        }

        if (write.Kind == WriteKind.Delete || after.EverySeconds is not null)
            return null;
        if (TimingError(after.Cron, after.TimeZone) is { } error)
            return error;
        // What passed before a schedule was made, moved or resumed is no missed run.
        if (before is null || before.Cron != after.Cron || before.TimeZone != after.TimeZone || (before.Paused && !after.Paused))
            after.LastDueAt = time.GetUtcNow();
        if (before is null || before.Cron != after.Cron || before.TimeZone != after.TimeZone || before.Paused != after.Paused)
            after.NextDueAt = after.Paused ? null : Timing.TryCron(after.Cron!, after.TimeZone ?? jobs.ZoneOf(current.Work.Caller.Tenant!))!.After(time.GetUtcNow());
        return null;
    }

    public static Error? TimingError(string? cron, string? zone)
    {
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return ScheduleErrors.ZoneUnknown;
        return Timing.TryCron(cron ?? "", zone ?? "UTC")?.After(DateTimeOffset.UnixEpoch) is null ? ScheduleErrors.CronInvalid : null;
    }
}
