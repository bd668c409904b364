using System.Collections.Concurrent;
using Ashlar.Contract.Resources;
using Ashlar.Core.Storage.Grouped;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>The connection pools: one for tenants' rows per database, under a role that row-level security binds, and one for system work.</summary>
internal sealed class Databases(DatabaseConnections connections, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> _app = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> _system = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GroupedReads> _grouped = new(StringComparer.Ordinal);

    /// <summary>The main database under the role that sees all tenants. Only the control plane and audited system work use it.</summary>
    public NpgsqlDataSource System => SystemOf("");

    /// <summary>A database under the role that sees one tenant at a time.</summary>
    public NpgsqlDataSource App(Placement placement) => Pool(_app, placement.Database, DatabaseConnections.AppRole);

    /// <summary>Where a resource is read: rows of all tenants exist for the system role only, and carry the operator's tenant.</summary>
    public NpgsqlDataSource For(ResourceDefinition resource, Placement placement) => resource.AcrossTenants ? System : App(placement);

    /// <summary>Reads a resource's rows with one short statement, together with what others read at the same moment. The reading may begin anew.</summary>
    public Task<T> ReadShort<T>(ResourceDefinition resource, TenantScope scope, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel) =>
        resource.AcrossTenants
            ? System.Read(scope, [statement], read, cancel)
            : _grouped.GetOrAdd(scope.Placement.Database, static (_, of) => new GroupedReads(of.Source, of.Time), (Source: App(scope.Placement), Time: time)).Read(scope, statement, read, cancel);

    /// <summary>Any database under the system role.</summary>
    public NpgsqlDataSource SystemOf(string database) => Pool(_system, database, DatabaseConnections.SystemRole);

    // Lazy, because a lost race must not leave a second pool behind.
    private NpgsqlDataSource Pool(ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> pools, string database, string role) =>
        pools.GetOrAdd(database, name => new Lazy<NpgsqlDataSource>(() => connections.Build(name, role))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _app.Values.Concat(_system.Values))
        {
            if (source.IsValueCreated)
                await source.Value.DisposeAsync();
        }
    }
}
