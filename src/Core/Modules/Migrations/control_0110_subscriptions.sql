-- What each organisation has bought; what it may use follows from here at once.
CREATE TABLE public.subscriptions (
    tenant_id   uuid NOT NULL REFERENCES public.tenants (id),
    module      text NOT NULL,
    plan        text NOT NULL,
    status      text NOT NULL CHECK (status IN ('active', 'expired', 'cancelled')),
    starts_at   timestamptz NOT NULL DEFAULT now(),
    ends_at     timestamptz,
    features    text[] NOT NULL DEFAULT '{}',
    limits      jsonb NOT NULL DEFAULT '{}',
    updated_at  timestamptz NOT NULL DEFAULT now(),
    updated_by  uuid,
    PRIMARY KEY (tenant_id, module)
);
SELECT public.protect_platform_table('public.subscriptions');
CREATE TRIGGER subscriptions_notify AFTER INSERT OR UPDATE OR DELETE ON public.subscriptions
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('entitlement', 'tenant_id');
