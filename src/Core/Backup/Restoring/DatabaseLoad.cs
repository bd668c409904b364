using System.Text;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Taking;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Backup.Restoring;

/// <summary>Fills a database of a backup: the migrations it had make the tables, the blocks fill them.</summary>
internal sealed class DatabaseLoad(DatabaseConnections connections, Migrator migrator)
{
    /// <summary>Triggers and foreign keys rest while rows come in table by table; foreign keys are checked afterwards.</summary>
    private const string Quiet = "SET session_replication_role = replica";

    /// <param name="database">The empty database to fill; empty for the main one.</param>
    /// <returns>What is wrong with what was loaded; nothing, if all is well.</returns>
    public async Task<IReadOnlyList<string>> Run(string database, DatabaseContent content, PackReader packs, CancellationToken cancel)
    {
        await migrator.Rebuild(database, content.Name.Length == 0, content.Migrations, cancel);
        await using var owner = await connections.OpenOwner(database, cancel);
        await owner.Execute(DatabaseSnapshot.Form, cancel);
        await BeQuiet(owner, cancel);
        await using var transaction = await owner.BeginTransactionAsync(cancel);
        await MakeWhatMigrationsDoNot(owner, content, cancel);
        // What migrations put in is in the backup too, as it had become.
        await owner.Execute($"TRUNCATE {string.Join(", ", content.Tables.Select(table => table.Quoted))}", cancel);
        var problems = new List<string>();
        foreach (var table in content.Tables)
        {
            await Fill(owner, table, packs, cancel);
            var rows = await owner.Scalar<long>($"SELECT count(*) FROM {table.Quoted}", cancel);
            if (rows != table.Rows)
                problems.Add($"{table.Schema}.{table.Name} has {rows} rows instead of {table.Rows}.");
        }

        foreach (var sequence in content.Sequences)
            await owner.Execute("SELECT setval($1::regclass, $2, $3)", cancel, $"{TableContent.Quote(sequence.Schema)}.{TableContent.Quote(sequence.Name)}", sequence.Value, sequence.Called);
        problems.AddRange(await ForeignKeys.Broken(owner, cancel));
        await transaction.CommitAsync(cancel);
        await owner.Execute("ANALYZE", cancel);
        return problems;
    }

    public static async Task BeQuiet(NpgsqlConnection owner, CancellationToken cancel)
    {
        try
        {
            await owner.Execute(Quiet, cancel);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new BackupUnreadableException("The owner in ASHLAR_DATABASE may not restore. Let it, as a superuser: GRANT SET ON PARAMETER session_replication_role TO the owner.");
        }
    }

    /// <summary>Writes rows as they are in the backup, or those that are wanted.</summary>
    public static async Task<long> Fill(NpgsqlConnection owner, TableContent table, string target, PackReader packs, Func<string, bool>? wanted, CancellationToken cancel)
    {
        var written = 0L;
        await using var copy = await owner.BeginTextImportAsync($"COPY {target} ({table.ColumnList}) FROM STDIN", cancel);
        foreach (var block in table.Blocks)
        {
            using var lines = new StreamReader(new MemoryStream(await packs.Read(block, cancel)), Encoding.UTF8);
            while (await lines.ReadLineAsync(cancel) is { } line)
            {
                if (wanted?.Invoke(line) == false)
                    continue;
                await copy.WriteAsync(line.AsMemory(), cancel);
                await copy.WriteAsync("\n".AsMemory(), cancel);
                written++;
            }
        }

        return written;
    }

    private static Task<long> Fill(NpgsqlConnection owner, TableContent table, PackReader packs, CancellationToken cancel) => Fill(owner, table, table.Quoted, packs, null, cancel);

    /// <summary>Months of the log, and months that were set aside.</summary>
    private static async Task MakeWhatMigrationsDoNot(NpgsqlConnection owner, DatabaseContent content, CancellationToken cancel)
    {
        foreach (var part in content.Partitions)
        {
            var name = $"{TableContent.Quote(part.Schema)}.{TableContent.Quote(part.Name)}";
            if (await owner.Scalar<bool>("SELECT to_regclass($1) IS NULL", cancel, name))
                await owner.Execute($"CREATE TABLE {name} PARTITION OF {part.Parent} {part.Bound}", cancel);
        }

        foreach (var table in content.Tables)
        {
            if (!await owner.Scalar<bool>("SELECT to_regclass($1) IS NULL", cancel, table.Quoted))
                continue;
            await owner.Execute($"CREATE SCHEMA IF NOT EXISTS {TableContent.Quote(table.Schema)}", cancel);
            await owner.Execute($"CREATE TABLE {table.Quoted} ({string.Join(", ", table.Columns.Select(column => $"{TableContent.Quote(column.Name)} {column.Type}{(column.Required ? " NOT NULL" : "")}"))})", cancel);
        }
    }
}
