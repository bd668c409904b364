-- The two ways to protect a table. Every migration that makes a table calls one of them.

-- A tenant's table: ashlar_app sees the rows of the tenant that the transaction is bound to, and none when it is bound to none.
CREATE FUNCTION public.protect_tenant_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY tenant_isolation ON %s TO ashlar_app
        USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::uuid)
        WITH CHECK (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::uuid)', target);
    EXECUTE format('CREATE POLICY system_access ON %s TO ashlar_system USING (true) WITH CHECK (true)', target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO ashlar_app, ashlar_system', target);
END
$$;

-- A table of the platform itself, such as users: tenants' sessions cannot touch it.
CREATE FUNCTION public.protect_platform_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY system_access ON %s TO ashlar_system USING (true) WITH CHECK (true)', target);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, ashlar_app', target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO ashlar_system', target);
END
$$;

REVOKE EXECUTE ON FUNCTION public.protect_tenant_table(regclass), public.protect_platform_table(regclass) FROM PUBLIC;
