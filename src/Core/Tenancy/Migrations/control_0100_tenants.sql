-- Every change of a row that replicas keep in memory tells them, whoever made it and however.
-- Arguments: the topic, then the column whose value is the key.
CREATE FUNCTION public.notify_invalidation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
    PERFORM pg_notify('ashlar_invalidation', TG_ARGV[0] || ':' || coalesce(changed ->> TG_ARGV[1], '*'));
    RETURN NULL;
END $$;

-- The organisations, the operator's own among them.
CREATE TABLE public.tenants (
    id            uuid NOT NULL PRIMARY KEY,
    client_id     uuid,
    code          text NOT NULL CHECK (code ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'),
    name          text NOT NULL,
    status        text NOT NULL DEFAULT 'provisioning' CHECK (status IN ('provisioning', 'active', 'suspended', 'failed')),
    status_reason text,
    isolation     text NOT NULL DEFAULT 'shared' CHECK (isolation IN ('shared', 'schema', 'database')),
    database      text NOT NULL DEFAULT '',
    schema        text NOT NULL DEFAULT 'shared',
    hosts         text[] NOT NULL DEFAULT '{}',
    trade         text,
    admin_email   text,
    admin_name    text,
    apps          text[] NOT NULL DEFAULT '{}',
    limits        jsonb NOT NULL DEFAULT '{}',
    provisioning  jsonb,
    created_at    timestamptz NOT NULL DEFAULT now(),
    created_by    uuid,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    updated_by    uuid,
    version       integer NOT NULL DEFAULT 1,
    deleted_at    timestamptz,
    custom        jsonb
);
CREATE UNIQUE INDEX tenants_by_code ON public.tenants (code);
SELECT public.protect_platform_table('public.tenants');
CREATE TRIGGER tenants_notify AFTER INSERT OR UPDATE OR DELETE ON public.tenants
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('tenant', 'id');

-- The operator's view of all of them, as rows of the operator's tenant. Only the system role may look through it.
CREATE VIEW public.platform_tenants WITH (security_invoker = true) AS
    SELECT '00000000-0000-7000-8000-000000000001'::uuid AS tenant_id, t.* FROM public.tenants t;
GRANT SELECT, UPDATE ON public.platform_tenants TO ashlar_system;

INSERT INTO public.tenants (id, code, name, status) VALUES ('00000000-0000-7000-8000-000000000001', 'platform', 'Platform', 'active');
