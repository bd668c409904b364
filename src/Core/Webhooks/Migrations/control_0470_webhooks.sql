-- Where organisations want to be told of events. Secrets and header values are sealed; the second secret counts until its moment.
CREATE TABLE public.webhooks_endpoints (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    url text NOT NULL, description text, events text[] NOT NULL DEFAULT '{}', enabled boolean NOT NULL DEFAULT true,
    disabled_at timestamptz, disabled_reason text,
    secret text NOT NULL, old_secret text, old_secret_until timestamptz, header_names text[] NOT NULL DEFAULT '{}', headers text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);

-- How an endpoint does, apart from its row so that no delivery makes a version of it.
CREATE TABLE public.webhooks_health (
    tenant_id uuid NOT NULL, endpoint_id uuid NOT NULL,
    failing_since timestamptz, paused_until timestamptz, last_success_at timestamptz,
    PRIMARY KEY (tenant_id, endpoint_id),
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES public.webhooks_endpoints (tenant_id, id) ON DELETE CASCADE
);

-- One event on its way to one endpoint, as the body that is sent. Waiting rows are the queue: a host leases one while it sends.
CREATE TABLE public.webhooks_deliveries (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    -- Made with the rights of this person, and sent while the endpoint is still his.
    owner_id uuid, endpoint_id uuid NOT NULL, event_id uuid NOT NULL, type text NOT NULL, body text NOT NULL, aggregate uuid, trace text,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
    attempts integer NOT NULL DEFAULT 0, total_attempts integer NOT NULL DEFAULT 0, next_at timestamptz, lease uuid, leased_until timestamptz,
    status integer, error text, delivered_at timestamptz,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL DEFAULT 1, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, endpoint_id, event_id),
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES public.webhooks_endpoints (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhooks_deliveries_due ON public.webhooks_deliveries (next_at) WHERE state = 'waiting';
CREATE INDEX webhooks_deliveries_queue ON public.webhooks_deliveries (tenant_id, endpoint_id, next_at) WHERE state = 'waiting';
CREATE INDEX webhooks_deliveries_leased ON public.webhooks_deliveries (tenant_id, endpoint_id, leased_until) WHERE state = 'waiting' AND lease IS NOT NULL;
CREATE INDEX webhooks_deliveries_order ON public.webhooks_deliveries (tenant_id, endpoint_id, aggregate, id) WHERE state = 'waiting' AND total_attempts = 0;
CREATE INDEX webhooks_deliveries_log ON public.webhooks_deliveries (tenant_id, endpoint_id, created_at DESC);
CREATE INDEX webhooks_deliveries_old ON public.webhooks_deliveries (created_at);

-- What came of each sending.
CREATE TABLE public.webhooks_attempts (
    tenant_id uuid NOT NULL, delivery_id uuid NOT NULL, number integer NOT NULL,
    at timestamptz NOT NULL, status integer, milliseconds integer NOT NULL, response text, error text,
    PRIMARY KEY (tenant_id, delivery_id, number),
    FOREIGN KEY (tenant_id, delivery_id) REFERENCES public.webhooks_deliveries (tenant_id, id) ON DELETE CASCADE
);
SELECT public.protect_tenant_table('public.webhooks_endpoints'), public.protect_tenant_table('public.webhooks_health'),
       public.protect_tenant_table('public.webhooks_deliveries'), public.protect_tenant_table('public.webhooks_attempts');

-- The log under the columns that every resource has, without the bodies.
CREATE VIEW public.webhooks_delivery_log WITH (security_invoker = true) AS
SELECT tenant_id, id, client_id, created_at, created_by, updated_at, updated_by, version, deleted_at, custom,
       endpoint_id, event_id::text AS event_id, type, state, total_attempts::bigint AS attempts, status::bigint AS status, error, CASE state WHEN 'waiting' THEN next_at END AS next_at, delivered_at
FROM public.webhooks_deliveries;
GRANT SELECT, UPDATE ON public.webhooks_delivery_log TO ashlar_app, ashlar_system;
