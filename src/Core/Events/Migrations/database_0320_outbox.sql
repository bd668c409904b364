-- Events wait here from the commit of the change that caused them until every subscription has handled them.
CREATE TABLE public.outbox (
    id          uuid PRIMARY KEY,
    -- Rows of one aggregate are locked while they change, so the order of insertion is the order of its commits.
    seq         bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id   uuid NOT NULL,
    aggregate   uuid,
    type        text NOT NULL,
    data        jsonb NOT NULL,
    actor_id    uuid,
    request_id  text,
    created_at  timestamptz NOT NULL,
    attempts    integer NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL,
    error       text,
    dead        boolean NOT NULL DEFAULT false
);
CREATE INDEX outbox_due ON public.outbox (next_at) WHERE NOT dead;
CREATE INDEX outbox_in_order ON public.outbox (tenant_id, aggregate, seq) WHERE NOT dead;
ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY outbox_tenant_write ON public.outbox FOR INSERT TO ashlar_app
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY outbox_system ON public.outbox TO ashlar_system USING (true) WITH CHECK (true);
GRANT INSERT ON public.outbox TO ashlar_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.outbox TO ashlar_system;

-- What a subscription has handled, written in the transaction of its effects: delivery is at least once, effects are once.
CREATE TABLE public.inbox (
    tenant_id    uuid NOT NULL,
    event_id     uuid NOT NULL,
    subscription text NOT NULL,
    handled_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, event_id, subscription)
);
SELECT public.protect_tenant_table('public.inbox');
