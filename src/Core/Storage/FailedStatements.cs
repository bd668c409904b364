using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>
/// Npgsql prepares a statement in its second run on a connection. When that run fails although the statement returns rows, Npgsql 10.0 takes it
/// for a prepared statement without rows and breaks the connection in the middle of somebody else's request ("unexpected backend message",
/// npgsql issue 6391). A connection on which a statement failed therefore forgets what it prepared before it goes back to the pool.
/// </summary>
internal static class FailedStatements
{
    private static readonly ConditionalWeakTable<NpgsqlConnection, object> _failed = [];

    /// <summary>A statement failed here.</summary>
    public static void Note(this NpgsqlConnection connection) => _failed.AddOrUpdate(connection, _failed);

    /// <summary>Before it goes back to the pool, outside of any transaction.</summary>
    public static void Settle(this NpgsqlConnection connection)
    {
        // Asked first, which takes no lock: hardly any connection is there.
        if (!_failed.TryGetValue(connection, out _) || !_failed.Remove(connection) || connection.FullState != ConnectionState.Open)
            return;
        try
        {
            connection.UnprepareAll();
        }
        catch (NpgsqlException)
        {
            // Cut off: it leaves the pool anyhow.
        }
    }

    /// <summary>A connection for some statements or a transaction: the one way to get one.</summary>
    public static async Task<Lent> Lend(this NpgsqlDataSource source, CancellationToken cancel) => new(await source.OpenConnectionAsync(cancel));

    /// <summary>Works on a connection of its own.</summary>
    public static async Task<T> On<T>(this NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancel)
    {
        await using var lent = await source.Lend(cancel);
        return await work(lent.Connection);
    }
}

/// <summary>A connection that goes back to the pool settled.</summary>
internal sealed class Lent(NpgsqlConnection connection) : IAsyncDisposable
{
    public NpgsqlConnection Connection => connection;

    public ValueTask DisposeAsync()
    {
        connection.Settle();
        return connection.DisposeAsync();
    }
}
