using Ashlar.Core.Storage;

namespace Ashlar.Core.Tenancy;

/// <summary>
/// All tenants, in memory. A tenant whose row, subscriptions or settings changed anywhere is read again before it is handed out;
/// while the invalidation channel is down, every look-up reads first.
/// </summary>
internal sealed class TenantDirectory : IDisposable
{
    private readonly TenantReader _reader;
    private readonly Invalidation _invalidation;
    private readonly TenantAddress _address;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Lock _noting = new();
    private HashSet<Guid> _stale = [];
    private volatile bool _someStale;
    private volatile bool _allStale = true;
    private volatile bool _reading;
    private volatile TenantSnapshot _snapshot = TenantSnapshot.Empty;

    public TenantDirectory(TenantReader reader, Invalidation invalidation, TenantAddress address)
    {
        (_reader, _invalidation, _address) = (reader, invalidation, address);
        foreach (var topic in (ReadOnlySpan<string>)["tenant", "entitlement", "settings"])
            invalidation.On(topic, Forget);
    }

    public ValueTask<TenantInfo?> ById(Guid id, CancellationToken cancel) => IsFresh ? ValueTask.FromResult(_snapshot.ById.GetValueOrDefault(id)) : RefreshedById(id, cancel);

    public ValueTask<TenantInfo?> ByCode(string code, CancellationToken cancel) =>
        IsFresh ? ValueTask.FromResult(_snapshot.ByCode.GetValueOrDefault(code)) : Refreshed(snapshot => snapshot.ByCode.GetValueOrDefault(code), cancel);

    /// <summary>The tenant that another system knew under a number.</summary>
    public ValueTask<TenantInfo?> ByLegacyId(long id, CancellationToken cancel) =>
        IsFresh ? ValueTask.FromResult(_snapshot.ByLegacyId.GetValueOrDefault(id)) : Refreshed(snapshot => snapshot.ByLegacyId.GetValueOrDefault(id), cancel);

    /// <summary>The tenant a host name stands for; null when the host is the product's own or nobody's.</summary>
    public ValueTask<TenantInfo?> ByHost(string host, CancellationToken cancel) =>
        IsFresh ? ValueTask.FromResult(InSnapshot(_snapshot, host)) : Refreshed(snapshot => InSnapshot(snapshot, host), cancel);

    /// <summary>Whether a host name claims to be a tenant's address, known or not.</summary>
    public bool NamesTenant(string host) => _address.CodeOf(host) is not null || _snapshot.ByHost.ContainsKey(host);

    public async ValueTask<IReadOnlyCollection<TenantInfo>> All(CancellationToken cancel)
    {
        if (!IsFresh)
            await Refresh(cancel);
        return _snapshot.ById.Values;
    }

    public void Dispose() => _loading.Dispose();

    private bool IsFresh => !_allStale && !_reading && !_someStale && _invalidation.Connected;

    private TenantInfo? InSnapshot(TenantSnapshot snapshot, string host) => _address.CodeOf(host) is { } code
        ? snapshot.ByCode.GetValueOrDefault(code)
        : snapshot.ByHost.GetValueOrDefault(host);

    // By itself, so that the usual look-up by id makes no closure.
    private ValueTask<TenantInfo?> RefreshedById(Guid id, CancellationToken cancel) => Refreshed(snapshot => snapshot.ById.GetValueOrDefault(id), cancel);

    private async ValueTask<TenantInfo?> Refreshed(Func<TenantSnapshot, TenantInfo?> find, CancellationToken cancel)
    {
        await Refresh(cancel);
        return find(_snapshot);
    }

    private void Forget(string key)
    {
        if (!Guid.TryParse(key, out var id))
        {
            _allStale = true;
            return;
        }

        lock (_noting)
        {
            _stale.Add(id);
            _someStale = true;
        }
    }

    private HashSet<Guid> TakeStale()
    {
        lock (_noting)
        {
            var taken = _stale;
            (_stale, _someStale) = ([], false);
            return taken;
        }
    }

    private async Task Refresh(CancellationToken cancel)
    {
        await _loading.WaitAsync(cancel);
        try
        {
            var all = _allStale || !_invalidation.Connected;
            if (!all && !_someStale)
                return;

            // Taken before reading: what changes during the read is stale again afterwards. Until then nobody is served from the old snapshot.
            _reading = true;
            _allStale = false;
            var ids = TakeStale();
            try
            {
                var read = await _reader.Read(all ? null : [.. ids], cancel);
                _snapshot = all ? TenantSnapshot.Of(read) : _snapshot.With(ids, read);
            }
            catch
            {
                _allStale = true;
                throw;
            }
            finally
            {
                _reading = false;
            }
        }
        finally
        {
            _loading.Release();
        }
    }
}
