using Ashlar.Core.Lifecycle;
using Npgsql;

namespace Ashlar.Core.Storage.Isolation;

/// <summary>Something in the catalogue through which one tenant could reach or notice another's rows.</summary>
internal sealed record IsolationBreach(string Database, string Object, string Problem)
{
    public override string ToString() => $"{(Database.Length == 0 ? "" : Database + ": ")}{Object} {Problem}";
}

/// <summary>
/// Reads the catalogue of every database and refuses to start when the database would not isolate tenants by itself.
/// Row-level security is only as good as what stands around it, so keys, views, functions and the role are looked at as well.
/// </summary>
internal sealed class IsolationGate(DatabaseConnections connections, Migrator migrator)
{
    /// <summary>What looks like a breach and is none, by object and reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Allowed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["public.outbox_pkey"] = "The platform makes the ids, tenants' sessions can only insert, and the dispatcher looks rows up by id alone.",
    };

    public async Task Check(CancellationToken cancel)
    {
        var breaches = await Breaches(cancel);
        if (breaches.Count > 0)
            throw new StartException($"The database does not isolate tenants:{string.Concat(breaches.Select(breach => $"\n  - {breach}"))}");
    }

    public async Task<IReadOnlyList<IsolationBreach>> Breaches(CancellationToken cancel)
    {
        var databases = (await migrator.Placements(cancel)).Select(placement => placement.Database).Append("").Distinct(StringComparer.Ordinal);
        var breaches = new List<IsolationBreach>();
        foreach (var database in databases)
        {
            await using var owner = await connections.OpenOwner(database, cancel);
            breaches.AddRange(await Breaches(owner, database, cancel));
        }

        return breaches;
    }

    internal static async Task<IEnumerable<IsolationBreach>> Breaches(NpgsqlConnection owner, string database, CancellationToken cancel)
    {
        // An empty path makes the catalogue print every name with its schema.
        await owner.Execute("SELECT set_config('search_path', '', false)", cancel);
        var found = await owner.Query(IsolationRules.All, reader => new IsolationBreach(database, reader.GetString(0), reader.GetString(1)), cancel, IsolationRules.Bound);
        return found.Where(breach => !Allowed.ContainsKey(breach.Object)).OrderBy(breach => breach.Object, StringComparer.Ordinal);
    }
}
