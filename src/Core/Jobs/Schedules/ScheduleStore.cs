using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Jobs.Schedules;

/// <summary>A schedule as the scheduler sees it.</summary>
internal sealed record ScheduleRow(Guid TenantId, Guid Id, string Name, string Job)
{
    public required string? Cron { get; init; }
    public required int? EverySeconds { get; init; }
    /// <summary>Its own, or the organisation's.</summary>
    public required string Zone { get; init; }
    public required MissedRuns Missed { get; init; }
    public required int MissedLimit { get; init; }
    public required int Priority { get; init; }
    public required string? Input { get; init; }
    public required Guid? ClientId { get; init; }
    public required DateTimeOffset? LastDue { get; init; }
    public required DateTimeOffset? NextDue { get; init; }
    public required string? Armed { get; init; }
    public required bool Active { get; init; }

    /// <summary>What the scheduler has to know; it is told again when this changes.</summary>
    public string Signature => Active ? $"{Cron}|{EverySeconds}|{Zone}" : "off";

    /// <summary>Null when the line or the zone is none any more.</summary>
    public Timing? Timing => EverySeconds is { } seconds ? Timing.Every(TimeSpan.FromSeconds(seconds)) : Timing.TryCron(Cron ?? "", Zone);
}

/// <summary>Schedules of all tenants, under the role of the system.</summary>
internal sealed class ScheduleStore(Databases databases, TenantDirectory tenants, JobCatalogue jobs, TimeProvider time)
{
    private readonly HashSet<Guid> _offered = [];

    private const string Columns = """
        tenant_id, id, name, job, cron, every_seconds, time_zone, missed_runs, missed_limit, priority, input::text, client_id, last_due_at, next_due_at, armed, deleted_at IS NULL AND NOT paused
        """;

    public async Task<IReadOnlyList<ScheduleRow>> All(CancellationToken cancel)
    {
        var rows = await databases.System.Query($"SELECT {Columns} FROM public.schedules WHERE deleted_at IS NULL OR armed <> 'off'", Read, cancel);
        var resolved = new List<ScheduleRow>(rows.Count);
        foreach (var row in rows)
            resolved.Add(await Resolve(row, cancel));
        return resolved;
    }

    /// <summary>The schedule, held until the transaction ends.</summary>
    public async Task<ScheduleRow?> Lock(NpgsqlConnection connection, Guid tenant, Guid id, CancellationToken cancel) =>
        await connection.First<ScheduleRow?>($"SELECT {Columns} FROM public.schedules WHERE tenant_id = $1 AND id = $2 FOR UPDATE", Read, cancel, tenant, id) is { } row ? await Resolve(row, cancel) : null;

    private async Task<ScheduleRow> Resolve(ScheduleRow row, CancellationToken cancel)
    {
        if (await tenants.ById(row.TenantId, cancel) is not { Status: TenantStatus.Active } tenant)
            return row with { Active = false };
        return row with { Zone = row.Zone.Length > 0 ? row.Zone : jobs.ZoneOf(tenant), Active = row.Active && jobs.Runs(tenant, row.Job) };
    }

    /// <summary>Makes the schedules that the code declares, and takes over what the code says about their times.</summary>
    public async Task Declare(IEnumerable<CoreSchedule> schedules, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var schedule in schedules)
        {
            await databases.System.Execute(
                """
                INSERT INTO public.schedules AS s (tenant_id, id, name, job, origin, cron, every_seconds, time_zone, missed_runs, last_due_at, created_at, updated_at, version)
                VALUES ($1, $2, $3, $3, 'core', $4, $5, 'UTC', $6, $7, $7, $7, 1)
                ON CONFLICT (tenant_id, id) DO UPDATE SET cron = excluded.cron, every_seconds = excluded.every_seconds, missed_runs = excluded.missed_runs, version = s.version + 1, updated_at = $7
                WHERE (s.cron, s.every_seconds, s.missed_runs) IS DISTINCT FROM (excluded.cron, excluded.every_seconds, excluded.missed_runs)
                """,
                cancel, TenantInfo.PlatformId, schedule.Id, schedule.Name, Text(schedule.Timing.Expression), Number((int?)schedule.Timing.Interval?.TotalSeconds), schedule.Missed.ToString().ToLowerInvariant(), now);
        }
    }

    /// <summary>Gives every tenant the schedules of the modules it has.</summary>
    public async Task Offer(CancellationToken cancel)
    {
        var wanted = new List<(Guid Tenant, Guid Id, string Kind, string Cron)>();
        foreach (var (_, job) in jobs.All.Where(pair => pair.Job.Cron is not null))
        {
            wanted.AddRange((await tenants.All(cancel)).Where(tenant => tenant.Status == TenantStatus.Active && jobs.Runs(tenant, job.Kind))
                .Select(tenant => (tenant.Id, CoreSchedule.IdOf($"{tenant.Id} {job.Kind}"), job.Kind, job.Cron!)));
        }

        var added = wanted.Where(schedule => !_offered.Contains(schedule.Id)).ToList();
        if (added.Count == 0)
            return;
        await databases.System.Execute(
            """
            INSERT INTO public.schedules (tenant_id, id, name, job, origin, cron, last_due_at, created_at, updated_at, version)
            SELECT v.tenant_id, v.id, v.kind, v.kind, 'module', v.cron, $5, $5, $5, 1 FROM unnest($1, $2, $3, $4) AS v (tenant_id, id, kind, cron) ON CONFLICT DO NOTHING
            """,
            cancel, added.Select(schedule => schedule.Tenant).ToArray(), added.Select(schedule => schedule.Id).ToArray(),
            added.Select(schedule => schedule.Kind).ToArray(), added.Select(schedule => schedule.Cron).ToArray(), time.GetUtcNow().UtcDateTime);
        _offered.UnionWith(added.Select(schedule => schedule.Id));
    }

    public Task Arm(ScheduleRow row, DateTimeOffset? next, CancellationToken cancel) => databases.System.Execute(
        // What passed while it was off is no missed run.
        "UPDATE public.schedules SET last_due_at = CASE WHEN armed = 'off' THEN $5 ELSE last_due_at END, armed = $3, next_due_at = $4 WHERE tenant_id = $1 AND id = $2",
        cancel, row.TenantId, row.Id, row.Signature, Moment(next), time.GetUtcNow().UtcDateTime);

    public static NpgsqlParameter Moment(DateTimeOffset? at) => new() { Value = (object?)at?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Number(int? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer };

    private static ScheduleRow Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3))
    {
        Cron = row.Optional<string>(4),
        EverySeconds = row.IsDBNull(5) ? null : row.GetInt32(5),
        Zone = row.Optional<string>(6) ?? "",
        Missed = Enum.Parse<MissedRuns>(row.GetString(7), ignoreCase: true),
        MissedLimit = row.GetInt32(8),
        Priority = row.GetInt32(9),
        Input = row.Optional<string>(10),
        ClientId = row.IsDBNull(11) ? null : row.GetGuid(11),
        LastDue = row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
        NextDue = row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13),
        Armed = row.Optional<string>(14),
        Active = row.GetBoolean(15),
    };
}
