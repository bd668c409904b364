-- Every place that holds tenants' rows, so that an upgrade reaches all of them. An empty database is this one.
CREATE TABLE public.placements (
    database   text NOT NULL,
    schema     text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (database, schema)
);
SELECT public.protect_platform_table('public.placements');
