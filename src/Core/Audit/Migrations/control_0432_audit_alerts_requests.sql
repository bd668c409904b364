-- Breaches that the rules found, with their evidence.
CREATE TABLE public.audit_alerts (
    tenant_id       uuid NOT NULL,
    id              uuid NOT NULL,
    client_id       uuid,
    created_at      timestamptz NOT NULL,
    created_by      uuid,
    updated_at      timestamptz NOT NULL,
    updated_by      uuid,
    version         integer NOT NULL,
    deleted_at      timestamptz,
    custom          jsonb,
    rule            text NOT NULL,
    subject         text NOT NULL,
    title           text NOT NULL,
    status          text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'acknowledged')),
    evidence        jsonb NOT NULL,
    note            text,
    acknowledged_by uuid,
    acknowledged_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX audit_alerts_open ON public.audit_alerts (tenant_id, rule, subject) WHERE status = 'open';
CREATE INDEX audit_alerts_by_time ON public.audit_alerts (tenant_id, created_at);
SELECT public.protect_tenant_table('public.audit_alerts');

-- Requests: each that changes something, fails, or takes data out; plain reads are counted per minute, person, address and status.
CREATE TABLE public.audit_requests (
    tenant_id   uuid,
    id          uuid NOT NULL,
    at          timestamptz NOT NULL,
    client_id   uuid,
    actor_id    uuid,
    actor_name  text,
    actor_kind  text NOT NULL,
    key_id      uuid,
    method      text NOT NULL,
    path        text NOT NULL,
    status      integer NOT NULL,
    duration_ms integer NOT NULL,
    count       integer NOT NULL,
    request_id  text,
    trace_id    text,
    ip          text
) PARTITION BY RANGE (at);
CREATE TABLE public.audit_requests_default PARTITION OF public.audit_requests DEFAULT;
CREATE INDEX audit_requests_by_time ON public.audit_requests (tenant_id, at, id);
CREATE INDEX audit_requests_by_request ON public.audit_requests (tenant_id, request_id) WHERE request_id IS NOT NULL;
ALTER TABLE public.audit_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_requests_tenant_read ON public.audit_requests FOR SELECT TO ashlar_app
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY audit_requests_system ON public.audit_requests TO ashlar_system USING (true) WITH CHECK (true);
GRANT SELECT ON public.audit_requests TO ashlar_app;
GRANT SELECT, INSERT ON public.audit_requests TO ashlar_system;
CREATE VIEW public.audit_request_entries WITH (security_invoker = true) AS
SELECT tenant_id, id, client_id, at AS created_at, actor_id AS created_by, at AS updated_at, actor_id AS updated_by, 0 AS version, NULL::timestamptz AS deleted_at, NULL::jsonb AS custom,
       at, actor_id, actor_name, actor_kind, key_id::text AS key_id, method, path, status::bigint AS status, duration_ms::bigint AS duration_ms, count::bigint AS count, request_id, trace_id, ip
FROM public.audit_requests;
GRANT SELECT ON public.audit_request_entries TO ashlar_app, ashlar_system;
