-- Requests that were answered: per class of endpoint in minutes, kept two days; of all classes in hours, kept over a year. The nil id stands for
-- requests of nobody's organisation. buckets counts durations by the bounds of LatencyBounds.
CREATE TABLE public.traffic (
    seconds integer NOT NULL CHECK (seconds IN (60, 3600)), slot timestamptz NOT NULL, owner uuid NOT NULL, class text NOT NULL,
    requests bigint NOT NULL, errors bigint NOT NULL, buckets bigint[] NOT NULL,
    PRIMARY KEY (seconds, slot, owner, class)
) WITH (fillfactor = 70);
SELECT public.protect_platform_table('public.traffic');

-- What each host says of itself, a row a minute, kept two days.
CREATE TABLE public.host_samples (
    minute timestamptz NOT NULL, host text NOT NULL, seen_at timestamptz NOT NULL, started_at timestamptz NOT NULL, version text NOT NULL, state text NOT NULL,
    cpu double precision NOT NULL, memory bigint NOT NULL, connections_used integer NOT NULL, connections_idle integer NOT NULL, requests_running integer NOT NULL,
    PRIMARY KEY (minute, host)
);
SELECT public.protect_platform_table('public.host_samples');

-- Minutes in which some host was well. A minute that is missing is one in which none was, or the database was away.
CREATE TABLE public.minutes_up (minute timestamptz NOT NULL PRIMARY KEY);
SELECT public.protect_platform_table('public.minutes_up');

-- What was promised to an organisation and not kept, from when to when.
CREATE TABLE public.sla_breaches (
    owner uuid NOT NULL, objective text NOT NULL CHECK (objective IN ('availability', 'latency')), since timestamptz NOT NULL, until timestamptz,
    promised double precision NOT NULL, measured double precision NOT NULL,
    PRIMARY KEY (owner, objective, since)
);
CREATE UNIQUE INDEX sla_breaches_open ON public.sla_breaches (owner, objective) WHERE until IS NULL;
SELECT public.protect_platform_table('public.sla_breaches');

-- Counted whenever somebody looks.
CREATE INDEX webhooks_deliveries_dead ON public.webhooks_deliveries (tenant_id) WHERE state = 'dead';
CREATE INDEX hooks_inbox_state ON public.hooks_inbox (state) WHERE state IN ('received', 'parked');
