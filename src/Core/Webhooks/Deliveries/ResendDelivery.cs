using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Storage;
using Ashlar.Core.Webhooks.Endpoints;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>Sends one event again, whether it was delivered, given up or waits.</summary>
internal sealed record ResendDelivery(Guid Id) : ICommand<QueuedDeliveries>;

internal sealed class ResendDeliveryHandler(CurrentOperation current, IStore store, DeliverySignal signal, TimeProvider time) : ICommandHandler<ResendDelivery, QueuedDeliveries>
{
    public async Task<Result<QueuedDeliveries>> Handle(ResendDelivery command, CancellationToken cancel)
    {
        var delivery = (await store.Find<Delivery>(command.Id, cancel))!;
        if (await store.Find<WebhookEndpoint>(delivery.EndpointId, cancel) is not { Enabled: true } endpoint)
            return WebhookErrors.Disabled;
        var work = current.Work;
        if (!await work.Any(Sql.Statement("SELECT 1 FROM public.webhooks_deliveries WHERE tenant_id = $1 AND id = $2 AND owner_id IS NOT DISTINCT FROM $3", work.Scope.TenantId, command.Id, KnownEndpoint.OwnerOf(endpoint)), cancel))
            return WebhookErrors.OtherOwner;

        work.Add(Sql.Statement("UPDATE public.webhooks_deliveries SET state = 'waiting', attempts = 0, next_at = $3, updated_at = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2", work.Scope.TenantId, command.Id, time.GetUtcNow().UtcDateTime));
        work.Audit(Audit.AuditEntry.By(work.Caller, work.Request, "webhooks.deliveries.resend") with { Resource = "webhooks.deliveries", ResourceId = command.Id });
        work.AfterCommit(signal.Wake);
        return QueuedDeliveries.Of(command.Id, 1);
    }
}
