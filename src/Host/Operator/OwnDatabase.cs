using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Embedded;
using Npgsql;

namespace Ashlar.Host.Operator;

/// <summary>Reaches the database as its owner: the one ASHLAR_DATABASE names, the one of a running host, or one started for this command.</summary>
internal static class OwnDatabase
{
    public static async Task Reach(IServiceProvider services, CancellationToken cancel)
    {
        var (options, connections) = (services.GetRequiredService<StorageOptions>(), services.GetRequiredService<DatabaseConnections>());
        if (options.Database is not null)
            return;
        try
        {
            connections.Owner = await services.GetRequiredService<EmbeddedServer>().Start(cancel);
        }
        catch (StartException) when (File.Exists(Path.Combine(options.DataFolder, "host.pid")))
        {
            // A host runs on this folder; its server is asked and left alone.
            var folder = await ServerFolder.Prepare(options.DataFolder, await ServerUser.Current(cancel), cancel);
            connections.Owner = new NpgsqlConnectionStringBuilder { Host = folder.Socket, Username = Cluster.Owner, Database = Cluster.Database }.ConnectionString;
        }
    }

    /// <summary>What ran and what would run. A database that never saw a host has no list of places yet: then everything would run.</summary>
    public static async Task<IReadOnlyList<MigrationStatus>> Status(IServiceProvider services, CancellationToken cancel)
    {
        await using var owner = await services.GetRequiredService<DatabaseConnections>().OpenOwner("", cancel);
        if (await owner.Scalar<bool>("SELECT to_regclass('public.placements') IS NOT NULL", cancel))
            return await services.GetRequiredService<Migrator>().Status(cancel);
        throw new StartException("This database is empty. db migrate, or the first start of the host, makes it ready.");
    }
}
