CREATE TABLE meta_views (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL DEFAULT 1, deleted_at timestamptz, custom jsonb,
    resource text NOT NULL, name text NOT NULL, scope text NOT NULL, role_id uuid,
    definition jsonb NOT NULL, locked boolean NOT NULL DEFAULT false, is_default boolean NOT NULL DEFAULT false,
    favourite boolean NOT NULL DEFAULT false, position bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX meta_views_by_resource ON meta_views (tenant_id, resource, position);
SELECT public.protect_tenant_table('meta_views');

CREATE TABLE meta_custom_fields (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL DEFAULT 1, deleted_at timestamptz, custom jsonb,
    resource text NOT NULL, name text NOT NULL, label text NOT NULL, kind text NOT NULL,
    required boolean NOT NULL DEFAULT false, options jsonb, hint text, position bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX meta_custom_fields_unique_resource_and_name ON meta_custom_fields (tenant_id, resource, name) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('meta_custom_fields');
