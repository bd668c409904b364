using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;

namespace Ashlar.Core.Audit.Verifying;

/// <summary>Months that were dropped rightly. A row that says so counts only together with the sealed entry it points at, so nobody excuses a deletion with it.</summary>
internal sealed class Archives
{
    public const string Action = "audit.month_archived";

    public static DateOnly MonthOf(DateTime at) => new(at.Year, at.Month, 1);

    public async Task<IReadOnlySet<(string, DateOnly)>> Proven(NpgsqlConnection main, CancellationToken cancel)
    {
        var rows = await main.Query($"""
            SELECT x.database, x.month, x.entries, l.hash, l.salt, {string.Join(", ", AuditRows.Columns.Split(", ").Select(column => $"a.{column}"))} FROM public.audit_archives x
            JOIN public.audit_leaves l ON l.log = $1 AND l.entry_id = x.entry_id
            JOIN public.audit_logs a ON a.tenant_id = l.log AND a.at = l.at AND a.id = l.entry_id
            """, row => (Database: row.GetString(0), Month: DateOnly.FromDateTime(row.GetDateTime(1)), Hash: row.GetFieldValue<byte[]>(3), Salt: row.GetFieldValue<byte[]>(4), Entry: AuditRows.Read(row, 5)), cancel, TenantInfo.PlatformId);
        return rows.Where(row => row.Entry.Action == Action && row.Entry.Reason == Reason(row.Database, row.Month) && row.Entry.Hash(row.Entry.Commitment(row.Salt)).AsSpan().SequenceEqual(row.Hash))
            .Select(row => (row.Database, row.Month)).ToHashSet();
    }

    public static string Reason(string database, DateOnly month) => $"{month:yyyy-MM} of {(database.Length == 0 ? "the main database" : database)}";
}
