using System.Collections.Concurrent;
using Ashlar.Contract.Values;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Audit.Requests;

/// <summary>A request as it is kept, without bodies, queries or headers.</summary>
internal sealed record RequestEntry(
    Guid? Tenant, DateTime At, Guid? Client, Guid? Actor, string? Name, string Kind, Guid? Key, string Method, string Path, int Status, int Milliseconds, int Count, string? RequestId, string? TraceId, string? Ip);

/// <summary>
/// Collects requests in memory and writes them together every few seconds, so that none waits for it. What a request changed or was refused is
/// on record in the log itself before it is answered; this tells how it went. A host that is killed loses the last seconds of it.
/// </summary>
internal sealed class RequestLog(Databases databases, TimeProvider time) : IDisposable
{
    private const int Most = 50_000;

    private const string Insert = """
        INSERT INTO public.audit_requests (tenant_id, id, at, client_id, actor_id, actor_name, actor_kind, key_id, method, path, status, duration_ms, count, request_id, trace_id, ip)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::text[], $10::text[], $11::int[], $12::int[], $13::int[], $14::text[], $15::text[], $16::text[])
        """;

    private readonly record struct Plain(Guid? Tenant, Guid? Actor, Guid? Key, string Method, string Route, int Status, long Minute);

    private sealed class Tally(Guid? client, string? name, string kind)
    {
        public Guid? Client => client;

        public string? Name => name;

        public string Kind => kind;

        public int Count;

        public int Slowest;
    }

    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly ConcurrentDictionary<Plain, Tally> _plain = new();
    private readonly ConcurrentQueue<RequestEntry> _single = new();

    public long Dropped { get; private set; }

    public void Dispose() => _flushing.Dispose();

    public void Add(RequestEntry entry)
    {
        if (_single.Count < Most)
            _single.Enqueue(entry);
        else
            Dropped++;
    }

    /// <summary>Counts a plain read. Name and kind are those of the first.</summary>
    public void Count(Guid? tenant, Identity.Caller? caller, string method, string route, int status, int milliseconds)
    {
        var key = new Plain(tenant, caller?.UserId, caller?.Key?.Id, method, route, status, time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute);
        if (!_plain.TryGetValue(key, out var tally))
            tally = _plain.GetOrAdd(key, new Tally(caller?.ClientId, caller?.Name, caller?.Kind ?? "anonymous"));
        Interlocked.Increment(ref tally.Count);
        if (milliseconds > tally.Slowest)
            tally.Slowest = milliseconds;
    }

    /// <summary>Writes what is there; counts of the running minute stay unless all is asked for.</summary>
    public async Task Flush(bool all, CancellationToken cancel)
    {
        await _flushing.WaitAsync(cancel);
        try
        {
            var entries = new List<RequestEntry>();
            while (entries.Count < Most && _single.TryDequeue(out var entry))
                entries.Add(entry);
            var now = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
            foreach (var (key, tally) in _plain.Where(pair => all || pair.Key.Minute < now).ToList())
            {
                if (_plain.TryRemove(key, out _))
                    entries.Add(new RequestEntry(key.Tenant, new DateTime(key.Minute * TimeSpan.TicksPerMinute, DateTimeKind.Utc), tally.Client, key.Actor, tally.Name, tally.Kind, key.Key, key.Method, key.Route, key.Status, tally.Slowest, tally.Count, null, null, null));
            }

            if (entries.Count > 0)
                await Write(entries, cancel);
        }
        finally
        {
            _flushing.Release();
        }
    }

    private async Task Write(List<RequestEntry> entries, CancellationToken cancel)
    {
        try
        {
            await databases.System.Execute(Insert, cancel,
                Of(entry => entry.Tenant), Of(_ => (Guid?)Ids.New()), Of(entry => entry.At), Of(entry => entry.Client), Of(entry => entry.Actor), Of(entry => WholeText.Whole(entry.Name)), Of(entry => entry.Kind), Of(entry => entry.Key),
                Of(entry => entry.Method), Of(entry => WholeText.Whole(entry.Path)!), Of(entry => entry.Status), Of(entry => entry.Milliseconds), Of(entry => entry.Count), Of(entry => entry.RequestId), Of(entry => entry.TraceId), Of(entry => entry.Ip));
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or TimeoutException)
        {
            foreach (var entry in entries)
                Add(entry);
            throw;
        }

        T[] Of<T>(Func<RequestEntry, T> part) => [.. entries.Select(part)];
    }
}
