using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Events;
using Ashlar.Core.Hooks.Intake;
using Ashlar.Core.Hooks.Processing;
using Ashlar.Core.Hooks.Sources;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;

namespace Ashlar.Core.Hooks;

internal static class HooksRegistration
{
    public static IServiceCollection AddHooks(this IServiceCollection services) => services
        .AddSingleton<SourceIndex>()
        .AddSingleton<SourceSecrets>()
        .AddSingleton<SourceAddresses>()
        .AddSingleton<ProcessorSignal>()
        .AddSingleton<InboxWriter>().AddHostedService(provider => provider.GetRequiredService<InboxWriter>())
        .AddSingleton<Refusals>().AddHostedService(provider => provider.GetRequiredService<Refusals>())
        .AddSingleton<HookEndpoint>()
        .AddSingleton<IEventTap, HookOutcome>()
        .AddHostedService<HookProcessor>()
        .AddSchedule<InboxPurge>("hooks.purge", TimeSpan.FromHours(1))
        .AddCoreModule("hooks", "Incoming webhooks", "inbox", new HooksModule(), new MenuItem("hooks", "Incoming webhooks", "inbox", "/hooks", Permission: "hooks:sources:read"));

    public static void MapHooks(this IEndpointRouteBuilder routes) =>
        routes.MapPost(SourceAddresses.Path + "/{source}/{token}", (HttpContext context, string source, string token, HookEndpoint endpoint) => endpoint.Handle(context, source, token))
            .Anonymous("The sender proves itself by the token in the address and by its signature.").LeavesNoEntry("The request itself is kept as it came, and refusals are counted.").Describes(HookDocs.Receive);
}
