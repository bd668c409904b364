CREATE TABLE module_name_items (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    name text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'closed')),
    notes text,
    closed_reason text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX module_name_items_newest ON module_name_items (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('module_name_items');
