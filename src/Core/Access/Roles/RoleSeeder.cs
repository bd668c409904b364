using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Access.Roles;

/// <summary>Writes the roles that come with the product and with apps. Repeating it brings them up to date.</summary>
internal sealed class RoleSeeder(ModuleRegistry modules, TimeProvider time)
{
    private const string Upsert = """
        INSERT INTO public.rbac_roles (tenant_id, id, code, name, description, app, builtin, allow, rules, created_at, updated_at, version)
        SELECT t, gen_random_uuid(), $2, $3, $4, $5, true, $6, $7, $8, $8, 1 FROM unnest($1::uuid[]) AS t
        ON CONFLICT (tenant_id, code) WHERE deleted_at IS NULL DO UPDATE
        SET name = EXCLUDED.name, description = EXCLUDED.description, allow = EXCLUDED.allow, rules = EXCLUDED.rules, updated_at = EXCLUDED.updated_at, version = rbac_roles.version + 1
        WHERE rbac_roles.builtin AND (rbac_roles.name, rbac_roles.allow, rbac_roles.rules) IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.allow, EXCLUDED.rules)
        """;

    /// <summary>The roles of the product itself.</summary>
    public IEnumerable<NpgsqlBatchCommand> Builtin(params IReadOnlyList<Guid> tenants) =>
        BuiltinRoles.All.Select(role => Command(tenants, role.Code, role.Name, role.Description, null, role.Allow, null));

    /// <summary>The roles that a module offers, under codes such as <c>crm.sales</c>.</summary>
    public IEnumerable<NpgsqlBatchCommand> Of(string module, params IReadOnlyList<Guid> tenants) => (modules.Find(module)?.Definition.Roles ?? []).Select(role =>
        Command(tenants, $"{module}.{role.Code}", role.Name, null, module, [.. role.Allow], role.Rules.Count == 0 ? null : RuleFilter.Write(role.Rules).ToJsonString()));

    /// <summary>Brings the roles of every tenant up to date with this version of the product.</summary>
    public async Task Refresh(NpgsqlDataSource system, CancellationToken cancel)
    {
        var tenants = await system.Query("SELECT id FROM public.tenants WHERE status <> 'failed'", row => row.GetGuid(0), cancel);
        var subscribed = (await system.Query("SELECT module, tenant_id FROM public.subscriptions WHERE status <> 'cancelled'", row => (Module: row.GetString(0), Tenant: row.GetGuid(1)), cancel)).ToLookup(row => row.Module, row => row.Tenant);
        await system.Execute([.. Builtin([.. tenants]), .. subscribed.SelectMany(module => Of(module.Key, [.. module]))], cancel);
    }

    private NpgsqlBatchCommand Command(IReadOnlyList<Guid> tenants, string code, string name, string? description, string? app, string[] allow, string? rules) => Sql.Statement(
        Upsert, tenants.ToArray(), code, name, Text(description), Text(app), allow, new NpgsqlParameter { Value = (object?)rules ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb }, time.GetUtcNow());

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
