-- One log per database, so that a change and its entry commit together. Nothing but INSERT and SELECT is granted on it.
CREATE TABLE public.audit_logs (
    tenant_id   uuid,
    id          uuid NOT NULL,
    at          timestamptz NOT NULL,
    client_id   uuid,
    actor_id    uuid,
    actor_name  text NOT NULL,
    actor_kind  text NOT NULL,
    action      text NOT NULL,
    resource    text,
    resource_id uuid,
    result      text NOT NULL,
    changes     jsonb,
    version     integer,
    request_id  text,
    ip          text,
    reason      text
);
CREATE INDEX audit_logs_by_time ON public.audit_logs (tenant_id, at, id);
CREATE INDEX audit_logs_by_row ON public.audit_logs (tenant_id, resource_id, id) WHERE resource_id IS NOT NULL;
ALTER TABLE public.audit_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_logs_tenant_read ON public.audit_logs FOR SELECT TO ashlar_app
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY audit_logs_tenant_write ON public.audit_logs FOR INSERT TO ashlar_app
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY audit_logs_system ON public.audit_logs TO ashlar_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON public.audit_logs TO ashlar_app, ashlar_system;
