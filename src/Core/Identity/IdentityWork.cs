using Ashlar.Core.Audit;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity;

/// <summary>One transaction over users and sessions, which belong to no tenant, with its audit entries and what replicas must forget.</summary>
internal sealed class IdentityWork(NpgsqlConnection connection, NpgsqlTransaction transaction, AuditLog audit, Invalidation invalidation) : IAsyncDisposable
{
    private readonly List<NpgsqlBatchCommand> _last = [];
    private readonly List<(string Topic, string Key)> _stale = [];

    public NpgsqlConnection Connection => connection;

    public void Audit(AuditEntry entry) => _last.Add(audit.Command(entry));

    /// <summary>Sent with the commit, after everything else.</summary>
    public void AtCommit(NpgsqlBatchCommand command) => _last.Add(command);

    /// <summary>Here at once after the commit; other replicas hear it from the triggers of the tables.</summary>
    public void Forget(string topic, Guid key) => _stale.Add((topic, key.ToString()));

    public async Task Commit(CancellationToken cancel)
    {
        if (_last.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var command in _last)
                batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
        foreach (var (topic, key) in _stale)
            invalidation.Forget(topic, key);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>Begins such transactions.</summary>
internal sealed class IdentityWorks(Databases databases, AuditLog audit, Invalidation invalidation)
{
    public async Task<IdentityWork> Begin(CancellationToken cancel)
    {
        var connection = await databases.System.OpenConnectionAsync(cancel);
        try
        {
            return new IdentityWork(connection, await connection.BeginTransactionAsync(cancel), audit, invalidation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
