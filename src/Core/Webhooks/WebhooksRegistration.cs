using Ashlar.Core.Events;
using Ashlar.Core.Http.Outbound;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;
using Ashlar.Core.Webhooks.Deliveries;
using Ashlar.Core.Webhooks.Endpoints;
using Ashlar.Core.Webhooks.Sending;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Webhooks;

internal static class WebhooksRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStartTask("webhook endpoints", StartPhase.Infrastructure, critical: false, (provider, cancel) => provider.GetRequiredService<EndpointIndex>().Load(cancel));
        return services
            .AddSingleton(_ => new AddressRules(AddressOptions.From(configuration, "ASHLAR_WEBHOOKS")))
            .AddSingleton<EventTypes>()
            .AddSingleton<EndpointIndex>()
            .AddSingleton<Secrets>()
            .AddSingleton<DeliverySignal>()
            .AddSingleton<DeliveryStore>()
            .AddSingleton<EndpointFailures>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<IEventTap, FanOut>()
            .AddHostedService<DeliveryWorker>()
            .AddSchedule<DeliveryRetention>("webhooks.purge", TimeSpan.FromHours(1))
            .AddCoreModule("webhooks", "Webhooks", "webhook", new WebhooksModule(), new MenuItem("webhooks", "Webhooks", "webhook", "/webhooks", Permission: "webhooks:endpoints:read"));
    }
}
