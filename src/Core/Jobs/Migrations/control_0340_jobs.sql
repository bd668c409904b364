-- Long work of tenants: what to do, for whom, how far it is. The payload and the file go when the job ends.
CREATE TABLE public.jobs (
    tenant_id        uuid NOT NULL REFERENCES public.tenants (id),
    id               uuid NOT NULL,
    client_id        uuid,
    kind             text NOT NULL,
    resource         text,
    state            text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    payload          jsonb,
    file             bytea,
    done             integer NOT NULL DEFAULT 0,
    total            integer NOT NULL DEFAULT 0,
    result           jsonb,
    error            jsonb,
    created_at       timestamptz NOT NULL,
    created_by       uuid NOT NULL,
    created_by_name  text NOT NULL,
    request_id       text,
    ip               text,
    run_at           timestamptz NOT NULL,
    attempts         integer NOT NULL DEFAULT 0,
    heartbeat_at     timestamptz,
    started_at       timestamptz,
    finished_at      timestamptz,
    cancel_requested boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX jobs_due ON public.jobs (run_at) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_finished ON public.jobs (finished_at) WHERE finished_at IS NOT NULL;
SELECT public.protect_tenant_table('public.jobs');
