-- Numbers the operator sets over those the product comes with, for everybody or for one organisation; the rows belong to the operator's tenant.
CREATE TABLE public.platform_limits (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    policy text NOT NULL, for_tenant text, amount integer NOT NULL CHECK (amount > 0), note text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX platform_limits_once ON public.platform_limits (tenant_id, policy, coalesce(for_tenant, '')) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('public.platform_limits');
CREATE TRIGGER platform_limits_notify AFTER INSERT OR UPDATE OR DELETE ON public.platform_limits FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('limit_numbers', 'id');

-- From where an organisation may be reached. The rules of the operator's tenant hold for the whole installation.
CREATE TABLE public.org_network_rules (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    action text NOT NULL, network text, country text, active boolean NOT NULL, note text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX org_network_rules_active ON public.org_network_rules (tenant_id) WHERE active AND deleted_at IS NULL;
SELECT public.protect_tenant_table('public.org_network_rules');
CREATE TRIGGER org_network_rules_notify AFTER INSERT OR UPDATE OR DELETE ON public.org_network_rules FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('network_rules', 'tenant_id');
