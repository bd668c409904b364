using System.Collections.Concurrent;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>
/// Sessions in memory, for a minute at most. Ending a session or changing its user drops it here and on every replica; while that channel
/// is down every request reads the database, so nothing in here outlives what the database says.
/// </summary>
internal sealed class SessionCache
{
    private const int Capacity = 100_000;
    private static readonly TimeSpan _maxAge = TimeSpan.FromSeconds(60);

    private readonly Databases _databases;
    private readonly Invalidation _invalidation;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Guid, LiveSession> _byId = new();
    private readonly ConcurrentDictionary<Digest, Guid> _byCookie = new();
    private long _generation;

    public SessionCache(Databases databases, Invalidation invalidation, TimeProvider time)
    {
        (_databases, _invalidation, _time) = (databases, invalidation, time);
        invalidation.On("session", key => Forget(key, id => _byId.TryRemove(id, out _)));
        invalidation.On("user", key => Forget(key, ForgetUser));
    }

    public ValueTask<LiveSession?> ById(Guid id, bool fresh, CancellationToken cancel) =>
        !fresh && Known(id) is { } known ? ValueTask.FromResult<LiveSession?>(known) : LoadById(id, cancel);

    public ValueTask<LiveSession?> ByCookie(Digest secret, bool fresh, CancellationToken cancel) =>
        !fresh && _byCookie.TryGetValue(secret, out var id) && Known(id) is { } known
            ? ValueTask.FromResult<LiveSession?>(known)
            : Load(connection => connection.SessionByCookie(secret.ToBytes(), cancel), secret, cancel);

    private LiveSession? Known(Guid id) =>
        _invalidation.Connected && _byId.TryGetValue(id, out var session) && _time.GetUtcNow() - session.ReadAt < _maxAge ? session : null;

    // By itself, so that what is known costs no closure.
    private ValueTask<LiveSession?> LoadById(Guid id, CancellationToken cancel) => Load(connection => connection.SessionById(id, cancel), null, cancel);

    private async ValueTask<LiveSession?> Load(Func<NpgsqlConnection, Task<SessionRow?>> read, Digest? cookie, CancellationToken cancel)
    {
        var generation = Interlocked.Read(ref _generation);
        var readAt = _time.GetUtcNow();
        SessionRow? row;
        await using (var lent = await _databases.System.Lend(cancel))
            row = await read(lent.Connection);
        if (row is null)
            return null;

        var session = new LiveSession(row, readAt, _byId.GetValueOrDefault(row.Id));
        if (_byId.Count >= Capacity || _byCookie.Count >= Capacity)
            Clear();
        if (generation == Interlocked.Read(ref _generation))
        {
            _byId[row.Id] = session;
            if (cookie is { } secret)
                _byCookie[secret] = row.Id;
        }

        // Something ended while this was being read: the answer serves this request and no other.
        if (generation != Interlocked.Read(ref _generation))
            _byId.TryRemove(row.Id, out _);
        return session;
    }

    private void Forget(string key, Action<Guid> one)
    {
        Interlocked.Increment(ref _generation);
        if (Guid.TryParse(key, out var id))
            one(id);
        else
            Clear();
    }

    private void ForgetUser(Guid user)
    {
        foreach (var (session, live) in _byId)
        {
            if (live.Row.UserId == user)
                _byId.TryRemove(session, out _);
        }
    }

    private void Clear()
    {
        _byId.Clear();
        _byCookie.Clear();
    }
}
