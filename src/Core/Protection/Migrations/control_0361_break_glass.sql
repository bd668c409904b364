-- Clearance that somebody took in an emergency, for a while and with a reason.
CREATE TABLE public.protection_break_glass (
    tenant_id  uuid NOT NULL REFERENCES public.tenants (id),
    id         uuid NOT NULL,
    user_id    uuid NOT NULL,
    user_name  text NOT NULL,
    reason     text NOT NULL,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX protection_break_glass_open ON public.protection_break_glass (tenant_id, user_id, expires_at) WHERE ended_at IS NULL;
SELECT public.protect_platform_table('public.protection_break_glass');
