using Ashlar.Core.Audit;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity;

/// <summary>One transaction over users and sessions, which belong to no tenant, with its audit entries and what replicas must forget.</summary>
internal sealed class IdentityWork(Lent lent, NpgsqlTransaction transaction, AuditLog audit, Invalidation invalidation, RequestInfo request) : IAsyncDisposable
{
    private readonly List<NpgsqlBatchCommand> _last = [];
    private readonly List<(string Topic, string Key)> _stale = [];

    public NpgsqlConnection Connection => lent.Connection;

    /// <summary>What caused it, for the log.</summary>
    public RequestInfo Request => request;

    public void Audit(AuditEntry entry) => _last.Add(audit.Command(entry));

    /// <summary>Sent with the commit, after everything else.</summary>
    public void AtCommit(NpgsqlBatchCommand command) => _last.Add(command);

    /// <summary>Here at once after the commit; other replicas hear it from the triggers of the tables.</summary>
    public void Forget(string topic, Guid key) => _stale.Add((topic, key.ToString()));

    public async Task Commit(CancellationToken cancel)
    {
        await Connection.Execute(_last, cancel);
        await transaction.CommitAsync(cancel);
        foreach (var (topic, key) in _stale)
            invalidation.Forget(topic, key);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await lent.DisposeAsync();
    }
}

/// <summary>Begins such transactions.</summary>
internal sealed class IdentityWorks(Databases databases, AuditLog audit, Invalidation invalidation)
{
    public Task<IdentityWork> Begin(CancellationToken cancel) => Begin(RequestInfo.None, cancel);

    public async Task<IdentityWork> Begin(RequestInfo request, CancellationToken cancel)
    {
        var lent = await databases.System.Lend(cancel);
        try
        {
            return new IdentityWork(lent, await lent.Connection.BeginTransactionAsync(cancel), audit, invalidation, request);
        }
        catch
        {
            await lent.DisposeAsync();
            throw;
        }
    }
}
