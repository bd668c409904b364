-- What is known of a file. Its bytes are in a store, sealed under a key of its own; a row never holds them.
CREATE TABLE public.files (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    name text NOT NULL, media_type text NOT NULL, size bigint NOT NULL DEFAULT 0, sha256 text,
    state text NOT NULL CHECK (state IN ('uploading', 'quarantined', 'ready', 'deleted')), scan_result text,
    data_class text NOT NULL, owner_id uuid, expires_at timestamptz, hold boolean NOT NULL DEFAULT false, hold_reason text,
    store text NOT NULL, path text NOT NULL,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX files_new ON public.files (tenant_id, created_at DESC);
CREATE INDEX files_waiting ON public.files (created_at) WHERE state IN ('uploading', 'quarantined');

-- The key of each file, wrapped with the keys of its organisation. Destroying it destroys every copy of the bytes.
CREATE TABLE public.files_keys (
    tenant_id uuid NOT NULL, file_id uuid NOT NULL, wrapped bytea, destroyed_at timestamptz,
    PRIMARY KEY (tenant_id, file_id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES public.files (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);

-- Bytes that are still to be removed from a store, written with the deletion, so that no crash leaves them behind.
CREATE TABLE public.files_removals (
    tenant_id uuid NOT NULL, file_id uuid NOT NULL, client_id uuid, name text NOT NULL, store text NOT NULL, path text NOT NULL, requested_at timestamptz NOT NULL, next_at timestamptz NOT NULL, attempts integer NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, file_id)
);
CREATE INDEX files_removals_due ON public.files_removals (next_at);

-- How long files of a class are kept; those of the operator's organisation hold everywhere.
CREATE TABLE public.files_retention (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    data_class text NOT NULL, min_days bigint, max_days bigint, note text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX files_retention_once ON public.files_retention (tenant_id, data_class) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('public.files'), public.protect_tenant_table('public.files_keys'), public.protect_tenant_table('public.files_removals'), public.protect_tenant_table('public.files_retention');
