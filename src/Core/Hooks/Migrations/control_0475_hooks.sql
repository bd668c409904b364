-- Where other systems send their events.
CREATE TABLE public.hooks_sources (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    code text NOT NULL, name text NOT NULL, kind text NOT NULL, enabled boolean NOT NULL DEFAULT true,
    tolerance_seconds bigint NOT NULL DEFAULT 300, account_required boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);

-- The address holds a token of which only the digest is looked up; token and secret are sealed, apart from the rows that are listed and logged.
CREATE TABLE public.hooks_secrets (
    tenant_id uuid NOT NULL, source_id uuid NOT NULL,
    token_digest text NOT NULL, token text NOT NULL, secret text,
    PRIMARY KEY (tenant_id, source_id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES public.hooks_sources (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);

-- Which account of the other system belongs to which organisation; a source of the operator serves many.
CREATE TABLE public.hooks_accounts (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    source_id uuid NOT NULL, name text NOT NULL, organisation text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES public.hooks_sources (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX hooks_accounts_once ON public.hooks_accounts (tenant_id, source_id, name) WHERE deleted_at IS NULL;

-- What is done with the events of a source: the first rule that fits counts.
CREATE TABLE public.hooks_rules (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    source_id uuid, type text NOT NULL, action text NOT NULL, position bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES public.hooks_sources (tenant_id, id) ON DELETE CASCADE
);

-- What arrived, byte for byte, before anybody looks at it. It is here before the sender is told that it was accepted.
CREATE TABLE public.hooks_inbox (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    source_id uuid NOT NULL, source_tenant uuid NOT NULL, dedupe_key text NOT NULL, type text NOT NULL, account text, headers text NOT NULL, body bytea NOT NULL, trace text,
    state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'published', 'processed', 'parked', 'ignored', 'failed')), reason text, runs integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL DEFAULT 1, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    -- The same event of a source counts once.
    UNIQUE (tenant_id, source_id, dedupe_key)
);
CREATE INDEX hooks_inbox_waiting ON public.hooks_inbox (created_at) WHERE state = 'received';
CREATE INDEX hooks_inbox_log ON public.hooks_inbox (tenant_id, source_id, created_at DESC);
CREATE INDEX hooks_inbox_old ON public.hooks_inbox (created_at);

-- Why requests of a source were refused, one row per reason with the last time; no bodies of strangers are kept.
CREATE TABLE public.hooks_refusals (
    tenant_id uuid NOT NULL, source_id uuid NOT NULL, reason text NOT NULL, count bigint NOT NULL, last_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, source_id, reason),
    FOREIGN KEY (tenant_id, source_id) REFERENCES public.hooks_sources (tenant_id, id) ON DELETE CASCADE
);
SELECT public.protect_tenant_table('public.hooks_sources'), public.protect_tenant_table('public.hooks_secrets'), public.protect_tenant_table('public.hooks_accounts'), public.protect_tenant_table('public.hooks_rules'),
       public.protect_tenant_table('public.hooks_inbox'), public.protect_tenant_table('public.hooks_refusals');

-- Requests under the columns that every resource has, without headers and bodies.
CREATE VIEW public.hooks_requests WITH (security_invoker = true) AS
SELECT tenant_id, id, client_id, created_at, created_by, updated_at, updated_by, version, deleted_at, custom, source_id, type, account, state, reason, dedupe_key, length(body)::bigint AS bytes
FROM public.hooks_inbox;
GRANT SELECT, UPDATE ON public.hooks_requests TO ashlar_app, ashlar_system;
