using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>The same for one tenant's rows: the scope and the statements go out together and commit together, in one round trip.</summary>
internal static class TenantSql
{
    public static async Task<List<T>> Query<T>(this Databases databases, TenantScope scope, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params IReadOnlyList<object?> arguments)
    {
        await using var batch = databases.Batch(scope, Sql.Statement(sql, arguments));
        var rows = new List<T>();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs all statements or none.</summary>
    public static async Task Execute(this Databases databases, TenantScope scope, CancellationToken cancel, params IReadOnlyList<NpgsqlBatchCommand> statements)
    {
        await using var batch = databases.Batch(scope, statements);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static NpgsqlBatch Batch(this Databases databases, TenantScope scope, params IReadOnlyList<NpgsqlBatchCommand> statements)
    {
        var batch = databases.App(scope.Placement).CreateBatch();
        batch.BatchCommands.Add(TenantSession.Begin(scope));
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement);
        return batch;
    }
}
