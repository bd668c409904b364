using System.Globalization;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Audit.Verifying;
using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Ashlar.Core.Audit.Retention;

/// <summary>
/// Makes the months to come and takes out those that are older than anybody keeps them: archived into a schema of their own in the same
/// database, or dropped, as ASHLAR_AUDIT_EXPIRED says; without it they stay. Seals always stay, so what remains can still be proven.
/// </summary>
internal sealed class AuditMaintenance(
    DatabaseConnections connections, Databases databases, LogDatabases places, TenantDirectory tenants, SettingValues settings, AuditLog audit, Sealer sealer, IConfiguration configuration, TimeProvider time, ILogger<AuditMaintenance> log) : IScheduledJob
{
    public const string Variable = "ASHLAR_AUDIT_EXPIRED";
    private const int Ahead = 3;

    private const string Months = """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'public.audit_logs'::regclass AND c.relname ~ '^audit_logs_\d{4}_\d{2}$' ORDER BY 1
        """;

    private const string RequestMonths = """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'public.audit_requests'::regclass AND c.relname ~ '^audit_requests_\d{4}_\d{2}$' ORDER BY 1
        """;

    public async Task Run(JobRun run, CancellationToken cancel) => await Run(cancel);

    public async Task Run(CancellationToken cancel)
    {
        await Requests(cancel);
        foreach (var database in await places.All(cancel))
        {
            await using var owner = await connections.OpenOwner(database, cancel);
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            await owner.Alter("SELECT public.audit_make_months($1, $2)", time, cancel, today, today.AddMonths(Ahead));
            if (configuration[Variable] is "archive" or "drop")
                await Expire(owner, database, configuration[Variable]!, await LastKept(database, cancel), cancel);
        }
    }

    /// <summary>Requests go when their organisation no longer keeps them, and a month goes whole when nobody does.</summary>
    private async Task Requests(CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var today = DateOnly.FromDateTime(now);
        await owner.Alter("SELECT public.audit_make_request_months($1, $2)", time, cancel, today, today.AddMonths(Ahead));
        var kept = (await tenants.All(cancel)).ToDictionary(tenant => tenant.Id, tenant => now.AddDays(-settings.Get<long>(AuditSettings.RequestDays, tenant, null)));
        var last = kept.Values.Min();
        foreach (var name in await owner.Query(RequestMonths, row => row.GetString(0), cancel))
        {
            if (DateOnly.ParseExact(name["audit_requests_".Length..], "yyyy_MM", CultureInfo.InvariantCulture).AddMonths(1).ToDateTime(TimeOnly.MinValue) <= last)
                await owner.Alter($"ALTER TABLE public.audit_requests DETACH PARTITION public.{name}; DROP TABLE public.{name}", time, cancel);
        }

        foreach (var (tenant, edge) in kept)
            await databases.System.Execute("DELETE FROM public.audit_requests WHERE tenant_id = $1 AND at < $2", cancel, tenant, edge);
        await databases.System.Execute("DELETE FROM public.audit_requests WHERE tenant_id IS NULL AND at < $1", cancel, kept[TenantInfo.PlatformId]);
    }

    /// <summary>The first month that somebody in the database still keeps: a month is shared, so the longest retention decides.</summary>
    private async Task<DateOnly> LastKept(string database, CancellationToken cancel)
    {
        // Entries that concern no tenant are in the main database as well.
        var years = (await tenants.All(cancel)).Where(tenant => database.Length == 0 || tenant.Placement.Database == database).Select(tenant => settings.Get<long>(AuditSettings.Retention, tenant, null)).Append(7).Max();
        var edge = time.GetUtcNow().UtcDateTime.AddYears(-(int)years);
        return new DateOnly(edge.Year, edge.Month, 1);
    }

    private async Task Expire(NpgsqlConnection owner, string database, string policy, DateOnly firstKept, CancellationToken cancel)
    {
        foreach (var name in await owner.Query(Months, row => row.GetString(0), cancel))
        {
            var month = DateOnly.ParseExact(name["audit_logs_".Length..], "yyyy_MM", CultureInfo.InvariantCulture);
            if (month >= firstKept)
                return;
            // What has no seal yet must get one before it leaves.
            await sealer.SealAll(cancel);
            await TakeOut(owner, database, policy, name, month, cancel);
        }
    }

    private async Task TakeOut(NpgsqlConnection owner, string database, string policy, string name, DateOnly month, CancellationToken cancel)
    {
        var entries = await owner.Scalar<long>($"SELECT count(*) FROM public.{name}", cancel);
        var entry = new AuditEntry
        {
            Id = Ids.New(),
            TenantId = TenantInfo.PlatformId,
            ActorName = "retention",
            ActorKind = "system",
            Action = Archives.Action,
            Resource = "audit.entries",
            Reason = Archives.Reason(database, month),
            Details = $$"""{"entries": {{entries}}, "policy": "{{policy}}"}""",
        };
        await audit.Write(entry, cancel);
        await databases.System.Execute("INSERT INTO public.audit_archives (database, month, entries, entry_id, dropped_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", cancel, database, month, entries, entry.Id, time.GetUtcNow());
        await owner.Alter(policy == "drop"
            ? $"ALTER TABLE public.audit_logs DETACH PARTITION public.{name}; DROP TABLE public.{name}"
            : $"CREATE SCHEMA IF NOT EXISTS audit_archive; ALTER TABLE public.audit_logs DETACH PARTITION public.{name}; DROP TRIGGER IF EXISTS audit_logs_stay ON public.{name}; ALTER TABLE public.{name} SET SCHEMA audit_archive", time, cancel);
        log.LogWarning("{Entries} audit entries of {Month} left the log ({Policy})", entries, Archives.Reason(database, month), policy);
    }
}
