using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>Where a sealed entry is.</summary>
internal sealed record SealedPlace(long Position, Guid Id, DateTime At, string Source);

/// <summary>Reads entries by their seals.</summary>
internal sealed class SealedRows(Databases databases)
{
    private const string Rows = $"SELECT {AuditRows.Columns} FROM public.audit_logs WHERE tenant_id IS NOT DISTINCT FROM $1 AND at BETWEEN $2 AND $3 AND id = ANY($4)";

    /// <summary>Those that are there; entries of archived months are not.</summary>
    public async Task<Dictionary<(string Source, Guid Id), AuditLeaf>> Of(Guid log, IReadOnlyCollection<SealedPlace> places, CancellationToken cancel)
    {
        var rows = new Dictionary<(string, Guid), AuditLeaf>();
        foreach (var wanted in places.GroupBy(place => place.Source))
        {
            foreach (var row in await databases.SystemOf(wanted.Key).Query(Rows, AuditRows.Read, cancel,
                new NpgsqlParameter { Value = log == AuditRows.Installation ? DBNull.Value : log, NpgsqlDbType = NpgsqlDbType.Uuid }, wanted.Min(place => place.At), wanted.Max(place => place.At), wanted.Select(place => place.Id).ToArray()))
                rows[(wanted.Key, row.Id)] = row;
        }

        return rows;
    }
}
