using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>
/// Brings entries that are written in the main database (people, roles, settings, refusals) beside the others of a tenant that has a
/// database of its own, once they are sealed. Lists and exports then show one log; a copy is the same entry, under the same seal.
/// </summary>
internal sealed class EntryCopies(Databases databases, LogDatabases places)
{
    private const int Batch = 1_000;

    private const string Names = "tenant_id, id, at, client_id, actor_id, actor_name, actor_kind, action, resource, resource_id, result, changes, version, request_id, ip, reason, trace_id, details, module, key_id";

    private const string Waiting = """
        SELECT l.position, to_jsonb(a) - 'xid' FROM public.audit_leaves l JOIN public.audit_logs a ON a.tenant_id = l.log AND a.at = l.at AND a.id = l.entry_id
        WHERE l.log = $1 AND l.source = '' AND l.position > $2 ORDER BY l.position LIMIT $3
        """;

    private const string Put = $"""
        INSERT INTO public.audit_logs ({Names})
        SELECT {Names} FROM jsonb_populate_recordset(NULL::public.audit_logs, $1) c
        WHERE NOT EXISTS (SELECT FROM public.audit_logs a WHERE a.tenant_id = c.tenant_id AND a.at = c.at AND a.id = c.id)
        """;

    public async Task CopyAll(CancellationToken cancel)
    {
        foreach (var tenant in await places.Apart(cancel))
        {
            while (await CopySome(tenant, cancel) == Batch)
                await Task.Yield();
        }
    }

    private async Task<int> CopySome(TenantInfo tenant, CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var main = lent.Connection;
        var from = await main.Scalar<long?>("SELECT position FROM public.audit_copies WHERE log = $1", cancel, tenant.Id) ?? -1;
        var rows = await main.Query(Waiting, row => (Position: row.GetInt64(0), Row: row.GetString(1)), cancel, tenant.Id, from, Batch);
        if (rows.Count == 0)
            return 0;
        await databases.SystemOf(tenant.Placement.Database).Execute(Put, cancel, new NpgsqlParameter { Value = $"[{string.Join(',', rows.Select(row => row.Row))}]", NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        await main.Execute("INSERT INTO public.audit_copies (log, position) VALUES ($1, $2) ON CONFLICT (log) DO UPDATE SET position = EXCLUDED.position", cancel, tenant.Id, rows[^1].Position);
        return rows.Count;
    }
}
