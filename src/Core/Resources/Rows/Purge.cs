using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Identity;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Rows;

/// <summary>Removes rows for good once they have been deleted for longer than the tenant keeps them, and says so in the log.</summary>
internal sealed class Purge(OperationFactory operations, ResourceModels models, TenantDirectory tenants, SettingValues settings, HostState state, TimeProvider time, ILogger<Purge> log) : BackgroundService
{
    public const string KeepDays = "core.deleted_rows_days";
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (state.Serving)
                    await Run(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                log.LogWarning(exception, "Deleted rows could not be removed; trying again in an hour");
            }
        }
    }

    public async Task Run(CancellationToken cancel)
    {
        foreach (var tenant in (await tenants.All(cancel)).Where(tenant => tenant.Status == TenantStatus.Active))
        {
            var before = time.GetUtcNow().AddDays(-settings.Get<long>(KeepDays, tenant, null));
            foreach (var definition in models.Definitions.Where(definition => definition is { SoftDelete: true, AcrossTenants: false } && definition.Key != "audit.entries"))
                await Remove(tenant, models[definition.Key], before, cancel);
        }
    }

    private async Task Remove(TenantInfo tenant, ResourceModel model, DateTimeOffset before, CancellationToken cancel)
    {
        await using var operation = operations.Begin(Caller.System(tenant, "retention of deleted rows"), RequestInfo.None, model.Definition.ControlPlane);
        var delete = new NpgsqlBatchCommand($"WITH gone AS (DELETE FROM {model.Table} WHERE tenant_id = $1 AND deleted_at < $2 RETURNING 1) SELECT count(*) FROM gone");
        delete.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Id });
        delete.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        try
        {
            long count;
            await using (var reader = await operation.Work.Read(delete, cancel))
            {
                await reader.ReadAsync(cancel);
                count = reader.GetInt64(0);
            }

            if (count == 0)
                return;
            operation.Work.Audit(AuditEntry.By(operation.Caller, RequestInfo.None, $"{model.Key}.purge") with { Resource = model.Key, Reason = $"{count} rows deleted before {before:yyyy-MM-dd}" });
            await operation.Commit(cancel);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // Rows that others still point at stay until those are gone.
            log.LogInformation("Deleted {Resource} of {Tenant} are still pointed at and stay", model.Key, tenant.Code);
        }
    }
}
