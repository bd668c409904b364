using System.Text.Json;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>Fingerprints of what a tenant has in every table, taken by the owner of the database, whom no policy binds.</summary>
internal static class Prints
{
    private const string Tables = """
        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
        """;

    /// <summary>Tables in which the host itself goes on writing about a tenant whether or not anybody asks: the log with its seals, counts of requests, deliveries and work under way.</summary>
    private static readonly string[] _moving = ["public.audit_", "public.limit", "public.identity_sessions", "public.webhooks_deliver", "public.webhooks_attempts", "public.webhooks_health", "public.outbox", "public.jobs", "public.job_", "public.hooks_requests", "public.hooks_inbox"];

    /// <summary>The same in rows that otherwise stay: when somebody was seen, when work is due.</summary>
    private const string Row = "(to_jsonb(t) - ARRAY['last_seen_at', 'last_used_at', 'next_due_at', 'last_due_at', 'armed'])::text";

    /// <summary>The print of each table by its name. Whatever changed shows as a table whose print differs.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Of(NpgsqlConnection owner, Guid tenant)
    {
        var prints = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in await owner.Query(Tables, row => row.GetString(0), CancellationToken.None))
        {
            if (_moving.Any(prefix => table.StartsWith(prefix, StringComparison.Ordinal)))
                continue;
            prints[table] = await owner.Scalar<string>($"SELECT count(*) || ' rows ' || coalesce(md5(string_agg({Row}, chr(10) ORDER BY {Row})), '') FROM {table} t WHERE tenant_id = $1", CancellationToken.None, tenant) ?? "";
        }

        return prints;
    }

    /// <summary>The print of what the database is made of: tables, columns, functions, policies, roles and their rights.</summary>
    public static async Task<string> OfCatalogue(NpgsqlConnection owner) => await owner.Scalar<string>(
        """
        SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
            SELECT format('%s %s %s %s', n.nspname, c.relname, c.relkind, c.relacl) AS line FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT LIKE 'pg\_%' AND c.relname NOT LIKE 'audit\_%'
            UNION ALL SELECT format('%s %s %s', p.oid::regprocedure, p.prosecdef, md5(p.prosrc)) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname NOT LIKE 'pg\_%'
            UNION ALL SELECT format('%s %s %s', polrelid::regclass, polname, pg_get_expr(polqual, polrelid)) FROM pg_policy
            UNION ALL SELECT format('%s %s %s', rolname, rolsuper, rolbypassrls) FROM pg_roles) AS lines
        """, CancellationToken.None) ?? "";

    public static string Show(IReadOnlyDictionary<string, string> prints) => JsonSerializer.Serialize(prints.OrderBy(pair => pair.Key, StringComparer.Ordinal));
}
