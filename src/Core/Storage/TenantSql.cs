using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>The same for one tenant's rows: the scope and the statements go out together and commit together, in one round trip.</summary>
internal static class TenantSql
{
    public static Task<List<T>> Query<T>(this Databases databases, TenantScope scope, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params IReadOnlyList<object?> arguments) =>
        databases.App(scope.Placement).Read(scope, [Sql.Statement(sql, arguments)], reader => reader.Rows(read, cancel), cancel);

    /// <summary>Runs all statements or none.</summary>
    public static Task<int> Execute(this Databases databases, TenantScope scope, CancellationToken cancel, params IReadOnlyList<NpgsqlBatchCommand> statements) =>
        databases.App(scope.Placement).Execute([TenantSession.Begin(scope), .. statements], cancel);
}
