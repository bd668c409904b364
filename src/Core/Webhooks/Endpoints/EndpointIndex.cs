using System.Collections.Frozen;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Webhooks.Endpoints;

/// <summary>An endpoint as the fan-out needs it. Its owner is whoever changed it last: nobody receives with the rights of another.</summary>
internal sealed record KnownEndpoint(Guid Tenant, Guid Id, Guid? Client, Guid? Owner, IReadOnlyList<string> Events)
{
    public static KnownEndpoint Of(WebhookEndpoint endpoint) => new(endpoint.TenantId, endpoint.Id, endpoint.ClientId, endpoint.UpdatedBy ?? endpoint.CreatedBy, endpoint.Events);

    public static NpgsqlParameter OwnerOf(WebhookEndpoint endpoint) => new() { Value = (object?)(endpoint.UpdatedBy ?? endpoint.CreatedBy) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}

/// <summary>
/// All enabled endpoints, in memory, read again when one changed anywhere. While it is not known to be current every event counts as
/// wanted: one stored in vain costs little, one not stored is lost.
/// </summary>
internal sealed class EndpointIndex : IDisposable
{
    public const string Topic = "webhooks";

    private readonly Databases _databases;
    private readonly Invalidation _invalidation;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private FrozenDictionary<Guid, KnownEndpoint[]>? _known;
    private long _generation;

    public EndpointIndex(Databases databases, Invalidation invalidation)
    {
        (_databases, _invalidation) = (databases, invalidation);
        invalidation.On(Topic, _ =>
        {
            Interlocked.Increment(ref _generation);
            Volatile.Write(ref _known, null);
        });
    }

    public bool Wants(Guid tenant, string type) => Volatile.Read(ref _known) is not { } known || !_invalidation.Connected || Asks(known, tenant, type);

    /// <summary>Whether an endpoint asks for the type, as far as is known.</summary>
    public bool Asks(Guid tenant, string type) => Volatile.Read(ref _known) is { } known && Asks(known, tenant, type);

    private static bool Asks(FrozenDictionary<Guid, KnownEndpoint[]> known, Guid tenant, string type)
    {
        if (!known.TryGetValue(tenant, out var endpoints))
            return false;
        foreach (var endpoint in endpoints)
        {
            foreach (var pattern in endpoint.Events)
            {
                if (EventTypes.Matches(pattern, type))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Which endpoints of a tenant ask for a type, by what is stored now.</summary>
    public async ValueTask<IReadOnlyList<KnownEndpoint>> For(Guid tenant, string type, CancellationToken cancel)
    {
        var known = Volatile.Read(ref _known);
        if (known is null || !_invalidation.Connected)
            known = await Load(cancel);
        return known.TryGetValue(tenant, out var endpoints) ? [.. endpoints.Where(endpoint => endpoint.Events.Any(pattern => EventTypes.Matches(pattern, type)))] : [];
    }

    public async Task<FrozenDictionary<Guid, KnownEndpoint[]>> Load(CancellationToken cancel)
    {
        await _loading.WaitAsync(cancel);
        try
        {
            if (Volatile.Read(ref _known) is { } current && _invalidation.Connected)
                return current;
            var generation = Interlocked.Read(ref _generation);
            var rows = await _databases.System.Query(
                "SELECT tenant_id, id, client_id, coalesce(updated_by, created_by), events FROM public.webhooks_endpoints WHERE enabled AND deleted_at IS NULL",
                row => new KnownEndpoint(row.GetGuid(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.IsDBNull(3) ? null : row.GetGuid(3), row.GetFieldValue<string[]>(4)), cancel);
            var read = rows.GroupBy(row => row.Tenant).ToFrozenDictionary(group => group.Key, group => group.ToArray());
            // Something changed while this was read: it serves this call and no other.
            if (generation == Interlocked.Read(ref _generation))
                Volatile.Write(ref _known, read);
            if (generation != Interlocked.Read(ref _generation))
                Volatile.Write(ref _known, null);
            return read;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();
}
