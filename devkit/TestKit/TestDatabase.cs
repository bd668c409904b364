using Ashlar.Core.Storage;
using Npgsql;
using Xunit;

namespace Ashlar.TestKit;

/// <summary>A migrated database for one test class. Use it as a class fixture.</summary>
public sealed class TestDatabase(TestServer server) : IAsyncLifetime
{
    internal DatabaseConnections Connections { get; private set; } = null!;

    internal Databases Databases { get; private set; } = null!;

    internal Migrator Migrator => TestServer.Migrator(Connections);

    public async ValueTask InitializeAsync()
    {
        Connections = await server.CloneDatabase();
        Databases = new Databases(Connections, TimeProvider.System);
    }

    /// <summary>A connection that no policy binds, for preparing and inspecting.</summary>
    internal Task<NpgsqlConnection> OpenOwner() => Connections.OpenOwner("", CancellationToken.None);

    /// <summary>How many rows of a table a session of the tenants' role sees while it is bound to no tenant.</summary>
    public async Task<long> CountAsTenants(string table) => await Databases.App(Placement.Shared).Scalar<long>($"SELECT count(*) FROM {table}", CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        await server.Run($"DROP DATABASE IF EXISTS {Connections.MainDatabase} WITH (FORCE)");
    }
}
