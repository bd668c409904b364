using System.Collections.Concurrent;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>The connection pools: one for tenants' rows per database, under a role that row-level security binds, and one for system work.</summary>
internal sealed class Databases(DatabaseConnections connections) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, NpgsqlDataSource> _app = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, NpgsqlDataSource> _system = new(StringComparer.Ordinal);

    /// <summary>The main database under the role that sees all tenants. Only the control plane and audited system work use it.</summary>
    public NpgsqlDataSource System => SystemOf("");

    /// <summary>A database under the role that sees one tenant at a time.</summary>
    public NpgsqlDataSource App(Placement placement) => _app.GetOrAdd(placement.Database, name => connections.Build(name, "ashlar_app"));

    /// <summary>Any database under the system role.</summary>
    public NpgsqlDataSource SystemOf(string database) => _system.GetOrAdd(database, name => connections.Build(name, "ashlar_system"));

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _app.Values.Concat(_system.Values))
            await source.DisposeAsync();
    }
}
