using System.Text.Json;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Protection.Redaction;

namespace Ashlar.Core.Webhooks.Endpoints;

/// <summary>Makes an endpoint; the answer shows its secret this once.</summary>
internal sealed record CreateEndpoint(string Url, string[] Events, string? Description = null, bool Enabled = true, JsonElement? Headers = null) : ICommand<EndpointSecret>;

/// <summary>Makes a new secret. The old one signs too until its time is over, so that the receiver can change it without a gap.</summary>
internal sealed record RotateSecret(Guid Id, int OverlapHours = 24) : ICommand<EndpointSecret>;

/// <summary>Replaces the headers that are sent with every event.</summary>
internal sealed record SetHeaders(Guid Id, JsonElement Headers) : ICommand<WebhookEndpoint>;

/// <summary>The one answer that carries a secret.</summary>
internal sealed record EndpointSecret(Guid Id, string Type, EndpointSecretAttributes Attributes)
{
    public static EndpointSecret Of(WebhookEndpoint endpoint, string secret) => new(endpoint.Id, "webhooks.endpoint_secret", new EndpointSecretAttributes(endpoint.Url, secret, endpoint.OldSecretUntil));
}

/// <param name="Url">Where the events go.</param>
/// <param name="Secret">Give it to the receiver; it is not shown again.</param>
/// <param name="OldSecretUntil">Until then the previous secret signs as well.</param>
internal sealed record EndpointSecretAttributes(string Url, [property: ShownOnce] string Secret, DateTimeOffset? OldSecretUntil);

internal sealed class CreateEndpointHandler(CurrentOperation current, IStore store, Secrets secrets, EndpointRules rules, TimeProvider time) : ICommandHandler<CreateEndpoint, EndpointSecret>
{
    public async Task<Result<EndpointSecret>> Handle(CreateEndpoint command, CancellationToken cancel)
    {
        var headers = HeaderRules.Read(command.Headers);
        if (!headers.Succeeded)
            return headers.Error;
        var tenant = current.Work.Scope.TenantId;
        var secret = Secrets.New();
        var endpoint = new WebhookEndpoint { Url = command.Url.Trim(), Description = command.Description, Events = command.Events, Enabled = command.Enabled, HeaderNames = [.. headers.Value.Keys] };
        if (rules.Check(WriteKind.Create, null, endpoint) is { } refused)
            return refused;
        current.Work.Add(Secrets.Keep(tenant, endpoint.Id, await secrets.Seal(tenant, endpoint.Id, secret, cancel), headers.Value.Count == 0 ? null : await secrets.SealHeaders(tenant, endpoint.Id, headers.Value, cancel)));
        if (!command.Enabled)
            (endpoint.DisabledAt, endpoint.DisabledReason) = (time.GetUtcNow(), $"Disabled by {current.Work.Caller.Name}.");
        store.Add(endpoint);
        return EndpointSecret.Of(endpoint, secret);
    }
}

internal sealed class RotateSecretHandler(CurrentOperation current, IStore store, Secrets secrets, EndpointRules rules, TimeProvider time) : ICommandHandler<RotateSecret, EndpointSecret>
{
    public async Task<Result<EndpointSecret>> Handle(RotateSecret command, CancellationToken cancel)
    {
        var endpoint = (await store.Find<WebhookEndpoint>(command.Id, cancel))!;
        var secret = Secrets.New();
        if (rules.Check(WriteKind.Update, endpoint, endpoint) is { } refused)
            return refused;
        var (tenant, until) = (current.Work.Scope.TenantId, time.GetUtcNow().AddHours(command.OverlapHours));
        endpoint.OldSecretUntil = until;
        current.Work.Add(Secrets.Rotate(tenant, endpoint.Id, await secrets.Seal(tenant, endpoint.Id, secret, cancel), until));
        return EndpointSecret.Of(endpoint, secret);
    }
}

internal sealed class SetHeadersHandler(CurrentOperation current, IStore store, Secrets secrets, EndpointRules rules) : ICommandHandler<SetHeaders, WebhookEndpoint>
{
    public async Task<Result<WebhookEndpoint>> Handle(SetHeaders command, CancellationToken cancel)
    {
        var headers = HeaderRules.Read(command.Headers);
        if (!headers.Succeeded)
            return headers.Error;
        var endpoint = (await store.Find<WebhookEndpoint>(command.Id, cancel))!;
        if (rules.Check(WriteKind.Update, endpoint, endpoint) is { } refused)
            return refused;
        var (work, tenant) = (current.Work, current.Work.Scope.TenantId);
        // The row tells names only; other values under the same names are a change all the same.
        if (endpoint.HeaderNames.SequenceEqual(headers.Value.Keys, StringComparer.Ordinal))
            work.Audit(Audit.AuditEntry.By(work.Caller, work.Request, "webhooks.endpoints.set_headers") with { Resource = "webhooks.endpoints", ResourceId = endpoint.Id });
        endpoint.HeaderNames = [.. headers.Value.Keys];
        current.Work.Add(Secrets.KeepHeaders(tenant, endpoint.Id, headers.Value.Count == 0 ? null : await secrets.SealHeaders(tenant, endpoint.Id, headers.Value, cancel)));
        return endpoint;
    }
}
