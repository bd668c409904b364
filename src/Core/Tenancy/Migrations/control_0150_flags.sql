-- Feature flags of the operator; the rows belong to the operator's tenant.
CREATE TABLE public.platform_flags (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    key text NOT NULL, description text, enabled boolean NOT NULL, environments text[] NOT NULL DEFAULT '{}', tenants text[] NOT NULL DEFAULT '{}', users text[] NOT NULL DEFAULT '{}',
    rollout_percent integer NOT NULL CHECK (rollout_percent BETWEEN 0 AND 100),
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX platform_flags_by_key ON public.platform_flags (tenant_id, key) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('public.platform_flags');
CREATE TRIGGER platform_flags_notify AFTER INSERT OR UPDATE OR DELETE ON public.platform_flags FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('flags', 'id');
