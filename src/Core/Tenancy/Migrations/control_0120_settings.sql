-- Values that a tenant or one of its clients set over the defaults and the environment; client_id nil stands for the tenant itself.
CREATE TABLE public.tenant_settings (
    tenant_id  uuid NOT NULL REFERENCES public.tenants (id),
    key        text NOT NULL,
    client_id  uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    value      jsonb NOT NULL,
    set_at     timestamptz NOT NULL,
    set_by     uuid,
    set_by_name text NOT NULL,
    PRIMARY KEY (tenant_id, key, client_id)
);
SELECT public.protect_platform_table('public.tenant_settings');
CREATE TRIGGER tenant_settings_notify AFTER INSERT OR UPDATE OR DELETE ON public.tenant_settings
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('settings', 'tenant_id');

-- Every value that ever held; null means that it was cleared. Secrets are recorded as set, never with their value.
CREATE TABLE public.tenant_setting_changes (
    tenant_id   uuid NOT NULL REFERENCES public.tenants (id),
    id          uuid NOT NULL,
    key         text NOT NULL,
    client_id   uuid NOT NULL,
    value       jsonb,
    changed_at  timestamptz NOT NULL,
    changed_by  uuid,
    changed_by_name text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX tenant_setting_changes_by_key ON public.tenant_setting_changes (tenant_id, key, id);
SELECT public.protect_platform_table('public.tenant_setting_changes');
