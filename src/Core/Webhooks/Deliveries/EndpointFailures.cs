using Ashlar.Core.Audit;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Storage;
using Ashlar.Core.Webhooks.Endpoints;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>Disables an endpoint that says it is gone, or that has failed for days without one success, and tells its owner.</summary>
internal sealed class EndpointFailures(DeliveryStore store, Databases databases, AuditLog audit, Mailbox mailbox, Invalidation invalidation, TimeProvider time)
{
    public static readonly TimeSpan Patience = TimeSpan.FromDays(5);

    public async Task Note(Leased item, Attempt attempt, CancellationToken cancel)
    {
        if (attempt.Gone)
            await Disable(item, "The receiver answered 410 Gone.", cancel);
        else if (await store.FailingSince(item, cancel) is { } since && time.GetUtcNow() - since >= Patience)
            await Disable(item, $"Every delivery failed since {since.UtcDateTime:yyyy-MM-dd}.", cancel);
    }

    private async Task Disable(Leased item, string reason, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var disabled = await connection.Query(
            """
            WITH off AS (
                UPDATE public.webhooks_endpoints SET enabled = false, disabled_at = $3, disabled_reason = $4, updated_at = $3, version = version + 1
                WHERE tenant_id = $1 AND id = $2 AND enabled AND deleted_at IS NULL RETURNING tenant_id, version, coalesce(updated_by, created_by) AS owner, url)
            SELECT off.version, u.email, u.name, off.url, pg_notify('ashlar_invalidation', $5)::text FROM off LEFT JOIN public.org_users u ON u.tenant_id = off.tenant_id AND u.id = off.owner
            """,
            row => (Version: row.GetInt32(0), Email: row.Optional<string>(1), Name: row.Optional<string>(2), Url: row.GetString(3)), cancel, item.Tenant, item.Endpoint, now, reason, $"{EndpointIndex.Topic}:{item.Tenant}");
        if (disabled is not [var endpoint])
            return;
        if (endpoint.Email is not null)
            await mailbox.Put(connection, endpoint.Email, Letter(endpoint.Name!, endpoint.Url, reason), cancel);
        await transaction.CommitAsync(cancel);
        invalidation.Forget(EndpointIndex.Topic, item.Tenant.ToString());
        mailbox.Wake();
        await audit.Write(new AuditEntry
        {
            TenantId = item.Tenant, ActorName = "webhooks", ActorKind = "system", Action = "webhooks.endpoints.disable", Resource = "webhooks.endpoints", ResourceId = item.Endpoint,
            Version = endpoint.Version, Reason = reason, Changes = """{"enabled":{"from":true,"to":false}}""",
        }, cancel);
    }

    private static Letter Letter(string name, string url, string reason) => new("webhook_disabled", "A webhook was disabled",
        [$"Hello {name},", $"events are no longer sent to {url}. {reason}", "What waits is kept. Mend the receiver, enable the endpoint again, and send what was missed once more."], "Open webhooks", "/webhooks");
}
