using Ashlar.Contract.Modules;
using Ashlar.Core.Access;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Events;

internal static class EventsRegistration
{
    public static IServiceCollection AddEvents(this IServiceCollection services) => services
        .AddSingleton(provider => new EventCatalog(provider.GetRequiredService<IReadOnlyList<ModuleDefinition>>()))
        .AddSingleton<OutboxSignal>()
        .AddSingleton<Outbox>()
        .AddSingleton<CallerWatch>()
        .AddSingleton<LiveStream>()
        .AddHostedService<EventDispatcher>()
        .AddStartTask("event subscriptions", StartPhase.Core, critical: true, (provider, _) =>
        {
            provider.GetRequiredService<EventCatalog>();
            provider.GetRequiredService<CallerWatch>();
            return Task.CompletedTask;
        });

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/events/stream", context => context.RequestServices.GetRequiredService<LiveStream>().Handle(context)).SignedIn().Describes(OwnDocs.Stream);
}
