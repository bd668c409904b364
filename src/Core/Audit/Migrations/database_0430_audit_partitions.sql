-- The log in parts of a month each (UTC), so that a month can leave without touching the others and a question about a time reads only
-- its months. The transaction's number tells the sealer which entries can no longer be joined by earlier ones.
ALTER TABLE public.audit_logs RENAME TO audit_logs_whole;
DROP VIEW public.audit_entries;
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
    reason      text,
    module      text,
    key_id      uuid,
    trace_id    text,
    details     jsonb,
    xid         bigint NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint
) PARTITION BY RANGE (at);

-- Whatever has no month yet waits here, so that no entry is ever refused.
CREATE TABLE public.audit_logs_default PARTITION OF public.audit_logs DEFAULT;

-- Makes the parts from one month to another, both included; entries that waited for them move in.
CREATE FUNCTION public.audit_make_months(first date, last date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    month date := date_trunc('month', first);
    name  text;
    made  integer := 0;
BEGIN
    WHILE month <= last LOOP
        name := 'audit_logs_' || to_char(month, 'YYYY_MM');
        IF to_regclass('public.' || name) IS NULL THEN
            -- Writers wait before they are led to a part: one that was led to the default part would find that the month has left it.
            LOCK TABLE public.audit_logs IN SHARE ROW EXCLUSIVE MODE;
            EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_logs INCLUDING DEFAULTS)', name);
            IF EXISTS (SELECT FROM public.audit_logs_default WHERE at >= month::timestamp AT TIME ZONE 'UTC' AND at < (month + interval '1 month') AT TIME ZONE 'UTC') THEN
                ALTER TABLE public.audit_logs_default DISABLE TRIGGER audit_logs_stay;
                EXECUTE format('WITH moved AS (DELETE FROM public.audit_logs_default WHERE at >= %L AND at < %L RETURNING *) INSERT INTO public.%I SELECT * FROM moved',
                    month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC', name);
                ALTER TABLE public.audit_logs_default ENABLE TRIGGER audit_logs_stay;
            END IF;
            EXECUTE format('ALTER TABLE public.audit_logs ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                name, month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
            made := made + 1;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END
$$;
REVOKE EXECUTE ON FUNCTION public.audit_make_months(date, date) FROM PUBLIC;

SELECT public.audit_make_months(coalesce((SELECT min(at) AT TIME ZONE 'UTC' FROM public.audit_logs_whole), now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC' + interval '3 months')::date);
INSERT INTO public.audit_logs (tenant_id, id, at, client_id, actor_id, actor_name, actor_kind, action, resource, resource_id, result, changes, version, request_id, ip, reason, module, key_id)
SELECT tenant_id, id, at, client_id, actor_id, actor_name, actor_kind, action, resource, resource_id, result, changes, version, request_id, ip, reason, module, key_id FROM public.audit_logs_whole;
DROP TABLE public.audit_logs_whole;

CREATE INDEX audit_logs_by_time ON public.audit_logs (tenant_id, at, id);
CREATE INDEX audit_logs_by_row ON public.audit_logs (tenant_id, resource_id, id) WHERE resource_id IS NOT NULL;
CREATE INDEX audit_logs_by_request ON public.audit_logs (tenant_id, request_id) WHERE request_id IS NOT NULL;
CREATE INDEX audit_logs_by_transaction ON public.audit_logs USING brin (xid) WITH (pages_per_range = 16, autosummarize = on);
ALTER TABLE public.audit_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_logs_tenant_read ON public.audit_logs FOR SELECT TO ashlar_app
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY audit_logs_tenant_write ON public.audit_logs FOR INSERT TO ashlar_app
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY audit_logs_system ON public.audit_logs TO ashlar_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON public.audit_logs TO ashlar_app, ashlar_system;

-- The host's roles hold no right to change an entry; this stops the owner's slips of the hand. Whoever means to can switch it off, and is found out by verification.
CREATE FUNCTION public.audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the audit log are never changed or removed one by one';
END
$$;
REVOKE EXECUTE ON FUNCTION public.audit_refuse_change() FROM PUBLIC;
CREATE TRIGGER audit_logs_stay BEFORE UPDATE OR DELETE ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION public.audit_refuse_change();

-- The log under the columns that every resource has.
CREATE VIEW public.audit_entries WITH (security_invoker = true) AS
SELECT tenant_id, id, client_id, at AS created_at, actor_id AS created_by, at AS updated_at, actor_id AS updated_by,
       coalesce(version, 0) AS version, NULL::timestamptz AS deleted_at, NULL::jsonb AS custom,
       at, actor_id, actor_name, actor_kind, action, resource, resource_id::text AS resource_id, result, changes, version::bigint AS row_version, request_id, ip, reason, module, key_id::text AS key_id, trace_id, details
FROM public.audit_logs;
GRANT SELECT ON public.audit_entries TO ashlar_app, ashlar_system;
