using Ashlar.Contract.Modules;
using Ashlar.Core.Webhooks.Deliveries;
using Ashlar.Core.Webhooks.Endpoints;

namespace Ashlar.Core.Webhooks;

/// <summary>Telling other systems of events.</summary>
internal sealed class WebhooksModule : IModule
{
    public void Define(ModuleBuilder module) => module
        .Resource<WebhookEndpoint, EndpointResource>()
        .Resource<Delivery, DeliveryResource>()
        .Command<CreateEndpoint, CreateEndpointHandler>("endpoints", command => command.CarriesSecret()
            .Field("url", field => field with { MaxLength = 2000, Hint = "Where the events are sent, https." })
            .Field("events", field => field with { Hint = "Types such as crm.deal_won; crm.* and * stand for several." })
            .Field("headers", field => field with { Hint = "Sent with every event, such as {\"Authorization\": \"Bearer …\"}. Values are kept sealed." }))
        .Command<RotateSecret, RotateSecretHandler>("endpoints", command => command.CarriesSecret().Label("Rotate secret").Permission("webhooks:endpoints:update")
            .Field("overlap_hours", field => field with { Min = 0, Max = 168, Hint = "For so long both secrets sign." }))
        .Command<SetHeaders, SetHeadersHandler>("endpoints", command => command.CarriesSecret().Named("set_headers", "Set headers").Permission("webhooks:endpoints:update"))
        .Command<TestEndpoint, TestEndpointHandler>("endpoints", command => command.Label("Send a test"))
        .Command<ReplayEndpoint, ReplayEndpointHandler>("endpoints", command => command.Label("Replay")
            .Field("only", field => field with { Hint = "Given up ones, or every event of the range." }))
        .Command<ResendDelivery, ResendDeliveryHandler>("deliveries", command => command.Label("Send again"))
        .Query<ListAttempts, ListAttemptsHandler>("deliveries/{delivery_id}/attempts", "webhooks:deliveries:read")
        .Query<GetBody, GetBodyHandler>("deliveries/{delivery_id}/body", "webhooks:deliveries:read")
        .Query<ListEventTypes, ListEventTypesHandler>("event_types", "webhooks:endpoints:read");
}
