using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>
/// One transaction in one tenant. Writes wait until the commit and travel in one batch with it; a unit that only writes is one round
/// trip. Nothing is kept unless <see cref="Commit"/> returns without throwing.
/// </summary>
internal sealed class UnitOfWork(Databases databases, AuditLog audit, Invalidation invalidation, Caller caller, RequestInfo request, TenantScope scope, bool asSystem = false) : IAsyncDisposable
{
    private readonly List<NpgsqlBatchCommand> _pending = [];
    private readonly List<(string Topic, string Key)> _stale = [];
    private readonly List<Action> _afterCommit = [];
    private NpgsqlConnection? _connection;
    private bool _begun;
    private Part? _part;

    /// <summary>Where a part began; <see cref="At"/> is its place among the pending statements, or -1 once it is on the server.</summary>
    private sealed record Part(int At, int Stale, int AfterCommit);

    public Caller Caller => caller;

    public RequestInfo Request => request;

    public TenantScope Scope => scope;

    /// <summary>The connection inside the transaction.</summary>
    public async ValueTask<NpgsqlConnection> Connection(CancellationToken cancel)
    {
        if (!_begun)
        {
            await using var batch = new NpgsqlBatch(await Open(cancel));
            Begin(batch);
            await batch.ExecuteNonQueryAsync(cancel);
        }

        return _connection!;
    }

    /// <summary>The same for code that cannot wait, such as the start of a LINQ query; blocks for one round trip when nothing has begun yet.</summary>
    public NpgsqlConnection Begun
    {
        get
        {
            if (!_begun)
            {
                _connection ??= Source.OpenConnection();
                using var batch = new NpgsqlBatch(_connection);
                Begin(batch);
                batch.ExecuteNonQuery();
            }

            return _connection!;
        }
    }

    /// <summary>Runs a query inside the transaction; the first one begins it in the same round trip. Dispose the reader before the next call.</summary>
    public async Task<NpgsqlDataReader> Read(NpgsqlBatchCommand query, CancellationToken cancel)
    {
        await Flush(cancel);
        var batch = new NpgsqlBatch(await Open(cancel));
        var first = !_begun;
        if (first)
            Begin(batch);
        batch.BatchCommands.Add(query);
        var reader = await batch.ExecuteReaderAsync(cancel);
        // BEGIN yields no result set of its own; the binding statement yields one row.
        if (first)
            await reader.NextResultAsync(cancel);
        return reader;
    }

    /// <summary>Adds a statement to the commit.</summary>
    public void Add(NpgsqlBatchCommand command) => _pending.Add(command);

    public void Audit(AuditEntry entry) => _pending.Add(audit.Command(entry));

    /// <summary>Makes every replica forget what it keeps under the topic and key, once this has committed.</summary>
    public void Invalidate(string topic, string key)
    {
        _pending.Add(invalidation.Command(topic, key));
        _stale.Add((topic, key));
    }

    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Sends what waits, without committing.</summary>
    public async Task Flush(CancellationToken cancel)
    {
        if (_pending.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(await Open(cancel));
        if (!_begun)
            Begin(batch);
        Take(batch);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Begins a part that can be undone by itself. Parts do not nest.</summary>
    public async Task BeginPart(CancellationToken cancel)
    {
        await Connection(cancel);
        _part = new Part(_pending.Count, _stale.Count, _afterCommit.Count);
        _pending.Add(new NpgsqlBatchCommand("SAVEPOINT part"));
    }

    /// <summary>Sends the part and keeps it, once the foreign keys that wait for the end of the transaction hold for it.</summary>
    public async Task EndPart(CancellationToken cancel)
    {
        _pending.Add(new NpgsqlBatchCommand("SET CONSTRAINTS ALL IMMEDIATE"));
        _pending.Add(new NpgsqlBatchCommand("SET CONSTRAINTS ALL DEFERRED"));
        _pending.Add(new NpgsqlBatchCommand("RELEASE SAVEPOINT part"));
        await Flush(cancel);
        _part = null;
    }

    /// <summary>Undoes the part, also after one of its statements failed.</summary>
    public async Task UndoPart(CancellationToken cancel)
    {
        if (_part is not { } part)
            return;
        _part = null;
        _stale.RemoveRange(part.Stale, _stale.Count - part.Stale);
        _afterCommit.RemoveRange(part.AfterCommit, _afterCommit.Count - part.AfterCommit);
        if (part.At >= 0)
        {
            _pending.RemoveRange(part.At, _pending.Count - part.At);
            return;
        }

        _pending.Clear();
        _pending.Add(new NpgsqlBatchCommand("ROLLBACK TO SAVEPOINT part"));
        _pending.Add(new NpgsqlBatchCommand("RELEASE SAVEPOINT part"));
        await Flush(cancel);
    }

    public async Task Commit(CancellationToken cancel)
    {
        if (_begun || _pending.Count > 0)
        {
            await using var batch = new NpgsqlBatch(await Open(cancel));
            // Without BEGIN a batch is one implicit transaction, so a unit that only writes needs no other statement.
            if (!_begun)
                batch.BatchCommands.Add(TenantSession.Begin(scope));
            Take(batch);
            if (_begun)
                batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            await batch.ExecuteNonQueryAsync(cancel);
            _begun = false;
        }

        foreach (var (topic, key) in _stale)
            invalidation.Forget(topic, key);
        foreach (var action in _afterCommit)
            action();
    }

    /// <summary>A transaction left open is rolled back by the pool when the connection returns.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is null)
            return;
        if (_begun && _connection.FullState.HasFlag(System.Data.ConnectionState.Open))
        {
            try
            {
                await using var rollback = new NpgsqlCommand("ROLLBACK", _connection);
                await rollback.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // A broken connection has rolled back on the server; the pool drops it.
            }
        }

        await _connection.DisposeAsync();
        _connection = null;
    }

    private async ValueTask<NpgsqlConnection> Open(CancellationToken cancel) =>
        _connection ??= await Source.OpenConnectionAsync(cancel);

    private NpgsqlDataSource Source => asSystem ? databases.SystemOf(scope.Placement.Database) : databases.App(scope.Placement);

    private void Begin(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        batch.BatchCommands.Add(TenantSession.Begin(scope));
        _begun = true;
    }

    private void Take(NpgsqlBatch batch)
    {
        foreach (var command in _pending)
            batch.BatchCommands.Add(command);
        _pending.Clear();
        _part = _part is null ? null : _part with { At = -1 };
    }
}
