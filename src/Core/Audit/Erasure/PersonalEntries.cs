using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Audit.Erasure;

/// <summary>Finds the sealed entries that concern a person, in every database of a log and in archived months.</summary>
internal sealed class PersonalEntries(DatabaseConnections connections, Databases databases, LogDatabases places)
{
    /// <summary>Every table with entries: the months, what waits for one, and months that were archived.</summary>
    public const string Tables = """
        SELECT c.oid::regclass::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'public.audit_logs'::regclass
        UNION ALL SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'audit_archive' AND c.relkind = 'r' AND c.relname LIKE 'audit\_logs\_%'
        """;

    private const string Candidates = """
        WHERE tenant_id IS NOT DISTINCT FROM $1 AND (
            actor_id = $2 OR resource = 'org.users' AND resource_id = $2 OR resource = $3 AND resource_id = $4
            OR action = 'audit.alert_raised' AND strpos(reason, $2::text) > 0
            OR EXISTS (SELECT FROM unnest($5::text[]) t WHERE strpos(lower(concat_ws(' ', actor_name, reason, changes::text, details::text)), lower(t)) > 0))
        """;

    public async Task<IReadOnlyList<ErasedEntry>> Of(Guid log, Subject subject, CancellationToken cancel)
    {
        var found = new Dictionary<Guid, ErasedEntry>();
        foreach (var source in await places.Of(log, cancel))
        {
            // Months lie under policies that bind their owner only through the whole table; each by itself is his.
            await using var owner = await connections.OpenOwner(source, cancel);
            foreach (var table in await owner.Query(Tables, row => row.GetString(0), cancel))
            {
                foreach (var entry in await owner.Query($"SELECT {AuditRows.Columns} FROM {table} {Candidates}", AuditRows.Read, cancel,
                    Or(log == AuditRows.Installation ? null : log, NpgsqlDbType.Uuid), Or(subject.UserId, NpgsqlDbType.Uuid), Or(subject.Resource, NpgsqlDbType.Text), Or(subject.RowId, NpgsqlDbType.Uuid), subject.Texts.ToArray()))
                {
                    if (subject.PartsOf(entry) is not ErasedParts.None and var parts)
                        found[entry.Id] = new ErasedEntry(entry.Id, parts, entry.Without(parts).Rest());
                }
            }
        }

        var have = await databases.System.Query("SELECT entry_id FROM public.audit_leaves WHERE log = $1 AND entry_id = ANY($2)", row => row.GetGuid(0), cancel, log, found.Keys.ToArray());
        return [.. have.Select(id => found[id])];
    }

    private static NpgsqlParameter Or(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
