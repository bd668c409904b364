-- What a user proves beyond the password. An unconfirmed one counts for nothing and is removed when its time is over.
CREATE TABLE public.identity_factors (
    id            uuid NOT NULL PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES public.identity_users (id),
    kind          text NOT NULL CHECK (kind IN ('totp', 'email', 'sms', 'passkey')),
    name          text NOT NULL,
    target        text,
    secret        bytea,
    last_step     bigint,
    credential_id bytea UNIQUE,
    public_key    bytea,
    sign_count    bigint NOT NULL DEFAULT 0,
    user_verified boolean NOT NULL DEFAULT false,
    transports    text[] NOT NULL DEFAULT '{}',
    created_at    timestamptz NOT NULL,
    confirmed_at  timestamptz,
    last_used_at  timestamptz,
    CHECK (kind <> 'totp' OR secret IS NOT NULL),
    CHECK (kind <> 'sms' OR target IS NOT NULL),
    CHECK (kind <> 'passkey' OR confirmed_at IS NULL OR (credential_id IS NOT NULL AND public_key IS NOT NULL))
);
CREATE INDEX identity_factors_by_user ON public.identity_factors (user_id, kind);
SELECT protect_platform_table('identity_factors');

-- For the day the factor is lost: each works once.
CREATE TABLE public.identity_recovery_codes (
    user_id    uuid NOT NULL REFERENCES public.identity_users (id),
    hash       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (user_id, hash)
);
SELECT protect_platform_table('identity_recovery_codes');

-- A proof that is being asked for: at sign-in, for a passkey alone, before something delicate, or while a factor is set up.
CREATE TABLE public.identity_challenges (
    hash        bytea NOT NULL PRIMARY KEY,
    purpose     text NOT NULL CHECK (purpose IN ('sign_in', 'passkey', 'step_up', 'enrol')),
    user_id     uuid REFERENCES public.identity_users (id),
    session_id  uuid REFERENCES public.identity_sessions (id) ON DELETE CASCADE,
    factor_id   uuid REFERENCES public.identity_factors (id) ON DELETE CASCADE,
    tenant_code text,
    by_cookie   boolean NOT NULL DEFAULT false,
    nonce       bytea,
    code        bytea,
    code_factor uuid,
    sent_count  integer NOT NULL DEFAULT 0,
    sent_at     timestamptz,
    failures    integer NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz,
    CHECK ((purpose = 'passkey') = (user_id IS NULL))
);
CREATE INDEX identity_challenges_by_user ON public.identity_challenges (user_id, sent_at);
CREATE INDEX identity_challenges_by_end ON public.identity_challenges (expires_at);
SELECT protect_platform_table('identity_challenges');

-- Browsers and programs that need no second factor for a while.
CREATE TABLE public.identity_devices (
    id           uuid NOT NULL PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES public.identity_users (id),
    hash         bytea NOT NULL UNIQUE,
    user_agent   text,
    ip           text,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz
);
CREATE INDEX identity_devices_by_user ON public.identity_devices (user_id) WHERE revoked_at IS NULL;
SELECT protect_platform_table('identity_devices');

-- Who the user is elsewhere.
CREATE TABLE public.identity_external (
    id           uuid NOT NULL PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES public.identity_users (id),
    provider     text NOT NULL,
    subject      text NOT NULL,
    email        text,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    UNIQUE (provider, subject)
);
CREATE INDEX identity_external_by_user ON public.identity_external (user_id);
SELECT protect_platform_table('identity_external');

-- When and how a session's user last proved to be the one, and the session elsewhere that it hangs on.
ALTER TABLE public.identity_sessions
    ADD COLUMN proved_at timestamptz,
    ADD COLUMN second_at timestamptz,
    ADD COLUMN device_id uuid REFERENCES public.identity_devices (id),
    ADD COLUMN method text,
    ADD COLUMN idp text,
    ADD COLUMN idp_sid text;
UPDATE public.identity_sessions SET proved_at = created_at;
ALTER TABLE public.identity_sessions ALTER COLUMN proved_at SET NOT NULL;
CREATE INDEX identity_sessions_by_idp ON public.identity_sessions (idp, idp_sid) WHERE idp IS NOT NULL AND revoked_at IS NULL;

CREATE TRIGGER identity_sessions_notify_proof AFTER UPDATE OF proved_at, second_at, device_id ON public.identity_sessions
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('session', 'id');
CREATE TRIGGER identity_factors_notify AFTER DELETE OR UPDATE OF confirmed_at ON public.identity_factors
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('user', 'user_id');
CREATE TRIGGER identity_devices_notify AFTER UPDATE OF revoked_at ON public.identity_devices
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('user', 'user_id');
