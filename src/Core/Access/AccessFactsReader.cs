using System.Text.Json;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Access;

/// <summary>Reads in one round trip what decides a user's permissions in a tenant.</summary>
internal sealed class AccessFactsReader(Databases databases)
{
    private const string Member = "SELECT status, traits FROM public.org_users WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL";

    private const string BreakGlass = "SELECT expires_at FROM public.protection_break_glass WHERE tenant_id = $1 AND user_id = $2 AND ended_at IS NULL ORDER BY expires_at DESC LIMIT 1";

    private const string Groups = """
        SELECT g.traits FROM public.org_group_members m JOIN public.org_groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
        WHERE m.tenant_id = $1 AND m.user_id = $2 AND m.deleted_at IS NULL AND g.deleted_at IS NULL AND cardinality(g.traits) > 0
        """;

    private const string Clients = """
        WITH RECURSIVE up AS (
            SELECT id, parent_id FROM public.org_clients WHERE tenant_id = $1 AND id = $3 AND $2::uuid IS NOT NULL AND deleted_at IS NULL
            UNION
            SELECT c.id, c.parent_id FROM public.org_clients c JOIN up ON c.id = up.parent_id WHERE c.tenant_id = $1)
        SELECT id FROM up
        """;

    private const string Units = """
        WITH RECURSIVE up AS (
            SELECT n.id, n.parent_id FROM public.org_units n JOIN public.org_users u ON u.tenant_id = n.tenant_id AND u.unit_id = n.id
            WHERE n.tenant_id = $1 AND u.id = $2 AND n.deleted_at IS NULL
            UNION
            SELECT n.id, n.parent_id FROM public.org_units n JOIN up ON n.id = up.parent_id WHERE n.tenant_id = $1)
        SELECT id FROM up
        """;

    private const string Grants = """
        SELECT x.id, CASE WHEN x.user_id IS NULL THEN 'group:' || g.name ELSE 'direct' END, x.permission, x.effect, x.resource_id::uuid, x.client_id, x.unit_id, x.expires_at,
               r.id, r.code, r.name, r.app, r.allow, r.deny, r.rules, x.resource
        FROM public.rbac_grants x
        LEFT JOIN public.org_groups g ON g.tenant_id = x.tenant_id AND g.id = x.group_id AND g.deleted_at IS NULL
        LEFT JOIN public.rbac_roles r ON r.tenant_id = x.tenant_id AND r.id = x.role_id AND r.deleted_at IS NULL
        WHERE x.tenant_id = $1 AND x.deleted_at IS NULL AND (x.role_id IS NULL OR r.id IS NOT NULL)
          AND (x.user_id = $2 OR g.id IN (SELECT m.group_id FROM public.org_group_members m WHERE m.tenant_id = $1 AND m.user_id = $2 AND m.deleted_at IS NULL))
        ORDER BY x.id
        """;

    public async Task<AccessFacts> Read(Guid userId, Guid tenantId, Guid? clientId, CancellationToken cancel)
    {
        var statements = new List<NpgsqlBatchCommand>();
        foreach (var sql in (ReadOnlySpan<string>)[Member, Groups, Clients, Units, Grants, BreakGlass])
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenantId });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = userId });
            if (sql == Clients)
                command.Parameters.Add(new NpgsqlParameter { Value = (object?)clientId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
            statements.Add(command);
        }

        return await databases.System.Read(statements, reader => Facts(reader, cancel), cancel);
    }

    private static async Task<AccessFacts> Facts(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var member = false;
        var traits = new List<string>();
        while (await reader.ReadAsync(cancel))
        {
            member = reader.GetString(0) == "active";
            traits.AddRange(reader.GetFieldValue<string[]>(1));
        }

        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            traits.AddRange(reader.GetFieldValue<string[]>(0));

        await reader.NextResultAsync(cancel);
        var clients = await Ids(reader, cancel);
        await reader.NextResultAsync(cancel);
        var units = await Ids(reader, cancel);
        await reader.NextResultAsync(cancel);
        var grants = new List<GrantFact>();
        while (await reader.ReadAsync(cancel))
            grants.Add(Grant(reader));
        await reader.NextResultAsync(cancel);
        DateTimeOffset? emergency = await reader.ReadAsync(cancel) ? reader.GetFieldValue<DateTimeOffset>(0) : null;

        return new AccessFacts { Member = member, Traits = [.. traits.Distinct()], Clients = clients, Units = units, Grants = grants, BreakGlassUntil = emergency };
    }

    /// <summary>The client a member is confined to.</summary>
    public Task<Guid?> ClientOf(Guid userId, Guid tenantId, CancellationToken cancel) =>
        databases.System.Scalar<Guid?>("SELECT client_id FROM public.org_users WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL", cancel, tenantId, userId);

    public Task<bool> IsMember(Guid userId, Guid tenantId, Guid? clientId, CancellationToken cancel) => databases.System.Scalar<bool>(
        "SELECT EXISTS (SELECT FROM public.org_users WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL AND ($3::uuid IS NULL OR client_id = $3))", cancel, tenantId, userId, new NpgsqlParameter { Value = (object?)clientId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });

    private static async Task<HashSet<Guid>> Ids(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync(cancel))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private static GrantFact Grant(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.IsDBNull(8) ? null : Role(row), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3) == "deny",
        row.IsDBNull(15) ? null : row.GetString(15), OptionalId(row, 4), OptionalId(row, 5), OptionalId(row, 6), row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7));

    private static RoleFact Role(NpgsqlDataReader row) => new(
        row.GetGuid(8), row.GetString(9), row.GetString(10), row.IsDBNull(11) ? null : row.GetString(11),
        row.GetFieldValue<string[]>(12), row.GetFieldValue<string[]>(13), row.IsDBNull(14) ? null : JsonElement.Parse(row.GetString(14)));

    private static Guid? OptionalId(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
}
