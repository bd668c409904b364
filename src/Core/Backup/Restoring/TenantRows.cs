using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Taking;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Backup.Restoring;

/// <summary>
/// Replaces the rows of one organisation in one database, in one transaction. Others' rows are neither read nor locked. Foreign keys rest for this
/// session alone; rows that would point at nothing afterwards, such as a membership of a person who is gone, are taken out and counted.
/// </summary>
internal sealed class TenantRows(NpgsqlConnection owner, Guid tenant, DatabaseContent content, Placement placement, PackReader packs)
{
    private readonly Dictionary<string, long> _expected = new(StringComparer.Ordinal);

    public long Rows => _expected.Values.Sum();

    public int Tables => _expected.Count;

    /// <summary>Rows left out, by table.</summary>
    public SortedDictionary<string, long> LeftOut { get; } = new(StringComparer.Ordinal);

    /// <param name="before">Runs when what comes back stands in the tables <c>back_{name}</c> and nothing has changed yet.</param>
    public async Task Replace(Func<NpgsqlConnection, Task>? before, Func<NpgsqlConnection, Task>? after, CancellationToken cancel)
    {
        await owner.Execute(DatabaseSnapshot.Form, cancel);
        await DatabaseLoad.BeQuiet(owner, cancel);
        await using var transaction = await owner.BeginTransactionAsync(cancel);
        var tables = await Stage(cancel);
        if (before is not null)
            await before(owner);
        foreach (var (table, _) in tables)
            await owner.Execute($"DELETE FROM {table.Quoted} WHERE tenant_id = $1", cancel, tenant);
        foreach (var (table, columns) in tables)
            await owner.Execute($"INSERT INTO {table.Quoted} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {Staged(table)}", cancel);
        await TakeOutOrphans([.. tables.Select(pair => Unquoted(pair.Table))], cancel);
        if (after is not null)
            await after(owner);
        _expected.Clear();
        foreach (var (table, _) in tables)
            _expected[table.Quoted] = await Count(table.Quoted, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Whether the rows are still those: false when a request that had begun before wrote in between.</summary>
    public async Task<bool> Holds(CancellationToken cancel)
    {
        foreach (var (table, rows) in _expected)
        {
            if (await Count(table, cancel) != rows)
                return false;
        }

        return true;
    }

    public static string Staged(string table) => $"pg_temp.{TableContent.Quote($"back_{table}")}";

    private static string Staged(TableContent table) => Staged(table.Name);

    /// <summary>How PostgreSQL prints the name, as <see cref="ForeignKeys"/> does.</summary>
    private static string Unquoted(TableContent table) => $"{table.Schema}.{table.Name}";

    private Task<long> Count(string table, CancellationToken cancel) => owner.Scalar<long>($"SELECT count(*) FROM {table} WHERE tenant_id = $1", cancel, tenant);

    private async Task<List<(TableContent Table, string Columns)>> Stage(CancellationToken cancel)
    {
        var staged = new List<(TableContent, string)>();
        foreach (var (table, column) in TenantTables.Of(content, placement))
        {
            var now = await owner.Query("SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''", row => row.GetString(0), cancel, table.Quoted);
            if (now.Count == 0)
                continue;
            await owner.Execute($"CREATE TEMP TABLE {TableContent.Quote($"back_{table.Name}")} ({string.Join(", ", table.Columns.Select(one => $"{TableContent.Quote(one.Name)} {one.Type}"))}) ON COMMIT DROP", cancel);
            await DatabaseLoad.Fill(owner, table, Staged(table), packs, line => Belongs(line, column), cancel);
            staged.Add((table, string.Join(", ", table.Columns.Where(one => now.Contains(one.Name)).Select(one => TableContent.Quote(one.Name)))));
        }

        return staged;
    }

    private bool Belongs(string line, int column)
    {
        var rest = line.AsSpan();
        for (var skip = column; skip > 0; skip--)
            rest = rest[(rest.IndexOf('\t') + 1)..];
        var end = rest.IndexOf('\t');
        return rest[..(end < 0 ? rest.Length : end)].SequenceEqual(tenant.ToString());
    }

    private async Task TakeOutOrphans(HashSet<string> replaced, CancellationToken cancel)
    {
        var keys = (await ForeignKeys.Read(owner, cancel)).Where(key => replaced.Contains(key.Child) || replaced.Contains(key.Parent)).ToList();
        int gone;
        do
        {
            gone = 0;
            foreach (var key in keys)
            {
                var count = await owner.Execute($"DELETE FROM {key.Child} c WHERE c.tenant_id = $1 AND {key.Orphans}", cancel, tenant);
                if (count > 0)
                    LeftOut[key.Child] = LeftOut.GetValueOrDefault(key.Child) + count;
                gone += count;
            }
        }
        while (gone > 0);
    }
}
