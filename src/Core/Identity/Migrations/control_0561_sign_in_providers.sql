-- Providers of OpenID Connect that vouch for people: of one organisation, or of the whole installation when they are the operator's.
CREATE TABLE public.identity_providers (
    tenant_id        uuid NOT NULL REFERENCES public.tenants (id),
    id               uuid NOT NULL UNIQUE,
    name             text NOT NULL,
    issuer           text NOT NULL,
    client_id        text NOT NULL,
    -- A reference to a secret, never the secret; null for a client without one.
    client_secret    text,
    scopes           text[] NOT NULL,
    domains          text[] NOT NULL DEFAULT '{}',
    link_existing    boolean NOT NULL DEFAULT false,
    first_sign_in    text NOT NULL DEFAULT 'refuse' CHECK (first_sign_in IN ('refuse', 'create')),
    role_id          uuid,
    enabled          boolean NOT NULL DEFAULT true,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    updated_by       uuid,
    updated_by_name  text NOT NULL,
    version          integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, role_id) REFERENCES public.rbac_roles (tenant_id, id)
);
SELECT public.protect_platform_table('public.identity_providers');

-- Issuer and subject are who somebody is, in the realm of the organisation whose provider said so; the operator's realm is everywhere.
ALTER TABLE public.identity_external RENAME COLUMN provider TO issuer;
ALTER TABLE public.identity_external ADD COLUMN realm_id uuid;
UPDATE public.identity_external SET realm_id = '00000000-0000-7000-8000-000000000001';
ALTER TABLE public.identity_external
    ALTER COLUMN realm_id SET NOT NULL,
    DROP CONSTRAINT identity_external_provider_subject_key,
    ADD CONSTRAINT identity_external_once UNIQUE (realm_id, issuer, subject);

-- A way to a provider and back: known by its state, tied to one browser, gone through once.
CREATE TABLE public.identity_provider_visits (
    state        bytea NOT NULL PRIMARY KEY,
    browser      bytea NOT NULL,
    provider_id  uuid NOT NULL REFERENCES public.identity_providers (id) ON DELETE CASCADE,
    purpose      text NOT NULL CHECK (purpose IN ('sign_in', 'link', 'step_up')),
    user_id      uuid REFERENCES public.identity_users (id),
    session_id   uuid REFERENCES public.identity_sessions (id) ON DELETE CASCADE,
    redirect_uri text NOT NULL,
    return_to    text,
    tenant_code  text,
    by_cookie    boolean NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    CHECK ((purpose = 'sign_in') = (session_id IS NULL))
);
CREATE INDEX identity_provider_visits_by_end ON public.identity_provider_visits (expires_at);
SELECT public.protect_platform_table('public.identity_provider_visits');

-- Which provider vouched for a session, and the only organisation it is for, where the provider is that organisation's.
ALTER TABLE public.identity_sessions ADD COLUMN provider_id uuid, ADD COLUMN within_id uuid REFERENCES public.tenants (id);
CREATE INDEX identity_sessions_by_provider ON public.identity_sessions (provider_id) WHERE provider_id IS NOT NULL AND revoked_at IS NULL;

-- The question for a second factor keeps it until it is answered.
ALTER TABLE public.identity_challenges ADD COLUMN idp text, ADD COLUMN idp_sid text, ADD COLUMN provider_id uuid, ADD COLUMN provider_name text, ADD COLUMN within_id uuid;

-- Confinement depends on whether the address was confirmed.
DROP TRIGGER identity_users_notify ON public.identity_users;
CREATE TRIGGER identity_users_notify AFTER DELETE OR UPDATE OF status, name, email, verified_at ON public.identity_users
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('user', 'id');
