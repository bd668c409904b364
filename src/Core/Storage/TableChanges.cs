using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Changes of tables that are in use.</summary>
internal static class TableChanges
{
    private const int Tries = 60;

    /// <summary>
    /// Runs a statement that needs a table for itself. Whoever comes after it waits as well, so it waits for a moment only, lets the others go on, and tries
    /// again: behind a backup, which reads for long, nobody's work stands still.
    /// </summary>
    /// <exception cref="PostgresException">The table was in use all the time.</exception>
    public static async Task Alter(this NpgsqlConnection owner, string sql, TimeProvider time, CancellationToken cancel, params IReadOnlyList<object?> arguments)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                await using var transaction = await owner.BeginTransactionAsync(cancel);
                await owner.Execute("SET LOCAL lock_timeout = '500ms'", cancel);
                await owner.Execute(sql, cancel, arguments);
                await transaction.CommitAsync(cancel);
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable && tried < Tries)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), time, cancel);
            }
        }
    }
}
