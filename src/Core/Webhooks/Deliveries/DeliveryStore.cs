using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.Core.Webhooks.Endpoints;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>A delivery that this host holds for a while.</summary>
internal sealed record Leased(Guid Tenant, Guid Id, Guid Endpoint, Guid Event, string Type, string Body, string? Trace, int Attempts, int Number, Guid Lease)
{
    public required string Url { get; init; }
    public required string Secret { get; init; }
    public string? OldSecret { get; init; }
    public string? Headers { get; init; }
}

/// <summary>The queue of deliveries, as senders see it: all tenants', under the role of the system.</summary>
internal sealed class DeliveryStore(Databases databases, TimeProvider time)
{
    /// <summary>So many at once to one endpoint, over all hosts; a receiver that is slow or gone holds up nobody else.</summary>
    public const int PerEndpoint = 4;

    /// <summary>Longer than a sending can take. One whose host died is sent again after it.</summary>
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(60);

    private const string InsertOne = """
        INSERT INTO public.webhooks_deliveries (tenant_id, id, client_id, endpoint_id, event_id, type, body, aggregate, trace, next_at, created_at, updated_at, owner_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10, $11) ON CONFLICT (tenant_id, endpoint_id, event_id) DO NOTHING
        """;

    // First attempts of the events of one row go out one after the other; a repeated attempt holds back nobody.
    private const string Lease = """
        WITH due AS (
            SELECT d.tenant_id, d.id, e.url, s.secret, CASE WHEN s.old_secret_until > $1 THEN s.old_secret END AS old_secret, s.headers
            FROM public.webhooks_endpoints e
            JOIN public.webhooks_secrets s ON s.tenant_id = e.tenant_id AND s.endpoint_id = e.id
            LEFT JOIN public.webhooks_health h ON h.tenant_id = e.tenant_id AND h.endpoint_id = e.id
            CROSS JOIN LATERAL (
                SELECT q.tenant_id, q.id FROM public.webhooks_deliveries q
                WHERE q.tenant_id = e.tenant_id AND q.endpoint_id = e.id AND q.owner_id IS NOT DISTINCT FROM coalesce(e.updated_by, e.created_by) AND q.state = 'waiting' AND q.next_at <= $1 AND (q.lease IS NULL OR q.leased_until <= $1)
                  AND (q.aggregate IS NULL OR q.total_attempts > 0 OR NOT EXISTS (
                      SELECT FROM public.webhooks_deliveries f WHERE f.tenant_id = q.tenant_id AND f.endpoint_id = q.endpoint_id AND f.aggregate = q.aggregate AND f.id < q.id
                         AND f.state = 'waiting' AND f.total_attempts = 0))
                ORDER BY q.next_at, q.id
                LIMIT greatest(0, $4 - (SELECT count(*) FROM public.webhooks_deliveries l WHERE l.tenant_id = e.tenant_id AND l.endpoint_id = e.id AND l.state = 'waiting' AND l.lease IS NOT NULL AND l.leased_until > $1))
                FOR UPDATE SKIP LOCKED) d
            WHERE e.enabled AND e.deleted_at IS NULL AND (h.paused_until IS NULL OR h.paused_until <= $1)
            LIMIT $5)
        UPDATE public.webhooks_deliveries d SET lease = $2, leased_until = $3 FROM due WHERE d.tenant_id = due.tenant_id AND d.id = due.id
        RETURNING d.tenant_id, d.id, d.endpoint_id, d.event_id, d.type, d.body, d.trace, d.attempts, d.total_attempts + 1, d.lease, due.url, due.secret, due.old_secret, due.headers
        """;

    private const string GiveUpOfOthers = """
        UPDATE public.webhooks_deliveries d SET state = 'dead', next_at = NULL, updated_at = $1, error = 'The endpoint has changed hands since this was prepared.'
        FROM public.webhooks_endpoints e WHERE e.tenant_id = d.tenant_id AND e.id = d.endpoint_id AND d.state = 'waiting' AND d.owner_id IS DISTINCT FROM coalesce(e.updated_by, e.created_by)
        """;

    public static NpgsqlBatchCommand Insert(KnownEndpoint endpoint, Guid eventId, string type, string body, Guid? aggregate, string? trace, DateTimeOffset now, Guid? id = null) => Sql.Statement(
        InsertOne, endpoint.Tenant, id ?? Ids.New(), Null(endpoint.Client, NpgsqlDbType.Uuid), endpoint.Id, eventId, type, body, Null(aggregate, NpgsqlDbType.Uuid), Null(trace, NpgsqlDbType.Text), now.UtcDateTime, Null(endpoint.Owner, NpgsqlDbType.Uuid));

    /// <summary>Takes what is due, at most so many.</summary>
    public async Task<IReadOnlyList<Leased>> Take(int most, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (!await databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM public.webhooks_deliveries WHERE state = 'waiting' AND next_at <= $1 AND (lease IS NULL OR leased_until <= $1))", cancel, now))
            return [];
        return await databases.System.Query(Lease, Read, cancel, now, Ids.New(), now + _lease, PerEndpoint, most);
    }

    /// <summary>Writes down how an attempt went. Nothing changes when the lease has passed to another host by now.</summary>
    public async Task<bool> Settle(Leased item, Attempt attempt, string state, TimeSpan? again, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var batch = new List<NpgsqlBatchCommand>();
        batch.Add(Sql.Statement(
            """
            UPDATE public.webhooks_deliveries SET state = $4, attempts = attempts + 1, total_attempts = $5, next_at = $6, lease = NULL, leased_until = NULL,
                status = $7, error = $8, delivered_at = CASE WHEN $4 = 'delivered' THEN $9 ELSE delivered_at END, updated_at = $9, version = version + 1
            WHERE tenant_id = $1 AND id = $2 AND lease = $3
            """, item.Tenant, item.Id, item.Lease, state, item.Number, Null(again is { } wait ? now + wait : null, NpgsqlDbType.TimestampTz), Null(attempt.Status, NpgsqlDbType.Integer), Null(attempt.Error, NpgsqlDbType.Text), now));
        batch.Add(Sql.Statement(
            "INSERT INTO public.webhooks_attempts (tenant_id, delivery_id, number, at, status, milliseconds, response, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            item.Tenant, item.Id, item.Number, now, Null(attempt.Status, NpgsqlDbType.Integer), (int)attempt.Took.TotalMilliseconds, Null(attempt.Response, NpgsqlDbType.Text), Null(attempt.Error, NpgsqlDbType.Text)));
        batch.Add(Health(item, attempt, state, now));
        return await databases.System.Execute(batch, cancel) > 1;
    }

    /// <summary>The lease goes back unused, because the host stops.</summary>
    public Task PutBack(Leased item) => databases.System.Execute(
        "UPDATE public.webhooks_deliveries SET lease = NULL, leased_until = NULL WHERE tenant_id = $1 AND id = $2 AND lease = $3", CancellationToken.None, item.Tenant, item.Id, item.Lease);

    public Task<DateTimeOffset?> FailingSince(Leased item, CancellationToken cancel) => databases.System.First(
        "SELECT failing_since FROM public.webhooks_health WHERE tenant_id = $1 AND endpoint_id = $2", row => row.IsDBNull(0) ? null : (DateTimeOffset?)row.GetFieldValue<DateTimeOffset>(0), cancel, item.Tenant, item.Endpoint);

    /// <summary>Removes what is older than it is kept.</summary>
    public async Task<int> Purge(TimeSpan kept, CancellationToken cancel)
    {
        await databases.System.Execute(GiveUpOfOthers, cancel, time.GetUtcNow().UtcDateTime);
        return await RemoveOld(kept, cancel);
    }

    private Task<int> RemoveOld(TimeSpan kept, CancellationToken cancel) => databases.System.Execute(
        "DELETE FROM public.webhooks_deliveries WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM public.webhooks_deliveries WHERE created_at < $1 AND state <> 'waiting' LIMIT 5000)", cancel, (time.GetUtcNow() - kept).UtcDateTime);

    private static NpgsqlBatchCommand Health(Leased item, Attempt attempt, string state, DateTime now) => state == "delivered"
        ? Sql.Statement(
            """
            INSERT INTO public.webhooks_health (tenant_id, endpoint_id, last_success_at) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET failing_since = NULL, paused_until = NULL, last_success_at = $3
            """, item.Tenant, item.Endpoint, now)
        : Sql.Statement(
            """
            INSERT INTO public.webhooks_health (tenant_id, endpoint_id, failing_since, paused_until) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET failing_since = coalesce(webhooks_health.failing_since, $3), paused_until = greatest(webhooks_health.paused_until, $4)
            """, item.Tenant, item.Endpoint, now, Null(attempt.RetryAfter is { } pause ? now + pause : null, NpgsqlDbType.TimestampTz));

    private static Leased Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetGuid(3), row.GetString(4), row.GetString(5), row.Optional<string>(6), row.GetInt32(7), row.GetInt32(8), row.GetGuid(9))
    {
        Url = row.GetString(10),
        Secret = row.GetString(11),
        OldSecret = row.Optional<string>(12),
        Headers = row.Optional<string>(13),
    };

    private static NpgsqlParameter Null(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
