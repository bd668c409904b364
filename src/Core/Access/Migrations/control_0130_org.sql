-- Clients, units and groups of an organisation. Its members are rows of org_users.
CREATE TABLE public.org_clients (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    code text NOT NULL, name text NOT NULL, status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')), parent_id uuid,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES public.org_clients (tenant_id, id)
);
CREATE UNIQUE INDEX org_clients_by_code ON public.org_clients (tenant_id, code) WHERE deleted_at IS NULL;

CREATE TABLE public.org_units (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    kind text NOT NULL CHECK (kind IN ('company', 'branch', 'department')), name text NOT NULL, code text, parent_id uuid,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES public.org_units (tenant_id, id)
);
CREATE UNIQUE INDEX org_units_by_code ON public.org_units (tenant_id, code) WHERE deleted_at IS NULL;

CREATE TABLE public.org_groups (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    name text NOT NULL, description text, traits text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX org_groups_by_name ON public.org_groups (tenant_id, lower(name)) WHERE deleted_at IS NULL;

CREATE TABLE public.org_group_members (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    group_id uuid NOT NULL, user_id uuid NOT NULL,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES public.org_groups (tenant_id, id)
);
CREATE UNIQUE INDEX org_group_members_once ON public.org_group_members (tenant_id, group_id, user_id) WHERE deleted_at IS NULL;
CREATE INDEX org_group_members_by_user ON public.org_group_members (tenant_id, user_id);

SELECT public.protect_tenant_table('public.org_clients'), public.protect_tenant_table('public.org_units'), public.protect_tenant_table('public.org_groups'), public.protect_tenant_table('public.org_group_members');

CREATE TRIGGER org_clients_notify AFTER INSERT OR UPDATE OR DELETE ON public.org_clients FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('access', 'tenant_id');
CREATE TRIGGER org_units_notify AFTER INSERT OR UPDATE OR DELETE ON public.org_units FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('access', 'tenant_id');
CREATE TRIGGER org_groups_notify AFTER INSERT OR UPDATE OR DELETE ON public.org_groups FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('access', 'tenant_id');
CREATE TRIGGER org_group_members_notify AFTER INSERT OR UPDATE OR DELETE ON public.org_group_members FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('access', 'tenant_id');
