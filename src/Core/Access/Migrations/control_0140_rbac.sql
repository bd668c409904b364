-- Roles of an organisation: built-in ones, those its apps bring (app is set), and its own.
CREATE TABLE public.rbac_roles (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    code text NOT NULL, name text NOT NULL, description text, app text, builtin boolean NOT NULL DEFAULT false,
    allow text[] NOT NULL DEFAULT '{}', deny text[] NOT NULL DEFAULT '{}', rules jsonb,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX rbac_roles_by_code ON public.rbac_roles (tenant_id, code) WHERE deleted_at IS NULL;

-- Who holds what. client_id and unit_id narrow a grant to the members of one client or unit; resource_id to one row.
CREATE TABLE public.rbac_grants (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    user_id uuid, group_id uuid, role_id uuid, permission text, effect text NOT NULL DEFAULT 'allow' CHECK (effect IN ('allow', 'deny')),
    resource text, resource_id text CHECK (resource_id::uuid IS NOT NULL OR resource_id IS NULL), unit_id uuid, expires_at timestamptz,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES public.org_groups (tenant_id, id),
    FOREIGN KEY (tenant_id, role_id) REFERENCES public.rbac_roles (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES public.org_units (tenant_id, id),
    CHECK (num_nonnulls(user_id, group_id) = 1),
    CHECK (num_nonnulls(role_id, permission) = 1)
);
CREATE INDEX rbac_grants_by_user ON public.rbac_grants (tenant_id, user_id);
CREATE INDEX rbac_grants_by_group ON public.rbac_grants (tenant_id, group_id);
CREATE INDEX rbac_grants_by_role ON public.rbac_grants (tenant_id, role_id);

SELECT public.protect_tenant_table('public.rbac_roles'), public.protect_tenant_table('public.rbac_grants');

CREATE TRIGGER rbac_roles_notify AFTER INSERT OR UPDATE OR DELETE ON public.rbac_roles FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('access', 'tenant_id');
CREATE TRIGGER rbac_grants_notify AFTER INSERT OR UPDATE OR DELETE ON public.rbac_grants FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('access', 'tenant_id');
