using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Backup.Restoring;

/// <summary>A foreign key, with the SQL that finds rows whose parent is missing.</summary>
internal sealed record ForeignKey(string Name, string Child, string Parent, string Join, string Filled)
{
    public string Orphans => $"{Filled} AND NOT EXISTS (SELECT FROM {Parent} p WHERE {Join})";
}

/// <summary>Foreign keys rest during a restore; here they are looked after.</summary>
internal static class ForeignKeys
{
    private const string All = """
        SELECT k.conname, format('%I.%I', cn.nspname, c.relname), format('%I.%I', pn.nspname, p.relname),
            (SELECT string_agg(format('p.%I = c.%I', b.attname, a.attname), ' AND ')
             FROM unnest(k.conkey, k.confkey) u (child, parent) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.child JOIN pg_attribute b ON b.attrelid = p.oid AND b.attnum = u.parent),
            (SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') FROM unnest(k.conkey) u (child) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.child)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY 2, 1
        """;

    public static Task<List<ForeignKey>> Read(NpgsqlConnection owner, CancellationToken cancel) =>
        owner.Query(All, row => new ForeignKey(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)), cancel);

    /// <summary>Foreign keys that do not hold, one line each.</summary>
    public static async Task<IReadOnlyList<string>> Broken(NpgsqlConnection owner, CancellationToken cancel)
    {
        var problems = new List<string>();
        foreach (var key in await Read(owner, cancel))
        {
            if (await owner.Scalar<long>($"SELECT count(*) FROM {key.Child} c WHERE {key.Orphans}", cancel) is > 0 and var orphans)
                problems.Add($"{orphans} rows of {key.Child} point at rows of {key.Parent} that are not there ({key.Name}).");
        }

        return problems;
    }
}
