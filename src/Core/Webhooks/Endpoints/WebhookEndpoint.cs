using Ashlar.Contract.Resources;

namespace Ashlar.Core.Webhooks.Endpoints;

/// <summary>An address that is told of events. It sees what the person who last changed it sees: events of hidden rows do not go out, hidden fields are left out.</summary>
internal sealed class WebhookEndpoint : Entity
{
    public string Url { get; set; } = "";
    public string? Description { get; set; }
    public string[] Events { get; set; } = [];
    public bool Enabled { get; set; }
    public DateTimeOffset? DisabledAt { get; set; }
    public string? DisabledReason { get; set; }
    public string[] HeaderNames { get; set; } = [];
    public DateTimeOffset? OldSecretUntil { get; set; }
}

internal sealed class EndpointResource : IResource<WebhookEndpoint>
{
    public void Define(ResourceBuilder<WebhookEndpoint> resource)
    {
        resource.InControlPlane().Named("endpoint", "endpoints").Icon("webhook").Title(e => e.Url).Sort("created_at").Operations(Operations.Read | Operations.Update | Operations.Delete)
            .Columns(e => e.Url, e => e.Description, e => e.Events, e => e.Enabled, e => e.DisabledReason)
            .Filters(e => e.Enabled)
            .BeforeWrite<EndpointRules>();
        resource.Field(e => e.Url).Url().Searchable().Label("URL");
        resource.Field(e => e.Description).Max(500).Searchable();
        resource.Field(e => e.Events).Max(100).Hint("Types such as crm.deal_won; crm.* and * stand for several.");
        resource.Field(e => e.Enabled).Default(true);
        resource.Field(e => e.DisabledAt).ReadOnly();
        resource.Field(e => e.DisabledReason).ReadOnly();
        resource.Field(e => e.HeaderNames).ReadOnly().Label("Extra headers");
        resource.Field(e => e.OldSecretUntil).ReadOnly().Label("Old secret signs until");
    }
}
