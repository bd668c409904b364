using System.Text.Json;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;

namespace Ashlar.Core.Audit.Erasure;

/// <summary>
/// Erasures that count. An order counts only when its own entry is as it was sealed and bears the digest of what the order names, so nobody
/// excuses a change by writing rows.
/// </summary>
internal static class ProvenErasures
{
    private static readonly string _entry = string.Join(", ", AuditRows.Columns.Split(", ").Select(column => $"a.{column}"));

    private sealed record Order(Guid Id, byte[] Hash, byte[]? Salt, Proofs.AuditLeaf Entry);

    /// <summary>By entry, the hash of what the last order that named it leaves.</summary>
    public static async Task<Dictionary<Guid, byte[]>> Of(NpgsqlConnection main, Guid log, CancellationToken cancel)
    {
        var proven = new Dictionary<Guid, byte[]>();
        var tenant = log == AuditRows.Installation ? TenantInfo.PlatformId : log;
        var orders = await main.Query($"""
            SELECT e.id, l.hash, l.salt, {_entry} FROM public.audit_erasures e
            JOIN public.audit_logs a ON a.tenant_id = e.tenant_id AND a.resource_id = e.id AND a.action = '{ErasePersonHandler.Action}'
            JOIN public.audit_leaves l ON l.log = a.tenant_id AND l.entry_id = a.id WHERE e.tenant_id = $1 ORDER BY l.position
            """, row => new Order(row.GetGuid(0), row.GetFieldValue<byte[]>(1), row.Optional<byte[]>(2), AuditRows.Read(row, 3)), cancel, tenant);
        foreach (var order in orders)
        {
            var named = await main.Query("SELECT log, entry_id, parts, rest FROM public.audit_erased WHERE erasure = $1",
                row => (Log: row.GetGuid(0), Entry: new ErasedEntry(row.GetGuid(1), (ErasedParts)row.GetInt16(2), row.GetFieldValue<byte[]>(3))), cancel, order.Id);
            if (order.Salt is null || !order.Entry.Hash(order.Entry.Commitment(order.Salt)).AsSpan().SequenceEqual(order.Hash) || DigestOf(order.Entry.Details) != Erasing.Digest(named.Select(one => one.Entry)))
                continue;
            foreach (var (_, entry) in named.Where(one => one.Log == log))
                proven[entry.Id] = entry.Rest;
        }

        return proven;
    }

    private static string? DigestOf(string? details)
    {
        if (details is null)
            return null;
        using var json = JsonDocument.Parse(details);
        return json.RootElement.TryGetProperty("digest", out var digest) ? digest.GetString() : null;
    }
}
