using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>
/// Turns due times into jobs. The schedule's row is locked, and the jobs and the last due time are written in one transaction, so a due time
/// makes one job however often and on however many hosts the alarm rings.
/// </summary>
internal sealed class ScheduleFiring(Databases databases, ScheduleStore schedules, JobSignal signal, TimeProvider time, ILogger<ScheduleFiring> log)
{
    /// <summary>A run this late still counts as on time.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private const string Insert = """
        INSERT INTO public.jobs (tenant_id, id, client_id, kind, payload, created_at, created_by_name, run_at, schedule_id, due_at, priority)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9, $10) ON CONFLICT DO NOTHING
        """;

    public async Task Fire(Guid tenant, Guid id, CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await schedules.Lock(connection, tenant, id, cancel) is not { Active: true, Timing: { } timing } row)
            return;

        var now = time.GetUtcNow();
        var due = Due(row, timing, now);
        foreach (var at in due.Run)
        {
            await connection.Execute(
                Insert, cancel, tenant, Ids.New(), Null(row.ClientId, NpgsqlDbType.Uuid), row.Job, Null(row.Input, NpgsqlDbType.Jsonb), now.UtcDateTime, $"schedule {row.Name}", id, at.UtcDateTime, row.Priority);
        }

        await connection.Execute(
            "UPDATE public.schedules SET last_due_at = $3, next_due_at = $4 WHERE tenant_id = $1 AND id = $2",
            cancel, tenant, id, due.Last.UtcDateTime, ScheduleStore.Moment(timing.After(now)));
        await transaction.CommitAsync(cancel);
        if (due.Missed > 0)
            log.LogWarning("Schedule {Name} missed {Missed} due times up to {Last:O}; {Run} of them run now ({Rule})", row.Name, due.Missed, due.Last, due.Run.Count, row.Missed);
        if (due.Run.Count > 0)
            signal.Wake();
    }

    /// <summary>What to run now, the newest due time that is dealt with, and how many due times were missed.</summary>
    internal static (IReadOnlyList<DateTimeOffset> Run, DateTimeOffset Last, int Missed) Due(ScheduleRow row, Timing timing, DateTimeOffset now)
    {
        // Nothing is known before the first look, and a clock that was set back must not silence the schedule until it catches up.
        if (row.LastDue is not { } last || last > now + _patience)
            return ([], now, 0);
        var (missed, kept) = (0, new Queue<DateTimeOffset>());
        for (var at = timing.After(last); at is { } moment && moment <= now; at = timing.After(moment))
        {
            missed += now - moment > _patience ? 1 : 0;
            kept.Enqueue(moment);
            if (kept.Count > row.MissedLimit)
                kept.Dequeue();
        }

        if (kept.Count == 0)
            return ([], last, 0);
        var newest = kept.Last();
        IReadOnlyList<DateTimeOffset> run = row.Missed switch
        {
            MissedRuns.All => [.. kept],
            MissedRuns.Once => [newest],
            _ => now - newest <= _patience ? [newest] : [],
        };
        return (run, newest, missed);
    }

    private static NpgsqlParameter Null(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
