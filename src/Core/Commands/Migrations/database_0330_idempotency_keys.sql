-- The answer to a request with an Idempotency-Key, committed with the change it made.
CREATE TABLE public.idempotency_keys (
    tenant_id  uuid NOT NULL,
    actor_id   uuid NOT NULL,
    key        text NOT NULL,
    request    bytea NOT NULL,
    status     integer,
    location   text,
    etag       text,
    body       bytea,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, actor_id, key)
);
CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys (tenant_id, created_at);
SELECT public.protect_tenant_table('public.idempotency_keys');
