using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Jobs;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Backup.Restoring;

/// <summary>What came back of an organisation.</summary>
internal sealed record TenantRestored(Guid BackupId, DateTimeOffset SnapshotAt, long Rows, int Tables, int Files, IReadOnlyDictionary<string, long> LeftOut, double Seconds);

/// <summary>
/// Brings one organisation back to a backup while all others work. It is suspended meanwhile and its people sign in again afterwards. Its rows are
/// replaced in one transaction per database: its own first, so that a crash in between is put right by running the job again.
/// </summary>
internal sealed class RestoreTenant(DatabaseConnections connections, Databases databases, BackupMedia media, TenantDirectory tenants, TenantPause pause, TenantFiles files, Invalidation invalidation, AuditLog audit, TimeProvider time)
{
    private const int Passes = 3;

    public async Task<Result<TenantRestored>> Run(Found backup, Guid id, string reason, JobRun run, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        if (await tenants.ById(id, cancel) is not { IsPlatform: false } tenant)
            return Http.CoreErrors.NotFound;
        using var key = await media.OpenKey(backup.Chain, cancel);
        var manifest = await media.Manifest(backup, key, cancel);
        if (Refusal(manifest, tenant) is { } refusal)
            return refusal;

        var entry = Entry(run, backup.Id, tenant, reason);
        var wasActive = await pause.Begin(tenant, entry, cancel);
        try
        {
            await using var packs = new PackReader(media.Store, manifest.Chain, key);
            var parts = new List<TenantRows>();
            foreach (var database in manifest.Databases.Where(database => database.Name.Length == 0 || database.Name == tenant.Placement.Database).OrderByDescending(database => database.Name.Length))
            {
                run.Log.Info($"Replacing its rows in {(database.Name.Length == 0 ? "the main database" : database.Name)}.");
                parts.Add(await Replace(tenant, database, packs, cancel));
            }

            var brought = await files.Bring(manifest, tenant, cancel);
            var leftOut = parts.SelectMany(part => part.LeftOut).GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value), StringComparer.Ordinal);
            var restored = new TenantRestored(backup.Id, manifest.SnapshotAt, parts.Sum(part => part.Rows), parts.Sum(part => part.Tables), brought, leftOut, Math.Round(time.GetElapsedTime(began).TotalSeconds, 1));
            await Record(entry, tenant, restored, cancel);
            foreach (var (table, count) in leftOut)
                run.Log.Warning($"{count} rows of {table} were left out: what they point at is gone.");
            run.Log.Info($"{restored.Rows} rows in {restored.Tables} tables and {brought} files are as they were at {manifest.SnapshotAt:u}.");
            return restored;
        }
        finally
        {
            await ForgetEverywhere(CancellationToken.None);
            if (wasActive)
                await pause.End(tenant, entry, CancellationToken.None);
        }
    }

    private async Task<TenantRows> Replace(TenantInfo tenant, DatabaseContent database, PackReader packs, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner(database.Name, cancel);
        var main = database.Name.Length == 0;
        for (var pass = 1; ; pass++)
        {
            var rows = new TenantRows(owner, tenant.Id, database, tenant.Placement, packs);
            await rows.Replace(main ? connection => files.Prepare(connection, tenant.Id, cancel) : null, main ? connection => Settle(connection, tenant.Id, cancel) : null, cancel);
            if (pass == Passes || await rows.Holds(cancel))
                return rows;
        }
    }

    /// <summary>Sessions end, and times that passed since the backup are no missed runs.</summary>
    private async Task Settle(Npgsql.NpgsqlConnection connection, Guid tenant, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await connection.Execute("UPDATE public.identity_sessions SET revoked_at = $2 WHERE tenant_id = $1 AND revoked_at IS NULL", cancel, tenant, now);
        await connection.Execute("UPDATE public.schedules SET last_due_at = $2, next_due_at = NULL, armed = NULL WHERE tenant_id = $1", cancel, tenant, now);
    }

    private static Error? Refusal(Manifest manifest, TenantInfo tenant)
    {
        if (manifest.Databases.All(database => database.Name != tenant.Placement.Database))
            return BackupErrors.TenantAbsent;
        if (tenant.Status is not (TenantStatus.Active or TenantStatus.Suspended))
            return BackupErrors.NotRestored("An organisation that is being made, or whose making failed, cannot be restored.");
        var placed = manifest.Databases.First(database => database.Name == tenant.Placement.Database).Tables.Any(table => table.Schema == tenant.Placement.Schema);
        return placed ? null : BackupErrors.TenantAbsent;
    }

    private async Task Record(AuditEntry entry, TenantInfo tenant, TenantRestored restored, CancellationToken cancel)
    {
        var done = entry with { Id = Ids.New(), Details = new JsonObject { ["backup"] = restored.BackupId, ["snapshot_at"] = restored.SnapshotAt, ["rows"] = restored.Rows, ["files"] = restored.Files }.ToJsonString() };
        await audit.Write(done, cancel);
        await audit.Write(done with { Id = Ids.New(), TenantId = tenant.Id, ClientId = null }, cancel);
    }

    /// <summary>No trigger told anybody what changed, so every replica reads anew what it keeps in memory.</summary>
    private async Task ForgetEverywhere(CancellationToken cancel)
    {
        await databases.System.Execute([.. invalidation.Topics.Select(topic => invalidation.Command(topic, "*"))], cancel);
        invalidation.ForgetEverything();
    }

    private static AuditEntry Entry(JobRun run, Guid backup, TenantInfo tenant, string reason) => new()
    {
        TenantId = TenantInfo.PlatformId,
        ActorId = run.Job.UserId,
        ActorName = run.Job.UserName,
        Action = "platform.tenants.restore",
        Resource = "platform.tenants",
        ResourceId = tenant.Id,
        RequestId = run.Job.Request.Id,
        Ip = run.Job.Request.Ip,
        Reason = reason,
        Details = new JsonObject { ["backup"] = backup }.ToJsonString(),
    };
}
