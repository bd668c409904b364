using System.Text.Json;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;

namespace Ashlar.Core.Backup.Restoring;

/// <summary>Keeps an organisation out while its rows are replaced, and lets it in again if it was in.</summary>
internal sealed class TenantPause(Databases databases, DatabaseConnections connections, AuditLog audit, Invalidation invalidation, TimeProvider time)
{
    private const string Reason = "Being restored from a backup.";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);

    /// <summary>Suspends it and waits for what had begun before. Whether it was active, also when an earlier attempt at the restore suspended it.</summary>
    public async Task<bool> Begin(TenantInfo tenant, AuditEntry entry, CancellationToken cancel)
    {
        var before = await databases.System.First("SELECT status, coalesce(status_reason, '') FROM public.tenants WHERE id = $1", row => (Status: row.GetString(0), Reason: row.GetString(1)), cancel, tenant.Id);
        if (before.Status == "active")
            await Move(tenant, entry with { Action = "platform.tenants.suspend", Reason = Reason }, "active", "suspended", Reason, cancel);
        await WaitForOthers(tenant.Placement.Database, cancel);
        if (tenant.Placement.Database.Length > 0)
            await WaitForOthers("", cancel);
        return before.Status == "active" || before.Reason == Reason;
    }

    public Task End(TenantInfo tenant, AuditEntry entry, CancellationToken cancel) =>
        Move(tenant, entry with { Action = "platform.tenants.reactivate", Reason = "Restored from a backup, or left as it was." }, "suspended", "active", null, cancel);

    private async Task Move(TenantInfo tenant, AuditEntry entry, string from, string to, string? reason, CancellationToken cancel)
    {
        var changed = entry with { Id = Ids.New(), Changes = JsonSerializer.Serialize(new { status = new { from, to } }) };
        var batch = new List<NpgsqlBatchCommand>();
        batch.Add(Sql.Statement("UPDATE public.tenants SET status = $2, status_reason = $3, updated_at = now(), version = version + 1 WHERE id = $1", tenant.Id, to,
            new NpgsqlParameter { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }));
        batch.Add(audit.Command(changed));
        batch.Add(audit.Command(changed with { Id = Ids.New(), TenantId = tenant.Id, ClientId = null }));
        batch.Add(invalidation.Command("tenant", tenant.Id.ToString()));
        await databases.System.Execute(batch, cancel);
        invalidation.Forget("tenant", tenant.Id.ToString());
    }

    /// <summary>
    /// Waits until transactions that were open at the suspension have ended, whoever's they are. One that outlives the patience is most likely another
    /// organisation's; should it be this one's, the count of rows afterwards tells.
    /// </summary>
    private async Task WaitForOthers(string database, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner(database, cancel);
        var suspended = await owner.Scalar<DateTime>("SELECT clock_timestamp()", cancel);
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < _patience && await owner.Scalar<bool>(
            $"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename IN ('{DatabaseConnections.AppRole}', '{DatabaseConnections.SystemRole}') AND xact_start < $1)", cancel, suspended))
            await Task.Delay(_look, time, cancel);
    }
}
