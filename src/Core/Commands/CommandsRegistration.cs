using Ashlar.Contract.Access;
using Ashlar.Contract.Events;

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
        // Handlers of the core itself write through the unit of work.
        .AddScoped(provider => provider.GetRequiredService<CurrentOperation>().Work);
}
