using System.Reflection;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage.Embedded;
using Ashlar.Core.Storage.Isolation;
using Ashlar.Core.Storage.Room;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Ashlar.Core.Storage;

internal static class StorageRegistration
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration, IReadOnlyList<(string Module, Assembly Assembly)> modules)
    {
        services.AddSingleton(StorageOptions.From(configuration));
        services.AddSingleton(new MigratedModules(modules));
        services.AddSingleton<EmbeddedServer>();
        services.AddSingleton<DatabaseConnections>();
        services.AddSingleton<Databases>();
        services.AddSingleton<DatabaseRoom>();
        services.AddSingleton<DatabaseRoles>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<IsolationGate>();
        services.AddSingleton<Invalidation>();
        services.AddSingleton<InvalidationListener>().AddHostedService(provider => provider.GetRequiredService<InvalidationListener>());

        services.AddStartTask("database", StartPhase.Foundation, critical: true, ReachDatabase);
        services.AddStartTask("migrations", StartPhase.Foundation, critical: true, (provider, cancel) => provider.GetRequiredService<Migrator>().MigrateMain(cancel));
        services.AddStartTask("isolation gate", StartPhase.Core, critical: true, (provider, cancel) => provider.GetRequiredService<IsolationGate>().Check(cancel));
        services.AddStartTask("invalidation", StartPhase.Infrastructure, critical: false, (provider, _) =>
        {
            provider.GetRequiredService<InvalidationListener>().Begin();
            return Task.CompletedTask;
        });
        services.AddStopTask("database", async provider =>
        {
            await provider.GetRequiredService<Databases>().DisposeAsync();
            if (provider.GetRequiredService<StorageOptions>().Database is null)
                await provider.GetRequiredService<EmbeddedServer>().Stop();
        });
        services.AddHealthCheck("database", critical: true, async (provider, cancel) =>
        {
            await provider.GetRequiredService<Databases>().System.Execute("SELECT 1", cancel);
            return null;
        });
        services.AddHealthCheck("room", critical: false, (provider, cancel) => provider.GetRequiredService<DatabaseRoom>().Check(cancel));
        services.AddHealthCheck("invalidation", critical: false, (provider, _) => provider.GetRequiredService<Invalidation>().Connected
            ? Task.FromResult<string?>(null)
            : throw new InvalidOperationException("The channel is down; caches are bypassed."));
        return services;
    }

    private static async Task ReachDatabase(IServiceProvider provider, CancellationToken cancel)
    {
        var connections = provider.GetRequiredService<DatabaseConnections>();
        if (provider.GetRequiredService<StorageOptions>().Database is null)
            connections.Owner = await provider.GetRequiredService<EmbeddedServer>().Start(cancel);
        try
        {
            await using var owner = await connections.OpenOwner("", cancel);
            if (owner.PostgreSqlVersion.Major < PostgresBinaries.Oldest)
                throw new StartException($"The database server is PostgreSQL {owner.PostgreSqlVersion.Major}. Ashlar needs {PostgresBinaries.Oldest} or later.");
        }
        catch (Exception failure) when (failure is NpgsqlException or ArgumentException)
        {
            throw new StartException($"The database that ASHLAR_DATABASE names does not answer: {failure.Message}", failure);
        }
    }
}
