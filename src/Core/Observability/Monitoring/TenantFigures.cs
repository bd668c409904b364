using Ashlar.Core.Observability.Traffic;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Observability.Monitoring;

/// <summary>What is going on in one organisation, or in all together.</summary>
internal sealed record Figures
{
    public long People { get; set; }
    public long PeopleActive { get; set; }
    public long Apps { get; set; }
    public long Requests { get; set; }
    public long Errors { get; set; }
    public double? P95 { get; set; }
    public long JobsWaiting { get; set; }
    public long JobsFailed { get; set; }
    public long EventsWaiting { get; set; }
    public long EventsDead { get; set; }
    public long WebhooksWaiting { get; set; }
    public long WebhooksDead { get; set; }
    public long Files { get; set; }
    public long FileBytes { get; set; }
}

/// <summary>
/// Reads the figures of every organisation and of all together. The totals come from the same statements as the parts, in one snapshot,
/// so they are the sum of them; requests of nobody's organisation have a line of their own.
/// </summary>
internal sealed class TenantFigures(Databases databases, TenantDirectory tenants, TimeProvider time)
{
    private const string Sets = "GROUP BY GROUPING SETS ((tenant_id), ())";

    private const string Read = $"""
        SELECT 'people', tenant_id, count(*) FROM public.org_users WHERE status = 'active' AND deleted_at IS NULL {Sets}
        UNION ALL SELECT 'people_active', tenant_id, count(DISTINCT (tenant_id, user_id)) FROM public.identity_sessions WHERE tenant_id IS NOT NULL AND last_seen_at > $1::timestamptz - interval '1 day' {Sets}
        UNION ALL SELECT 'apps', tenant_id, count(*) FROM public.subscriptions {Sets}
        UNION ALL SELECT 'jobs_waiting', tenant_id, count(*) FROM public.jobs WHERE state IN ('queued', 'running') {Sets}
        UNION ALL SELECT 'jobs_failed', tenant_id, count(*) FROM public.jobs WHERE state = 'failed' AND finished_at > $2::timestamptz {Sets}
        UNION ALL SELECT 'webhooks_waiting', tenant_id, count(*) FROM public.webhooks_deliveries WHERE state = 'waiting' {Sets}
        UNION ALL SELECT 'webhooks_dead', tenant_id, count(*) FROM public.webhooks_deliveries WHERE state = 'dead' {Sets}
        UNION ALL SELECT 'files', tenant_id, count(*) FROM public.files WHERE state IN ('quarantined', 'ready') {Sets}
        UNION ALL SELECT 'file_bytes', tenant_id, coalesce(sum(size), 0)::bigint FROM public.files WHERE state IN ('quarantined', 'ready') {Sets}
        """;

    private const string Events = $"""
        SELECT 'events_waiting', tenant_id, count(*) FROM public.outbox WHERE NOT dead {Sets}
        UNION ALL SELECT 'events_dead', tenant_id, count(*) FROM public.outbox WHERE dead {Sets}
        """;

    private static readonly string _traffic = $"SELECT owner, sum(requests)::bigint, sum(errors)::bigint, {LatencyBounds.Sums} FROM public.traffic WHERE seconds = 3600 AND slot > $1 GROUP BY GROUPING SETS ((owner), ())";

    public async Task<(Figures Totals, IReadOnlyDictionary<Guid, Figures> Parts)> Of(int hours, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (totals, parts) = (new Figures(), new Dictionary<Guid, Figures>());
        await using var lent = await databases.System.Lend(cancel);
        var main = lent.Connection;
        foreach (var (what, tenant, value) in await main.Query(Read, Line, cancel, now, now.AddHours(-hours)))
            Put(Of(tenant), what, value);
        foreach (var (owner, requests, errors, buckets) in await main.Query(_traffic, row => (row.Optional<Guid?>(0), row.Optional<long?>(1) ?? 0, row.Optional<long?>(2) ?? 0, row.GetFieldValue<long[]>(3)), cancel, now.AddHours(-hours)))
        {
            var of = Of(owner);
            (of.Requests, of.Errors, of.P95) = (requests, errors, LatencyBounds.Quantile(buckets, 0.95));
        }

        foreach (var database in (await tenants.All(cancel)).Where(tenant => tenant.Status is TenantStatus.Active or TenantStatus.Suspended).Select(tenant => tenant.Placement.Database).Append("").Distinct(StringComparer.Ordinal))
        {
            foreach (var (what, tenant, value) in await databases.SystemOf(database).Query(Events, Line, cancel))
                Put(Of(tenant), what, value);
        }

        return (totals, parts);

        Figures Of(Guid? tenant) => tenant is not { } id ? totals : parts.TryGetValue(id, out var known) ? known : parts[id] = new Figures();
    }

    private static (string What, Guid? Tenant, long Value) Line(Npgsql.NpgsqlDataReader row) => (row.GetString(0), row.Optional<Guid?>(1), row.GetInt64(2));

    private static void Put(Figures of, string what, long value)
    {
        switch (what)
        {
            case "people": of.People = value; break;
            case "people_active": of.PeopleActive = value; break;
            case "apps": of.Apps = value; break;
            case "jobs_waiting": of.JobsWaiting = value; break;
            case "jobs_failed": of.JobsFailed = value; break;
            case "webhooks_waiting": of.WebhooksWaiting = value; break;
            case "webhooks_dead": of.WebhooksDead = value; break;
            case "files": of.Files = value; break;
            case "file_bytes": of.FileBytes = value; break;
            // Each database has an outbox of its own.
            case "events_waiting": of.EventsWaiting += value; break;
            case "events_dead": of.EventsDead += value; break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }
    }
}
