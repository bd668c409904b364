-- API keys: of a person, of an integration (a member that nobody signs in as) or of a module; keys of modules are rows of the operator's organisation.
CREATE TABLE public.keys_api_keys (
    tenant_id       uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    name            text NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('person', 'integration', 'module')),
    module_name     text,
    environment     text NOT NULL CHECK (environment IN ('dev', 'staging', 'prod')),
    owner_id        uuid,
    status          text NOT NULL CHECK (status IN ('pending', 'active', 'refused', 'revoked')),
    is_active       boolean NOT NULL,
    scopes          text[] NOT NULL DEFAULT '{}',
    allowed_ips     text[] NOT NULL DEFAULT '{}',
    tenants         text[] NOT NULL DEFAULT '{}',
    rate_limit      integer CHECK (rate_limit > 0),
    prefix          text NOT NULL,
    expires_at      timestamptz,
    overlap_ends_at timestamptz,
    last_used_at    timestamptz,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, owner_id) REFERENCES public.org_users (tenant_id, id),
    CHECK ((kind = 'module') = (module_name IS NOT NULL)),
    CHECK ((kind = 'module') = (owner_id IS NULL)),
    CHECK (is_active = (status = 'active'))
);
CREATE INDEX keys_api_keys_by_owner ON public.keys_api_keys (tenant_id, owner_id);
CREATE INDEX keys_api_keys_by_maker ON public.keys_api_keys (tenant_id, created_by) WHERE kind = 'module';
SELECT public.protect_tenant_table('public.keys_api_keys');

-- What is kept of a secret: its hash. A key that was rotated has two for a while. Tenants' sessions cannot touch them.
CREATE TABLE public.keys_secrets (
    hash       bytea NOT NULL PRIMARY KEY,
    tenant_id  uuid NOT NULL,
    key_id     uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    -- The key is written after its secret, in the same transaction.
    FOREIGN KEY (tenant_id, key_id) REFERENCES public.keys_api_keys (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX keys_secrets_by_key ON public.keys_secrets (key_id);
SELECT public.protect_platform_table('public.keys_secrets');

-- Use that only moves last_used_at makes nobody forget anything.
CREATE TRIGGER keys_api_keys_notify AFTER DELETE OR UPDATE OF name, owner_id, status, scopes, allowed_ips, tenants, rate_limit, expires_at, deleted_at ON public.keys_api_keys
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('api_key', 'id');
CREATE TRIGGER keys_secrets_notify AFTER INSERT OR UPDATE OR DELETE ON public.keys_secrets
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('api_key', 'key_id');

-- Members that nobody signs in as: the account is disabled for good, so nothing that signs people in takes it, and only keys act for it.
ALTER TABLE public.identity_users ADD COLUMN kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'service'));
ALTER TABLE public.identity_users ADD CONSTRAINT identity_users_service_never_signs_in CHECK (kind = 'person' OR (status = 'disabled' AND password_hash IS NULL));

-- People registered to develop a module; rows of the operator's organisation.
CREATE TABLE public.platform_developers (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    email text NOT NULL, module_name text NOT NULL,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX platform_developers_unique_email_and_module_name ON public.platform_developers (tenant_id, lower(email), module_name) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('public.platform_developers');
