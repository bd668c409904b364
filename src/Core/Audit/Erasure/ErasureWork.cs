using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Audit.Erasure;

/// <summary>
/// Carries orders out once their own entry is sealed: blanks the parts, then destroys the salts and says done in one transaction. Blanking can be
/// done twice, so a host that dies in the middle leaves it to the next.
/// </summary>
internal sealed class ErasureWork(DatabaseConnections connections, Databases databases, LogDatabases places, TimeProvider time, ILogger<ErasureWork> log)
{
    private const string Next = """
        SELECT e.tenant_id, e.id, e.user_id FROM public.audit_erasures e
        WHERE e.status = 'ordered' AND EXISTS (SELECT FROM public.audit_logs a JOIN public.audit_leaves l ON l.log = a.tenant_id AND l.entry_id = a.id
            WHERE a.tenant_id = e.tenant_id AND a.resource_id = e.id AND a.action = 'audit.erasures.erase')
        ORDER BY e.created_at LIMIT 1 FOR UPDATE OF e SKIP LOCKED
        """;

    private const string Blank = """
        UPDATE {0} a SET
            actor_name = CASE WHEN p.parts & 1 > 0 THEN 'erased' ELSE a.actor_name END,
            ip = CASE WHEN p.parts & 2 > 0 THEN NULL ELSE a.ip END,
            reason = CASE WHEN p.parts & 4 > 0 THEN NULL ELSE a.reason END,
            changes = CASE WHEN p.parts & 8 > 0 THEN NULL ELSE a.changes END,
            details = CASE WHEN p.parts & 16 > 0 THEN NULL ELSE a.details END
        FROM unnest($1::uuid[], $2::smallint[]) p (id, parts) WHERE a.id = p.id AND a.tenant_id IS NOT DISTINCT FROM $3
        """;

    private sealed record Order(Guid Tenant, Guid Id, Guid? User);

    public async Task CarryOut(CancellationToken cancel)
    {
        while (await CarryOutOne(cancel))
            await Task.Yield();
    }

    private async Task<bool> CarryOutOne(CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var main = lent.Connection;
        await using var transaction = await main.BeginTransactionAsync(cancel);
        if (await main.First(Next, row => new Order(row.GetGuid(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2)), cancel) is not { } order)
            return false;
        var entries = await main.Query("SELECT log, entry_id, parts FROM public.audit_erased WHERE erasure = $1 AND log = ANY($2)", row => (Log: row.GetGuid(0), Id: row.GetGuid(1), Parts: row.GetInt16(2)), cancel,
            order.Id, order.Tenant == TenantInfo.PlatformId ? [order.Tenant, AuditRows.Installation] : new[] { order.Tenant });
        foreach (var one in entries.GroupBy(entry => entry.Log))
        {
            var (ids, parts) = (one.Select(entry => entry.Id).ToArray(), one.Select(entry => entry.Parts).ToArray());
            foreach (var source in await places.Of(one.Key, cancel))
                await BlankIn(source, one.Key, ids, parts, cancel);
            await main.Execute("UPDATE public.audit_leaves SET salt = NULL WHERE log = $1 AND entry_id = ANY($2) AND salt IS NOT NULL", cancel, one.Key, ids);
        }

        var requests = order.User is { } user ? await main.Execute("UPDATE public.audit_requests SET actor_name = 'erased', ip = NULL WHERE tenant_id = $1 AND actor_id = $2 AND (actor_name <> 'erased' OR ip IS NOT NULL)", cancel, order.Tenant, user) : 0;
        if (order.User is { } suspect)
            await main.Execute("UPDATE public.audit_alerts SET evidence = evidence - 'addresses' WHERE tenant_id = $1 AND strpos(subject, $2) > 0", cancel, order.Tenant, suspect.ToString());
        await main.Execute("UPDATE public.audit_erasures SET status = 'done', done_at = $3, updated_at = $3, requests = requests + $4, version = version + 1 WHERE tenant_id = $1 AND id = $2", cancel, order.Tenant, order.Id, time.GetUtcNow(), (long)requests);
        await transaction.CommitAsync(cancel);
        log.LogInformation("Erasure {Erasure} took a person out of {Entries} audit entries and {Requests} requests", order.Id, entries.Count, requests);
        return true;
    }

    /// <summary>Month by month as the owner, because no role of the host may change an entry; the trigger lets nothing through but blanking.</summary>
    private async Task BlankIn(string source, Guid id, Guid[] ids, short[] parts, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner(source, cancel);
        await using var transaction = await owner.BeginTransactionAsync(cancel);
        await owner.Execute("SELECT set_config('ashlar.erasing', 'on', true)", cancel);
        foreach (var table in await owner.Query(PersonalEntries.Tables, row => row.GetString(0), cancel))
            await owner.Execute(Blank.Replace("{0}", table, StringComparison.Ordinal), cancel, ids, parts, new NpgsqlParameter { Value = id == AuditRows.Installation ? DBNull.Value : id, NpgsqlDbType = NpgsqlDbType.Uuid });
        await transaction.CommitAsync(cancel);
    }
}
