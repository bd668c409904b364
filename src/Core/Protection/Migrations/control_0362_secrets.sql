-- Secrets of an organisation. Values stand in versions, sealed; an earlier version can be used until its lease ends and is emptied then.
CREATE TABLE public.protection_secrets (
    tenant_id       uuid NOT NULL REFERENCES public.tenants (id),
    name            text NOT NULL,
    description     text,
    version         integer NOT NULL,
    lease_seconds   integer NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    updated_by      uuid,
    updated_by_name text NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
SELECT public.protect_platform_table('public.protection_secrets');

CREATE TABLE public.protection_secret_versions (
    tenant_id       uuid NOT NULL,
    name            text NOT NULL,
    version         integer NOT NULL,
    sealed          bytea,
    created_at      timestamptz NOT NULL,
    created_by      uuid,
    created_by_name text NOT NULL,
    usable_until    timestamptz,
    PRIMARY KEY (tenant_id, name, version),
    FOREIGN KEY (tenant_id, name) REFERENCES public.protection_secrets (tenant_id, name) ON DELETE CASCADE
);
CREATE INDEX protection_secret_versions_due ON public.protection_secret_versions (usable_until) WHERE usable_until IS NOT NULL AND sealed IS NOT NULL;
SELECT public.protect_platform_table('public.protection_secret_versions');
