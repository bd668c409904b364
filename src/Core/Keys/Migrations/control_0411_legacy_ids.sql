-- Whole numbers under which another system knew organisations and people. The Core API for modules accepts and answers them.
ALTER TABLE public.tenants ADD COLUMN legacy_id bigint CHECK (legacy_id > 0);
CREATE UNIQUE INDEX tenants_by_legacy_id ON public.tenants (legacy_id);
ALTER TABLE public.identity_users ADD COLUMN legacy_id bigint CHECK (legacy_id > 0);
CREATE UNIQUE INDEX identity_users_by_legacy_id ON public.identity_users (legacy_id);
CREATE TRIGGER identity_users_notify_names AFTER UPDATE OF legacy_id, username ON public.identity_users
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('user', 'id');

CREATE OR REPLACE VIEW public.platform_tenants WITH (security_invoker = true) AS
    SELECT '00000000-0000-7000-8000-000000000001'::uuid AS tenant_id, t.* FROM public.tenants t;
