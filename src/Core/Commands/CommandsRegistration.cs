using Ashlar.Contract.Access;
using Ashlar.Contract.Events;
using Ashlar.Contract.Metrics;
using Ashlar.Core.Observability.Measures;

namespace Ashlar.Core.Commands;

internal static class CommandsRegistration
{
    public static IServiceCollection AddCommands(this IServiceCollection services) => services
        .AddSingleton<OperationFactory>()
        .AddSingleton<Idempotency>()
        .AddSingleton<CommandPipeline>()
        .AddSingleton<RunCommand>()
        .AddSingleton<RunQuery>()
        .AddScoped<CurrentOperation>()
        .AddScoped<IActor, CurrentActor>()
        .AddScoped<IEvents, CurrentEvents>()
        .AddScoped<IMetrics, CurrentMetrics>()
        // Handlers of the core itself write through the unit of work.
        .AddScoped(provider => provider.GetRequiredService<CurrentOperation>().Work);
}
