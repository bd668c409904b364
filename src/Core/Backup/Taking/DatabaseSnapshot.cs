using System.Data;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Backup.Taking;

/// <summary>One database as it was at one moment, however long reading takes and whatever others write meanwhile.</summary>
internal sealed class DatabaseSnapshot : IAsyncDisposable
{
    /// <summary>Values are written and read in the same form on every server.</summary>
    public const string Form = "SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 3; SET bytea_output = 'hex'";

    private const string Own = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

    // What migrations ran is kept beside the rows: it makes the tables, and is written anew by that.
    private const string Tables = $"""
        SELECT n.nspname, c.relname, coalesce(i.indnkeyatts, 0)::int,
            array_agg(a.attname::text ORDER BY coalesce(array_position(i.indkey::int2[], a.attnum), 10000), a.attnum),
            array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY coalesce(array_position(i.indkey::int2[], a.attnum), 10000), a.attnum),
            array_agg(a.attnotnull ORDER BY coalesce(array_position(i.indkey::int2[], a.attnum), 10000), a.attnum)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {Own} AND NOT (n.nspname = 'public' AND c.relname = 'schema_migrations')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        GROUP BY n.nspname, c.relname, i.indnkeyatts ORDER BY n.nspname, c.relname
        """;

    private const string Partitions = $"""
        SELECT n.nspname, c.relname, format('%I.%I', pn.nspname, p.relname), pg_get_expr(c.relpartbound, c.oid)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_inherits h ON h.inhrelid = c.oid JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
        WHERE c.relispartition AND c.relkind = 'r' AND {Own} ORDER BY c.relname
        """;

    private const string Sequences = $"SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND {Own} ORDER BY 1, 2";

    private readonly NpgsqlConnection _owner;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _name;

    private DatabaseSnapshot(string name, NpgsqlConnection owner, NpgsqlTransaction transaction) => (_name, _owner, _transaction) = (name, owner, transaction);

    public NpgsqlConnection Connection => _owner;

    /// <summary>The moment of the snapshot by the server's clock.</summary>
    public DateTime At { get; private init; }

    public static async Task<DatabaseSnapshot> Open(DatabaseConnections connections, string name, CancellationToken cancel)
    {
        var owner = await connections.OpenOwner(name, cancel);
        await owner.Execute(Form, cancel);
        var transaction = await owner.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await owner.Execute("SET TRANSACTION READ ONLY", cancel);
        // The first query takes the snapshot.
        return new DatabaseSnapshot(name, owner, transaction) { At = await owner.Scalar<DateTime>("SELECT clock_timestamp()", cancel) };
    }

    public async Task<DatabaseContent> Read(PackWriter pack, Action<string> progress, CancellationToken cancel)
    {
        var migrations = await _owner.Query("SELECT schema, module, name, checksum FROM public.schema_migrations ORDER BY applied_at, name",
            row => new RanMigration(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), cancel);
        var partitions = await _owner.Query(Partitions, row => new PartitionContent(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), cancel);
        var sequences = new List<SequenceContent>();
        foreach (var (schema, name) in await _owner.Query(Sequences, row => (row.GetString(0), row.GetString(1)), cancel))
            sequences.AddRange(await _owner.Query($"SELECT last_value, is_called FROM {TableContent.Quote(schema)}.{TableContent.Quote(name)}", row => new SequenceContent(schema, name, row.GetInt64(0), row.GetBoolean(1)), cancel));
        var tables = new List<TableContent>();
        foreach (var (table, key) in await _owner.Query(Tables, Describe, cancel))
        {
            progress(table.Name);
            tables.Add(await Read(table, key, pack, cancel));
        }

        return new DatabaseContent(_name, migrations, partitions, sequences, tables);
    }

    private async Task<TableContent> Read(TableContent table, int key, PackWriter pack, CancellationToken cancel)
    {
        var order = key > 0 ? $" ORDER BY {string.Join(", ", Enumerable.Range(1, key))}" : "";
        var blocks = new RowBlocks(pack, key);
        using (var rows = await _owner.BeginTextExportAsync($"COPY (SELECT {table.ColumnList} FROM {table.Quoted}{order}) TO STDOUT", cancel))
        {
            while (await rows.ReadLineAsync(cancel) is { } line)
                await blocks.Add(line, cancel);
        }

        return table with { Blocks = await blocks.Finish(cancel), Rows = blocks.Rows };
    }

    private static (TableContent Table, int Key) Describe(NpgsqlDataReader row)
    {
        var (names, types, required) = (row.GetFieldValue<string[]>(3), row.GetFieldValue<string[]>(4), row.GetFieldValue<bool[]>(5));
        return (new TableContent(row.GetString(0), row.GetString(1), [.. names.Select((name, index) => new ColumnContent(name, types[index], required[index]))], 0, []), row.GetInt32(2));
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _owner.DisposeAsync();
    }
}
