-- Orders to erase a person from the log. The order itself is an entry of the log, and its digest names every entry and what was left of it.
CREATE TABLE public.audit_erasures (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    client_id  uuid,
    created_at timestamptz NOT NULL,
    created_by uuid,
    updated_at timestamptz NOT NULL,
    updated_by uuid,
    version    integer NOT NULL,
    deleted_at timestamptz,
    custom     jsonb,
    subject    text NOT NULL,
    user_id    uuid,
    reason     text NOT NULL,
    status     text NOT NULL DEFAULT 'ordered' CHECK (status IN ('ordered', 'done')),
    entries    bigint NOT NULL,
    requests   bigint NOT NULL DEFAULT 0,
    digest     text NOT NULL,
    done_at    timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_erasures_waiting ON public.audit_erasures (tenant_id, created_at) WHERE status = 'ordered';
SELECT public.protect_tenant_table('public.audit_erasures');

-- What each order takes out of which entry (1 name, 2 address, 4 reason, 8 changes, 16 details), and the hash of what stays.
CREATE TABLE public.audit_erased (
    log      uuid NOT NULL,
    erasure  uuid NOT NULL,
    entry_id uuid NOT NULL,
    parts    smallint NOT NULL,
    rest     bytea NOT NULL,
    PRIMARY KEY (log, erasure, entry_id)
);
SELECT public.protect_platform_table('public.audit_erased');
REVOKE UPDATE, DELETE ON public.audit_erased FROM ashlar_system;

-- Salts are destroyed by the host. Verification accepts that only for entries that a sealed order names.
GRANT UPDATE (salt) ON public.audit_leaves TO ashlar_system;
