-- Members of an organisation: the id is the user's. Name, e-mail address, locale and time zone are copies that follow the user.
CREATE TABLE public.org_users (
    tenant_id    uuid NOT NULL REFERENCES public.tenants (id),
    id           uuid NOT NULL REFERENCES public.identity_users (id),
    client_id    uuid,
    name         text NOT NULL,
    email        text NOT NULL,
    status       text NOT NULL DEFAULT 'invited' CHECK (status IN ('invited', 'active', 'disabled')),
    title        text,
    phone        text,
    locale       text,
    time_zone    text,
    traits       text[] NOT NULL DEFAULT '{}',
    unit_id      uuid,
    last_seen_at timestamptz,
    created_at   timestamptz NOT NULL,
    created_by   uuid,
    updated_at   timestamptz NOT NULL,
    updated_by   uuid,
    version      integer NOT NULL DEFAULT 1,
    deleted_at   timestamptz,
    custom       jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES public.org_clients (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES public.org_units (tenant_id, id)
);
CREATE UNIQUE INDEX org_users_by_email ON public.org_users (tenant_id, email) WHERE deleted_at IS NULL;
CREATE INDEX org_users_by_user ON public.org_users (id);
SELECT protect_tenant_table('org_users');

-- Permissions and sessions follow membership; a visit that only notes last_seen_at changes neither.
CREATE TRIGGER org_users_notify_access AFTER INSERT OR DELETE OR UPDATE OF status, traits, client_id, unit_id, deleted_at ON public.org_users
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('access', 'tenant_id');
CREATE TRIGGER org_users_notify_user AFTER INSERT OR DELETE OR UPDATE OF status, client_id, name, email, deleted_at ON public.org_users
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('user', 'id');
CREATE TRIGGER identity_users_notify AFTER DELETE OR UPDATE OF status, name, email ON public.identity_users
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('user', 'id');
CREATE TRIGGER identity_sessions_notify AFTER DELETE OR UPDATE OF revoked_at, tenant_id ON public.identity_sessions
    FOR EACH ROW EXECUTE FUNCTION public.notify_invalidation('session', 'id');
