using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Lifecycle;

internal static class LifecycleRegistration
{
    /// <summary>Comes first: hosted services stop in the reverse order of their registration, and the database must outlive all of them.</summary>
    public static IServiceCollection AddLifecycle(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HostState>();
        services.AddSingleton<Startup>().AddHostedService(provider => provider.GetRequiredService<Startup>());
        services.AddSingleton<Drain>().AddHostedService(provider => provider.GetRequiredService<Drain>());
        var server = services.Last(service => service.ServiceType == typeof(IServer));
        services.Remove(server);
        services.AddSingleton<IServer>(provider => new Listener((IServer)ActivatorUtilities.CreateInstance(provider, server.ImplementationType!), provider.GetRequiredService<Startup>()));
        services.AddSingleton<HealthChecks>().AddHostedService(provider => provider.GetRequiredService<HealthChecks>());
        services.AddStartTask("health checks", StartPhase.Health, critical: false, async (provider, cancel) => await provider.GetRequiredService<HealthChecks>().Results(cancel));
        services.Configure<HostOptions>(options => options.ShutdownTimeout = Drain.Longest);
        return services;
    }

    public static IServiceCollection AddStartTask(this IServiceCollection services, string name, StartPhase phase, bool critical, Func<IServiceProvider, CancellationToken, Task> run) =>
        services.AddSingleton(new StartTask(name, phase, critical, run));

    public static IServiceCollection AddStopTask(this IServiceCollection services, string name, Func<IServiceProvider, Task> run) =>
        services.AddSingleton(new StopTask(name, run));

    public static IServiceCollection AddHealthCheck(this IServiceCollection services, string name, bool critical, Func<IServiceProvider, CancellationToken, Task<string?>> run) =>
        services.AddSingleton(new HealthCheck(name, critical, run));

    /// <summary>After the middleware that gives a request its id, before everything else.</summary>
    public static void UseDrain(this IApplicationBuilder app)
    {
        var drain = app.ApplicationServices.GetRequiredService<Drain>();
        app.Use(next => context => drain.Invoke(context, next));
    }
}
