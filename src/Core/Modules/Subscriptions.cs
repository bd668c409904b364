using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Modules;

/// <summary>Buys apps for a tenant and leaves them. Routes, menu and permissions follow with the commit; data is kept.</summary>
internal sealed class Subscriptions(Databases databases, ModuleRegistry modules, RoleSeeder roles, AuditLog audit, Invalidation invalidation, TimeProvider time)
{
    private const string Upsert = """
        INSERT INTO public.subscriptions (tenant_id, module, plan, status, starts_at, ends_at, updated_at, updated_by) VALUES ($1, $2, $3, 'active', $4, $5, $4, $6)
        ON CONFLICT (tenant_id, module) DO UPDATE SET plan = EXCLUDED.plan, status = 'active', ends_at = EXCLUDED.ends_at, updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by,
            starts_at = CASE WHEN subscriptions.status = 'active' THEN subscriptions.starts_at ELSE EXCLUDED.starts_at END
        """;

    private const string Cancel = "UPDATE public.subscriptions SET status = 'cancelled', updated_at = $3, updated_by = $4 WHERE tenant_id = $1 AND module = $2";

    /// <summary>Why a tenant cannot buy a plan, or null.</summary>
    public Error? Refusal(IEnumerable<string> owned, string module, string plan)
    {
        if (modules.IsCore(module))
            return ModuleErrors.CoreAlwaysOn(module);
        if (modules.Find(module) is not { } installed)
            return PlannedApps.All.FirstOrDefault(app => app.Id == module) is { } planned ? ModuleErrors.NotBuilt(planned.Name) : ModuleErrors.Unknown(module);
        if (installed.Manifest.Plan(plan) is null)
            return ModuleErrors.UnknownPlan(plan, installed.Manifest);

        var missing = installed.Manifest.Dependencies.Select(dependency => dependency.Id).Where(id => !modules.IsCore(id) && !owned.Contains(id)).ToList();
        return missing.Count == 0 ? null : ModuleErrors.NeedsFirst(installed.Manifest.Name, missing);
    }

    /// <summary>Everything to be written, the audit entry included, or why not.</summary>
    public Result<IReadOnlyList<NpgsqlBatchCommand>> Subscribe(TenantInfo tenant, string module, string plan, DateTimeOffset? endsAt, Caller caller, RequestInfo request)
    {
        if (Refusal(Owned(tenant), module, plan) is { } refusal)
            return refusal;

        return (NpgsqlBatchCommand[])[.. Commands(tenant.Id, module, plan, endsAt, caller.UserId), Entry(tenant, module, "subscribe", tenant.Subscriptions.GetValueOrDefault(module)?.Plan, plan, caller, request)];
    }

    /// <summary>The statements that subscribe, to be part of the caller's own transaction.</summary>
    public IEnumerable<NpgsqlBatchCommand> Commands(Guid tenant, string module, string plan, DateTimeOffset? endsAt, Guid? by) =>
    [
        Sql.Statement(Upsert, tenant, module, plan, time.GetUtcNow(), new NpgsqlParameter { Value = (object?)endsAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }, Id(by)),
        .. roles.Of(module, tenant),
    ];

    /// <inheritdoc cref="Subscribe"/>
    public Result<IReadOnlyList<NpgsqlBatchCommand>> Unsubscribe(TenantInfo tenant, string module, Caller caller, RequestInfo request)
    {
        if (modules.IsCore(module))
            return ModuleErrors.CoreAlwaysOn(module);
        if (!tenant.Subscriptions.TryGetValue(module, out var subscription) || subscription.Status == Subscription.Cancelled)
            return ModuleErrors.NotOwned(module);
        if (Owned(tenant).FirstOrDefault(id => modules.Find(id)?.Manifest.Dependencies.Any(dependency => dependency.Id == module) == true) is { } dependent)
            return ModuleErrors.NeededBy(module, dependent);

        return (NpgsqlBatchCommand[])[Sql.Statement(Cancel, tenant.Id, module, time.GetUtcNow(), Id(caller.UserId)), Entry(tenant, module, "unsubscribe", subscription.Plan, null, caller, request)];
    }

    /// <summary>Writes by itself, for callers without an operation.</summary>
    public async Task<Error?> Write(Guid tenant, Result<IReadOnlyList<NpgsqlBatchCommand>> change, CancellationToken cancel)
    {
        if (!change.Succeeded)
            return change.Error;

        await databases.System.Execute(change.Value, cancel);
        // The row's trigger tells the other replicas; this one must not wait for the message.
        invalidation.Forget("entitlement", tenant.ToString());
        return null;
    }

    private static IEnumerable<string> Owned(TenantInfo tenant) => tenant.Subscriptions.Values.Where(subscription => subscription.Status != Subscription.Cancelled).Select(subscription => subscription.Module);

    private NpgsqlBatchCommand Entry(TenantInfo tenant, string module, string verb, string? from, string? to, Caller caller, RequestInfo request) => audit.Command(AuditEntry.By(caller, request, $"org.subscriptions.{verb}") with
    {
        TenantId = tenant.Id,
        Resource = $"catalogue.{module}",
        Changes = new JsonObject { ["plan"] = new JsonObject { ["from"] = from, ["to"] = to } }.ToJsonString(),
    });

    private static NpgsqlParameter Id(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}
