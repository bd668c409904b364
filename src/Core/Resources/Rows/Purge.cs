using Ashlar.Contract.Resources;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Identity;
using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Rows;

/// <summary>Removes rows for good once they have been deleted for longer than the tenant keeps them, and says so in the log.</summary>
internal sealed class Purge(OperationFactory operations, ResourceModels models, TenantDirectory tenants, SettingValues settings, TimeProvider time) : IScheduledJob
{
    public const string KeepDays = "core.deleted_rows_days";

    public Task Run(JobRun run, CancellationToken cancel) => Run(run.Log.Info, cancel);

    public async Task Run(Action<string> tell, CancellationToken cancel)
    {
        foreach (var tenant in (await tenants.All(cancel)).Where(tenant => tenant.Status == TenantStatus.Active))
        {
            var before = time.GetUtcNow().AddDays(-settings.Get<long>(KeepDays, tenant, null));
            foreach (var definition in models.Definitions.Where(definition => definition is { SoftDelete: true, AcrossTenants: false } && definition.Operations.HasFlag(Operations.Delete) && definition.Key != "audit.entries"))
                await Remove(tenant, models[definition.Key], before, tell, cancel);
        }
    }

    private async Task Remove(TenantInfo tenant, ResourceModel model, DateTimeOffset before, Action<string> tell, CancellationToken cancel)
    {
        await using var operation = operations.Begin(Caller.System(tenant, "retention of deleted rows"), RequestInfo.None, model.Definition.ControlPlane);
        var delete = new NpgsqlBatchCommand($"WITH gone AS (DELETE FROM {model.Table} WHERE tenant_id = $1 AND deleted_at < $2 RETURNING id), forgotten AS (DELETE FROM public.phi_findings found USING gone WHERE found.tenant_id = $1 AND found.resource = $3 AND found.row_id = gone.id::text) SELECT count(*) FROM gone");
        delete.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Id });
        delete.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        delete.Parameters.Add(new NpgsqlParameter<string> { TypedValue = model.Key });
        try
        {
            var count = (await operation.Work.Rows(delete, row => row.GetInt64(0), cancel))[0];
            if (count == 0)
                return;
            operation.Work.Audit(AuditEntry.By(operation.Caller, RequestInfo.None, $"{model.Key}.purge") with { Resource = model.Key, Reason = $"{count} rows deleted before {before:yyyy-MM-dd}" });
            await operation.Commit(cancel);
            tell($"{count} deleted {model.Key} of {tenant.Code} are gone for good.");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // Rows that others still point at stay until those are gone.
            tell($"Deleted {model.Key} of {tenant.Code} are still pointed at and stay.");
        }
    }
}
