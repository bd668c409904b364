using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http.Outbound;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Webhooks.Endpoints;

/// <summary>An endpoint has an address we may call and asks for events that exist. Enabling it again gives it a fresh start.</summary>
internal sealed class EndpointRules(CurrentOperation current, AddressRules addresses, EventTypes types) : IBeforeWrite<WebhookEndpoint>
{
    public Task<Error?> BeforeWrite(Write<WebhookEndpoint> write, CancellationToken cancel) => Task.FromResult(Check(write.Kind, write.Before, write.After));

    public Error? Check(WriteKind kind, WebhookEndpoint? before, WebhookEndpoint after)
    {
        var work = current.Work;
        work.Invalidate(EndpointIndex.Topic, work.Scope.TenantId.ToString());
        if (kind == WriteKind.Delete)
            return null;
        if (work.Caller.UserId is null || (work.Caller.Key is not null && !work.Caller.Can("*:*:*")))
            return WebhookErrors.PersonNeeded;
        if ((before?.Url != after.Url || after.Enabled) && addresses.Refusal(after.Url) is { } refused)
            return WebhookErrors.AddressRefused(refused);
        if (types.Unknown(after.Events) is { } unknown)
            return WebhookErrors.UnknownEvent(unknown);
        if (after.Events.Length == 0)
            return Http.CoreErrors.Validation("events", "Name at least one event, or * for all.", "required");
        if (before is { Enabled: false } && after.Enabled)
        {
            (after.DisabledAt, after.DisabledReason) = (null, null);
            work.Add(Sql.Statement("DELETE FROM public.webhooks_health WHERE tenant_id = $1 AND endpoint_id = $2", work.Scope.TenantId, after.Id));
        }
        else if (before is { Enabled: true } && !after.Enabled)
        {
            (after.DisabledAt, after.DisabledReason) = (after.UpdatedAt, $"Disabled by {work.Caller.Name}.");
        }

        if (before is not null && (before.UpdatedBy ?? before.CreatedBy) != work.Caller.UserId)
            work.Add(Sql.Statement("UPDATE public.webhooks_deliveries SET state = 'dead', next_at = NULL, error = $3 WHERE tenant_id = $1 AND endpoint_id = $2 AND state = 'waiting'", work.Scope.TenantId, after.Id, $"The endpoint passed to {work.Caller.Name} before this was sent."));
        return null;
    }
}
