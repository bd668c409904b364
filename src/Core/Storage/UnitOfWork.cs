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
            await (await Open(cancel)).Execute(Begin(), cancel);
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
                foreach (var statement in Begin())
                    batch.BatchCommands.Add(statement);
                batch.ExecuteNonQuery();
            }

            return _connection!;
        }
    }

    /// <summary>Runs a query inside the transaction; the first one begins it in the same round trip.</summary>
    public async Task<T> Read<T>(NpgsqlBatchCommand query, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel)
    {
        await Flush(cancel);
        var connection = await Open(cancel);
        if (_begun)
            return await connection.Read([query], read, cancel);
        return await connection.Read([.. Begin(), query], async reader =>
        {
            // BEGIN yields no result set of its own; the binding statement yields one row.
            await reader.NextResultAsync(cancel);
            return await read(reader);
        }, cancel);
    }

    /// <summary>All rows of a query inside the transaction.</summary>
    public Task<List<T>> Rows<T>(NpgsqlBatchCommand query, Func<NpgsqlDataReader, T> read, CancellationToken cancel) => Read(query, reader => reader.Rows(read, cancel), cancel);

    /// <summary>Whether a query inside the transaction yields a row.</summary>
    public Task<bool> Any(NpgsqlBatchCommand query, CancellationToken cancel) => Read(query, reader => reader.ReadAsync(cancel), cancel);

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
        var connection = await Open(cancel);
        await connection.Execute([.. _begun ? [] : Begin(), .. Take()], cancel);
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
            var connection = await Open(cancel);
            // Without BEGIN a batch is one implicit transaction, so a unit that only writes needs no other statement.
            await connection.Execute(_begun ? [.. Take(), new NpgsqlBatchCommand("COMMIT")] : [TenantSession.Begin(scope), .. Take()], cancel);
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
                await _connection.Execute("ROLLBACK", CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // A broken connection has rolled back on the server; the pool drops it.
            }
        }

        _connection.Settle();
        await _connection.DisposeAsync();
        _connection = null;
    }

    private async ValueTask<NpgsqlConnection> Open(CancellationToken cancel) =>
        _connection ??= await Source.OpenConnectionAsync(cancel);

    private NpgsqlDataSource Source => asSystem ? databases.SystemOf(scope.Placement.Database) : databases.App(scope.Placement);

    private NpgsqlBatchCommand[] Begin()
    {
        _begun = true;
        return [new NpgsqlBatchCommand("BEGIN"), TenantSession.Begin(scope)];
    }

    private NpgsqlBatchCommand[] Take()
    {
        NpgsqlBatchCommand[] taken = [.. _pending];
        _pending.Clear();
        _part = _part is null ? null : _part with { At = -1 };
        return taken;
    }
}
