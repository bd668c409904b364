using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>What the operator asks for.</summary>
internal sealed record NewTenant(string Code, string Name, string AdminEmail, string AdminName, Isolation Isolation = Isolation.Shared, string[]? Apps = null, string? Trade = null, string[]? Hosts = null, Dictionary<string, long>? Limits = null);

/// <summary>Makes a tenant whole or not at all: when a step fails, what the steps before it made is taken back and the record says why.</summary>
internal sealed class Provisioner(Databases databases, Migrator migrator, PlacementRemoval removal, RoleSeeder roles, Subscriptions subscriptions, ModuleRegistry modules, ITenantAdmins admins,
    TenantDirectory tenants, Invalidation invalidation, AuditLog audit, ILogger<Provisioner> log)
{
    private const string Insert = """
        INSERT INTO public.tenants (id, code, name, status, isolation, database, schema, hosts, trade, admin_email, admin_name, apps, limits, provisioning, created_by, updated_by)
        VALUES ($1, $2, $3, 'provisioning', $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13::jsonb, $14, $14)
        """;

    // Whoever moves the row out of 'failed' runs it; a second one at the same time finds nothing.
    private const string Again = """
        UPDATE public.tenants SET status = 'provisioning', status_reason = NULL, provisioning = $2::jsonb, version = version + 1
        WHERE id = $1 AND (status = 'failed' OR (status = 'provisioning' AND updated_at < now() - interval '10 minutes'))
        RETURNING code, name, admin_email, admin_name, isolation, apps
        """;

    /// <summary>Checks everything that can be checked before anything is made.</summary>
    public async Task<Error?> Refusal(NewTenant wanted, CancellationToken cancel)
    {
        if ((TenantChecks.Code(wanted.Code) ?? TenantChecks.Hosts(wanted.Hosts ?? [])) is { } malformed)
            return malformed;
        if (string.IsNullOrWhiteSpace(wanted.Name) || string.IsNullOrWhiteSpace(wanted.AdminName))
            return CoreErrors.Validation(string.IsNullOrWhiteSpace(wanted.Name) ? "name" : "admin_name", "Is required.", "required");
        if (!System.Net.Mail.MailAddress.TryCreate(wanted.AdminEmail, out var address) || address.Address != wanted.AdminEmail)
            return CoreErrors.Validation("admin_email", "Must be an e-mail address.");
        if (wanted.Limits?.Values.Any(limit => limit < 0) == true)
            return CoreErrors.Validation("limits", "A limit is 0 or more.");

        var owned = wanted.Apps ?? [];
        foreach (var app in owned)
        {
            if (subscriptions.Refusal(owned, app, FirstPlan(app)) is { } refusal)
                return refusal with { Field = "apps" };
        }

        foreach (var host in wanted.Hosts ?? [])
        {
            if (await tenants.ByHost(host, cancel) is not null)
                return CoreErrors.Validation("hosts", $"{host} leads to another organisation.", "duplicate");
        }

        return await tenants.ByCode(wanted.Code, cancel) is null ? null : CoreErrors.Duplicate with { Message = $"There is an organisation '{wanted.Code}' already.", Field = "code" };
    }

    /// <summary>Makes the tenant. The record says how it went; an exception means that not even the record could be written.</summary>
    public async Task<(Guid Id, ProvisioningRecord Record)> Create(NewTenant wanted, Caller caller, RequestInfo request, CancellationToken cancel)
    {
        var (id, placement, record) = (Ids.New(), PlacementOf(wanted.Code, wanted.Isolation), new ProvisioningRecord());
        record.Done("row");
        await databases.System.Execute(
        [
            Sql.Statement(Insert, id, wanted.Code, wanted.Name, wanted.Isolation.ToString().ToLowerInvariant(), placement.Database, placement.Schema, wanted.Hosts ?? [], Text(wanted.Trade),
                wanted.AdminEmail, wanted.AdminName, wanted.Apps ?? [], System.Text.Json.JsonSerializer.Serialize(wanted.Limits ?? []), record.Json(), caller.UserId!.Value),
            audit.Command(AuditEntry.By(caller, request, "platform.tenants.create") with { Resource = "platform.tenants", ResourceId = id, Reason = wanted.Code }),
        ], cancel);

        // From here on it runs to an end, good or bad, even when the caller hangs up.
        await Run(id, wanted, placement, record, caller);
        return (id, record);
    }

    /// <summary>Tries again what failed, as it was asked for; null when there is nothing of the kind.</summary>
    public async Task<ProvisioningRecord?> Retry(Guid id, Caller caller, RequestInfo request, CancellationToken cancel)
    {
        var record = new ProvisioningRecord();
        record.Done("row");
        var wanted = await databases.System.First(Again, row => new NewTenant(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Enum.Parse<Isolation>(row.GetString(4), ignoreCase: true), row.GetFieldValue<string[]>(5)), cancel, id, record.Json());
        if (wanted is null)
            return null;

        await audit.Write(AuditEntry.By(caller, request, "platform.tenants.retry") with { Resource = "platform.tenants", ResourceId = id, Reason = wanted.Code }, cancel);
        await Run(id, wanted, PlacementOf(wanted.Code, wanted.Isolation), record, caller);
        return record;
    }

    private async Task Run(Guid id, NewTenant wanted, Placement placement, ProvisioningRecord record, Caller caller)
    {
        var (step, made) = ("placement", false);
        try
        {
            if (wanted.Isolation != Isolation.Shared)
            {
                if (await removal.Exists(placement, CancellationToken.None))
                    throw new InvalidOperationException($"The {wanted.Isolation.ToString().ToLowerInvariant()} of this organisation exists already. Look whose it is and remove or rename it.");
                made = true;
                await migrator.MigratePlacement(placement, CancellationToken.None);
            }

            await Passed("placement", id, record);

            step = "roles";
            await Write([.. roles.Builtin(id)]);
            await Passed("roles", id, record);

            step = "subscriptions";
            await Write([.. (wanted.Apps ?? []).SelectMany(app => subscriptions.Commands(id, app, FirstPlan(app), null, caller.UserId))]);
            await Passed("subscriptions", id, record);

            // The row carries them since it was written; here they begin to hold.
            step = "limits";
            invalidation.Forget("tenant", id.ToString());
            var tenant = await tenants.ById(id, CancellationToken.None) ?? throw new InvalidOperationException("The tenant's row is gone.");
            await Passed("limits", id, record);

            step = "administrator";
            var role = await databases.System.Scalar<Guid>("SELECT id FROM public.rbac_roles WHERE tenant_id = $1 AND code = $2 AND builtin", CancellationToken.None, id, BuiltinRoles.Admin);
            record.InviteLink = await admins.Invite(tenant, wanted.AdminEmail, wanted.AdminName, role, CancellationToken.None);
            record.Done("administrator");
            record.State = "succeeded";
            await Save(id, record, "active", null);
        }
        catch (Exception failure)
        {
            log.LogError(failure, "Making the tenant {Code} failed at {Step}", wanted.Code, step);
            await TakeBack(id, made ? placement : null, record, step, failure);
        }

        invalidation.Forget("tenant", id.ToString());
    }

    private async Task TakeBack(Guid id, Placement? made, ProvisioningRecord record, string step, Exception failure)
    {
        record.Failed(step, failure.Message);
        try
        {
            if (made is not null)
                await removal.Remove(made, CancellationToken.None);
            await Write([.. TablesOfATenant.Select(table => Sql.Statement($"DELETE FROM public.{table} WHERE tenant_id = $1", id))]);
        }
        catch (Exception again)
        {
            log.LogError(again, "Taking back what was made of the tenant {Id} failed too", id);
            record.Steps.Single(known => known.Name == step).Error += $" Cleaning up failed as well: {again.Message}";
        }

        await Save(id, record, "failed", $"{step}: {failure.Message}");
    }

    /// <summary>Rows of a new tenant in the control plane, in the order in which they can go.</summary>
    private static readonly IReadOnlyList<string> TablesOfATenant = ["schedules", "rbac_grants", "rbac_roles", "subscriptions", "identity_one_time_tokens", "org_users"];

    private async Task Passed(string step, Guid id, ProvisioningRecord record)
    {
        record.Done(step);
        await Save(id, record, "provisioning", null);
    }

    private Task<int> Save(Guid id, ProvisioningRecord record, string status, string? reason) => databases.System.Execute(
        "UPDATE public.tenants SET status = $2, status_reason = $3, provisioning = $4::jsonb, updated_at = now(), version = version + 1 WHERE id = $1", CancellationToken.None, id, status, Text(reason), record.Json());

    private Task Write(IReadOnlyList<NpgsqlBatchCommand> commands) => databases.System.Execute(commands, CancellationToken.None);

    private string FirstPlan(string app) => modules.Find(app)?.Manifest.Plans is [var first, ..] ? first.Id : "";

    private Placement PlacementOf(string code, Isolation isolation) => isolation switch
    {
        Isolation.Schema => new Placement("", $"tenant_{code.Replace('-', '_')}"),
        Isolation.Database => removal.OwnDatabase($"tenant_{code.Replace('-', '_')}"),
        _ => Placement.Shared,
    };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
