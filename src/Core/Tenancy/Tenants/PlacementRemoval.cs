using Ashlar.Core.Storage;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>Removes the schema or database of a tenant that never came to life.</summary>
internal sealed class PlacementRemoval(DatabaseConnections connections)
{
    /// <summary>The placement of a tenant with a database of its own, named after the main one so that installations can share a server.</summary>
    public Placement OwnDatabase(string name) => new($"{connections.MainDatabase}_{name}", Placement.Shared.Schema);

    /// <summary>Whether the schema or database is there already; then it is somebody's and not ours to make or remove.</summary>
    public async Task<bool> Exists(Placement placement, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        return placement.Database.Length > 0
            ? await owner.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", cancel, placement.Database)
            : await owner.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", cancel, placement.Schema);
    }

    public async Task Remove(Placement placement, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        if (placement.Database.Length > 0)
            await owner.Execute($"DROP DATABASE IF EXISTS {Quoted(placement.Database)} WITH (FORCE)", cancel);
        else
            await owner.Execute($"DROP SCHEMA IF EXISTS {Quoted(placement.Schema)} CASCADE", cancel);
        await owner.Execute("DELETE FROM public.schema_migrations WHERE schema = $1 AND $2 = ''", cancel, placement.Schema, placement.Database);
        await owner.Execute("DELETE FROM public.placements WHERE database = $1 AND schema = $2", cancel, placement.Database, placement.Schema);
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
