-- Keys that protect data: of the platform (scope of zeros) and of each tenant. The material is wrapped by a root key that is not in the
-- database. A destroyed key keeps its row, without material, so that what it sealed is known to be gone for good.
CREATE TABLE public.protection_keys (
    id           uuid NOT NULL PRIMARY KEY,
    scope        uuid NOT NULL,
    subject      uuid,
    kind         text NOT NULL CHECK (kind IN ('data', 'index')),
    number       integer NOT NULL CHECK (number > 0),
    state        text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'retired', 'destroyed')),
    root         text NOT NULL,
    wrapped      bytea,
    created_at   timestamptz NOT NULL,
    retired_at   timestamptz,
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (state = 'destroyed'))
);
CREATE UNIQUE INDEX protection_keys_by_number ON public.protection_keys (scope, coalesce(subject, '00000000-0000-0000-0000-000000000000'), kind, number);
CREATE UNIQUE INDEX protection_keys_active ON public.protection_keys (scope, coalesce(subject, '00000000-0000-0000-0000-000000000000'), kind) WHERE state = 'active';
SELECT protect_platform_table('protection_keys');
