-- Users of the whole platform. What they are in an organisation is a row of org_users.
CREATE TABLE public.identity_users (
    id                  uuid NOT NULL PRIMARY KEY,
    email               text NOT NULL UNIQUE CHECK (email = lower(email)),
    username            text UNIQUE CHECK (username = lower(username) AND position('@' IN username) = 0),
    name                text NOT NULL,
    password_hash       text,
    status              text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
    verified_at         timestamptz,
    failed_count        integer NOT NULL DEFAULT 0,
    failed_since        timestamptz,
    locked_until        timestamptz,
    locale              text,
    time_zone           text,
    password_changed_at timestamptz,
    last_sign_in_at     timestamptz,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    version             integer NOT NULL DEFAULT 1
);
SELECT protect_platform_table('identity_users');

-- A row stands behind every token and cookie: what it says holds, whatever the token says.
CREATE TABLE public.identity_sessions (
    id             uuid NOT NULL PRIMARY KEY,
    user_id        uuid NOT NULL REFERENCES public.identity_users (id),
    tenant_id      uuid REFERENCES public.tenants (id),
    kind           text NOT NULL CHECK (kind IN ('cookie', 'token')),
    token_hash     bytea UNIQUE,
    csrf_secret    bytea,
    created_at     timestamptz NOT NULL,
    last_seen_at   timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    ip             text,
    user_agent     text,
    revoked_at     timestamptz,
    revoked_reason text,
    CHECK ((kind = 'cookie') = (token_hash IS NOT NULL AND csrf_secret IS NOT NULL))
);
CREATE INDEX identity_sessions_by_user ON public.identity_sessions (user_id) WHERE revoked_at IS NULL;
CREATE INDEX identity_sessions_by_end ON public.identity_sessions (expires_at);
SELECT protect_platform_table('identity_sessions');

-- Opaque, single use; all of one session are one family.
CREATE TABLE public.identity_refresh_tokens (
    hash       bytea NOT NULL PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES public.identity_sessions (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX identity_refresh_tokens_by_session ON public.identity_refresh_tokens (session_id);
SELECT protect_platform_table('identity_refresh_tokens');

-- Links sent by mail: each works once.
CREATE TABLE public.identity_one_time_tokens (
    hash       bytea NOT NULL PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('verify', 'reset', 'invitation')),
    user_id    uuid NOT NULL REFERENCES public.identity_users (id),
    tenant_id  uuid REFERENCES public.tenants (id),
    created_at timestamptz NOT NULL,
    created_by uuid,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CHECK ((kind = 'invitation') = (tenant_id IS NOT NULL))
);
CREATE INDEX identity_one_time_tokens_by_user ON public.identity_one_time_tokens (user_id, kind);
SELECT protect_platform_table('identity_one_time_tokens');

-- The private half is protected by the installation's key.
CREATE TABLE public.identity_signing_keys (
    id            text NOT NULL PRIMARY KEY,
    public_key    bytea NOT NULL,
    private_key   bytea NOT NULL,
    created_at    timestamptz NOT NULL,
    signs_from    timestamptz NOT NULL,
    trusted_until timestamptz NOT NULL
);
SELECT protect_platform_table('identity_signing_keys');

-- Mail that is still to be sent or was sent lately. The text holds links that open accounts, so it is protected and dropped once sent.
CREATE TABLE public.mail_outbox (
    id         uuid NOT NULL PRIMARY KEY,
    recipient  text NOT NULL,
    kind       text NOT NULL,
    content    bytea,
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts   integer NOT NULL DEFAULT 0,
    next_at    timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    sent_at    timestamptz,
    error      text
);
CREATE INDEX mail_outbox_due ON public.mail_outbox (next_at) WHERE state = 'waiting';
SELECT protect_platform_table('mail_outbox');
