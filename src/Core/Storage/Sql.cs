using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Runs SQL with positional parameters ($1, $2 …) for the core's own tables. A null argument is SQL null.</summary>
internal static class Sql
{
    public static Task<int> Execute(this NpgsqlDataSource source, string sql, CancellationToken cancel, params IReadOnlyList<object?> arguments) =>
        source.On(connection => connection.Execute(sql, cancel, arguments), cancel);

    public static async Task<int> Execute(this NpgsqlConnection connection, string sql, CancellationToken cancel, params IReadOnlyList<object?> arguments)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.Bind(arguments).ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException)
        {
            connection.Note();
            throw;
        }
    }

    public static Task<List<T>> Query<T>(this NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params IReadOnlyList<object?> arguments) =>
        source.On(connection => connection.Query(sql, read, cancel, arguments), cancel);

    public static async Task<List<T>> Query<T>(this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params IReadOnlyList<object?> arguments)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.Bind(arguments).ExecuteReaderAsync(cancel);
            return await reader.Rows(read, cancel);
        }
        catch (PostgresException)
        {
            connection.Note();
            throw;
        }
    }

    /// <summary>The first row, or the default when there is none.</summary>
    public static Task<T?> First<T>(this NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params IReadOnlyList<object?> arguments) =>
        source.On(connection => connection.First(sql, read, cancel, arguments), cancel);

    /// <inheritdoc cref="First{T}(NpgsqlDataSource, string, Func{NpgsqlDataReader, T}, CancellationToken, IReadOnlyList{object?})"/>
    public static async Task<T?> First<T>(this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params IReadOnlyList<object?> arguments)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.Bind(arguments).ExecuteReaderAsync(cancel);
            return await reader.ReadAsync(cancel) ? read(reader) : default;
        }
        catch (PostgresException)
        {
            connection.Note();
            throw;
        }
    }

    /// <summary>One column of the first row, or the default when there is no row or it is null.</summary>
    public static Task<T?> Scalar<T>(this NpgsqlDataSource source, string sql, CancellationToken cancel, params IReadOnlyList<object?> arguments) =>
        source.First(sql, reader => reader.IsDBNull(0) ? default : reader.GetFieldValue<T>(0), cancel, arguments);

    /// <inheritdoc cref="Scalar{T}(NpgsqlDataSource, string, CancellationToken, IReadOnlyList{object?})"/>
    public static Task<T?> Scalar<T>(this NpgsqlConnection connection, string sql, CancellationToken cancel, params IReadOnlyList<object?> arguments) =>
        connection.First(sql, reader => reader.IsDBNull(0) ? default : reader.GetFieldValue<T>(0), cancel, arguments);

    /// <summary>A column that may be null.</summary>
    public static T? Optional<T>(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);

    /// <summary>A statement for a batch.</summary>
    public static NpgsqlBatchCommand Statement(string sql, params IReadOnlyList<object?> arguments)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var argument in arguments)
            command.Parameters.Add(Parameter(argument));
        return command;
    }

    private static NpgsqlParameter Parameter(object? argument) => argument as NpgsqlParameter ?? new NpgsqlParameter { Value = argument ?? DBNull.Value };

    private static NpgsqlCommand Bind(this NpgsqlCommand command, IReadOnlyList<object?> arguments)
    {
        foreach (var argument in arguments)
            command.Parameters.Add(Parameter(argument));
        return command;
    }
}
