using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Backup.Wal;

/// <summary>What the server keeps of its log for a line, and from where on.</summary>
internal sealed record KeptLog(Guid Line, NpgsqlLogSequenceNumber From, int SegmentSize);

/// <summary>
/// The replication slot of the archive. Its name says which line it belongs to: a server that was restored has no slot, so it begins a line of its
/// own and writes over nothing. The server gives a slot up when too much waits in it, rather than fill its disk.
/// </summary>
internal sealed class WalSlot(DatabaseConnections connections)
{
    private const string Prefix = "ashlar_wal_";

    private const string Find = "SELECT slot_name::text, restart_lsn, coalesce(wal_status, 'lost') <> 'lost' FROM pg_replication_slots WHERE slot_name LIKE 'ashlar\\_wal\\_%' AND slot_type = 'physical' ORDER BY slot_name";

    public static string NameOf(Guid line) => $"{Prefix}{line:n}";

    /// <summary>Null where there is none, or where the server gave it up; then <paramref name="lost"/> hears of it.</summary>
    public async Task<KeptLog?> Current(Action<Guid>? lost, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        foreach (var (name, from, there) in await owner.Query(Find, row => (row.GetString(0), row.Optional<NpgsqlLogSequenceNumber?>(1), row.GetBoolean(2)), cancel))
        {
            if (!Guid.TryParse(name[Prefix.Length..], out var line))
                continue;
            if (there && from is { } at)
                return new KeptLog(line, at, await owner.Scalar<int>("SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size'", cancel));
            if (lost is null)
                continue;
            await owner.Execute("SELECT pg_drop_replication_slot($1)", cancel, name);
            lost(line);
        }

        return null;
    }

    public async Task Make(Guid line, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        await owner.Execute("SELECT pg_create_physical_replication_slot($1, true)", cancel, NameOf(line));
    }

    /// <summary>Lets the server throw away what waited for an archive that is switched off.</summary>
    public async Task DropAll(CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        await owner.Execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE 'ashlar\\_wal\\_%' AND slot_type = 'physical' AND NOT active", cancel);
    }

    /// <summary>The moment, and how far the log had been written by then.</summary>
    public async Task<(DateTimeOffset At, NpgsqlLogSequenceNumber End)> Now(CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        return await owner.First("SELECT clock_timestamp(), pg_current_wal_flush_lsn()", row => (row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<NpgsqlLogSequenceNumber>(1)), cancel);
    }
}
