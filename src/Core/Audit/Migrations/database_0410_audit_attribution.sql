-- The module and the API key through which somebody acted.
ALTER TABLE public.audit_logs ADD COLUMN module text, ADD COLUMN key_id uuid;
CREATE OR REPLACE VIEW public.audit_entries WITH (security_invoker = true) AS
SELECT tenant_id, id, client_id, at AS created_at, actor_id AS created_by, at AS updated_at, actor_id AS updated_by,
       coalesce(version, 0) AS version, NULL::timestamptz AS deleted_at, NULL::jsonb AS custom,
       at, actor_id, actor_name, actor_kind, action, resource, resource_id::text AS resource_id, result, changes, version::bigint AS row_version, request_id, ip, reason,
       module, key_id::text AS key_id
FROM public.audit_logs;
