namespace Ashlar.Core.Storage.Isolation;

/// <summary>The rules of the gate: each finds objects and says what is wrong with them.</summary>
internal static class IsolationRules
{
    /// <summary>How PostgreSQL prints the one condition that binds a policy to the tenant of the transaction.</summary>
    public const string Bound = "(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid)";

    private const string Prelude = """
        WITH tables AS (
            SELECT c.oid, c.oid::regclass::text AS name, c.relkind, c.relowner, c.relrowsecurity AND c.relforcerowsecurity AS forced, c.relispartition, c.reloptions,
                has_any_column_privilege('ashlar_app', c.oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege('ashlar_app', c.oid, 'DELETE, TRUNCATE') AS open,
                (SELECT attnum FROM pg_attribute a WHERE a.attrelid = c.oid AND attname = 'tenant_id' AND NOT attisdropped) AS tenant
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        ), tenant_tables AS (SELECT * FROM tables WHERE tenant IS NOT NULL AND relkind IN ('r', 'p') AND (open OR NOT relispartition)
        ), app_policies AS (
            SELECT p.*, t.name AS target, pg_get_expr(polqual, polrelid) AS qual, pg_get_expr(polwithcheck, polrelid) AS checks
            FROM pg_policy p JOIN tenant_tables t ON t.oid = p.polrelid
            WHERE p.polpermissive AND EXISTS (SELECT FROM unnest(polroles) r WHERE r = 0 OR r = 'ashlar_app'::regrole)
        )
        """;

    private const string Tables = """
        SELECT name, 'holds tenants'' rows without forced row-level security; its migration must call protect_tenant_table' FROM tenant_tables WHERE NOT forced
        UNION ALL
        SELECT name, 'is open to ashlar_app but has no policy for it; its migration must call protect_tenant_table' FROM tenant_tables t
        WHERE open AND NOT EXISTS (SELECT FROM app_policies p WHERE p.polrelid = t.oid)
        UNION ALL
        SELECT target || '.' || polname, 'is a policy that lets ashlar_app reach rows beyond its tenant' FROM app_policies
        WHERE NOT coalesce(qual = $1 OR starts_with(qual, '(' || $1 || ' AND '), polcmd = 'a')
           OR NOT coalesce(checks = $1 OR starts_with(checks, '(' || $1 || ' AND '), polcmd <> 'a')
        UNION ALL
        SELECT name, 'has no tenant_id but is open to ashlar_app; call protect_platform_table' FROM tables WHERE tenant IS NULL AND open AND relkind IN ('r', 'p', 'f')
        """;

    // Tables that are closed to tenants' sessions may be keyed as the platform needs, and everybody may point at the row of his own tenant.
    private const string Keys = """
        SELECT i.indexrelid::regclass::text, 'is unique across tenants and tells one tenant what another has; lead it with tenant_id'
        FROM pg_index i JOIN tenant_tables t ON t.oid = i.indrelid
        WHERE t.open AND (i.indisunique OR i.indisexclusion) AND i.indkey[0] <> t.tenant
        UNION ALL
        SELECT s.name || '.' || k.conname, 'is a foreign key that may point at another tenant''s row; lead it with tenant_id on both sides'
        FROM pg_constraint k JOIN tables s ON s.oid = k.conrelid JOIN tables t ON t.oid = k.confrelid
        WHERE k.contype = 'f' AND s.open AND t.tenant IS NOT NULL AND (k.conkey[1] IS DISTINCT FROM s.tenant OR t.open AND k.confkey[1] <> t.tenant)
        """;

    private const string Views = """
        SELECT name, 'is a view that runs with its owner''s rights; make it WITH (security_invoker = true)' FROM tables
        WHERE relkind = 'v' AND NOT coalesce(reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
        UNION ALL
        SELECT name, 'is a materialized view, which no policy can protect; use a table' FROM tables WHERE relkind = 'm' AND (open OR tenant IS NOT NULL)
        UNION ALL
        SELECT p.oid::regprocedure::text, 'is a function that runs with its owner''s rights; make it SECURITY INVOKER'
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
        """;

    private const string Role = """
        SELECT 'role ' || rolname, 'must be NOSUPERUSER, NOBYPASSRLS, NOCREATEROLE, NOCREATEDB and NOREPLICATION' FROM pg_roles
        WHERE rolname IN ('ashlar_app', 'ashlar_system') AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
        UNION ALL
        SELECT 'role ashlar_app', 'is a member of ' || roleid::regrole || '; revoke it' FROM pg_auth_members WHERE member = 'ashlar_app'::regrole
        UNION ALL
        SELECT name, 'belongs to ashlar_app, whom its policies then do not bind; change the owner' FROM tables WHERE relowner = 'ashlar_app'::regrole
        UNION ALL
        SELECT 'schema ' || nspname, 'can be created in by ashlar_app; revoke CREATE' FROM pg_namespace
        WHERE nspname NOT LIKE 'pg\_%' AND has_schema_privilege('ashlar_app', oid, 'CREATE')
        """;

    public const string All = $"{Prelude}\n{Tables}\nUNION ALL\n{Keys}\nUNION ALL\n{Views}\nUNION ALL\n{Role}";
}
