using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>
/// The one place where statements run: several in one round trip, and on a connection without a transaction all or none. Whatever fails, in the first
/// row or in the last, is noted on the connection.
/// </summary>
internal static class Statements
{
    /// <summary>Reads what the statements answer; the reader stands before the rows of the first. The patience is in seconds.</summary>
    public static Task<T> Read<T>(this NpgsqlDataSource source, IReadOnlyList<NpgsqlBatchCommand> statements, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel, int? patience = null) =>
        source.On(connection => connection.Read(statements, read, cancel, patience), cancel);

    /// <summary>The same in the session of a tenant, which begins in the same round trip.</summary>
    public static async Task<T> Read<T>(this NpgsqlDataSource source, TenantScope scope, IReadOnlyList<NpgsqlBatchCommand> statements, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel)
    {
        await using var lent = await source.Lend(cancel);
        return await lent.Connection.Read(scope, statements, read, cancel);
    }

    public static Task<T> Read<T>(this NpgsqlConnection connection, TenantScope scope, IReadOnlyList<NpgsqlBatchCommand> statements, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel) =>
        connection.Read([TenantSession.Begin(scope), .. statements], skip: 1, null, read, cancel);

    public static Task<T> Read<T>(this NpgsqlConnection connection, IReadOnlyList<NpgsqlBatchCommand> statements, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel, int? patience = null) =>
        connection.Read(statements, skip: 0, patience, read, cancel);

    private static async Task<T> Read<T>(this NpgsqlConnection connection, IReadOnlyList<NpgsqlBatchCommand> statements, int skip, int? patience, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel)
    {
        try
        {
            await using var batch = Batch(connection, statements);
            if (patience is { } seconds)
                batch.Timeout = seconds;
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            for (var passed = 0; passed < skip; passed++)
                await reader.NextResultAsync(cancel);
            return await read(reader);
        }
        catch (PostgresException)
        {
            connection.Note();
            throw;
        }
    }

    /// <summary>Runs the statements; how many rows they changed.</summary>
    public static Task<int> Execute(this NpgsqlDataSource source, IReadOnlyList<NpgsqlBatchCommand> statements, CancellationToken cancel) =>
        source.On(connection => connection.Execute(statements, cancel), cancel);

    public static async Task<int> Execute(this NpgsqlConnection connection, IReadOnlyList<NpgsqlBatchCommand> statements, CancellationToken cancel)
    {
        if (statements.Count == 0)
            return 0;
        try
        {
            await using var batch = Batch(connection, statements);
            return await batch.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException)
        {
            connection.Note();
            throw;
        }
    }

    /// <summary>All rows from where the reader stands to the end of their statement.</summary>
    public static async Task<List<T>> Rows<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
            rows.Add(read(reader));
        return rows;
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, IReadOnlyList<NpgsqlBatchCommand> statements)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement);
        return batch;
    }
}
