using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;
using Ashlar.Core.Commands;
using Ashlar.Core.Events;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>Stops a schedule until it is resumed. What passes meanwhile is no missed run.</summary>
internal sealed record PauseSchedule(Guid Id) : ICommand<Schedule>;

/// <summary>Lets a schedule go on.</summary>
internal sealed record ResumeSchedule(Guid Id) : ICommand<Schedule>;

/// <summary>Queues a job of a schedule at once, besides its due times.</summary>
internal sealed record RunSchedule(Guid Id) : ICommand<QueuedJob>;

internal sealed record QueuedJob(Guid JobId);

internal sealed class PauseScheduleHandler(IStore store, ScheduleSignal signal, CurrentOperation current) : ICommandHandler<PauseSchedule, Schedule>
{
    public async Task<Result<Schedule>> Handle(PauseSchedule command, CancellationToken cancel)
    {
        if (await store.Lock<Schedule>(command.Id, cancel) is not { } schedule)
            return CoreErrors.NotFound;
        (schedule.Paused, schedule.NextDueAt) = (true, null);
        current.Work.AfterCommit(signal.Wake);
        return schedule;
    }
}

internal sealed class ResumeScheduleHandler(IStore store, ScheduleSignal signal, JobCatalogue jobs, CurrentOperation current, TimeProvider time) : ICommandHandler<ResumeSchedule, Schedule>
{
    public async Task<Result<Schedule>> Handle(ResumeSchedule command, CancellationToken cancel)
    {
        if (await store.Lock<Schedule>(command.Id, cancel) is not { } schedule)
            return CoreErrors.NotFound;
        if (!schedule.Paused)
            return schedule;
        var now = time.GetUtcNow();
        var timing = schedule.EverySeconds is { } seconds ? Timing.Every(TimeSpan.FromSeconds(seconds)) : Timing.TryCron(schedule.Cron!, schedule.TimeZone ?? jobs.ZoneOf(current.Work.Caller.Tenant!));
        (schedule.Paused, schedule.LastDueAt, schedule.NextDueAt) = (false, now, timing?.After(now));
        current.Work.AfterCommit(signal.Wake);
        return schedule;
    }
}

internal sealed class RunScheduleHandler(IStore store, JobSignal signal, CurrentOperation current, TimeProvider time) : ICommandHandler<RunSchedule, QueuedJob>
{
    private const string Insert = """
        INSERT INTO public.jobs (tenant_id, id, client_id, kind, payload, created_at, created_by, created_by_name, request_id, ip, run_at, schedule_id, priority, trace_parent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $6, $11, $12, $13)
        """;

    public async Task<Result<QueuedJob>> Handle(RunSchedule command, CancellationToken cancel)
    {
        if (await store.Find<Schedule>(command.Id, cancel) is not { } schedule)
            return CoreErrors.NotFound;
        var (work, id) = (current.Work, Ids.New());
        // The work is that of the schedule, not of whoever starts it early, so it runs with the same rights.
        work.Add(Sql.Statement(
            Insert, schedule.TenantId, id, Null(schedule.ClientId, NpgsqlDbType.Uuid), schedule.Job, Null(schedule.Input?.GetRawText(), NpgsqlDbType.Jsonb), time.GetUtcNow().UtcDateTime,
            Null(null, NpgsqlDbType.Uuid), $"schedule {schedule.Name}, started by {work.Caller.Name}", Null(work.Request.Id, NpgsqlDbType.Text), Null(work.Request.Ip, NpgsqlDbType.Text), schedule.Id, schedule.Priority, Null(Tracing.Current, NpgsqlDbType.Text)));
        work.Audit(Audit.AuditEntry.By(work.Caller, work.Request, "jobs.schedules.run") with { Resource = "jobs.schedules", ResourceId = schedule.Id });
        work.AfterCommit(signal.Wake);
        return new QueuedJob(id);
    }

    private static NpgsqlParameter Null(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
