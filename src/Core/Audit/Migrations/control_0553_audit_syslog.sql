-- How far each log has gone to a syslog receiver. The position moves when a batch was taken, so a host that starts again goes on from there.
CREATE TABLE public.audit_syslog (
    target   text NOT NULL,
    log      uuid NOT NULL,
    position bigint NOT NULL,
    sent_at  timestamptz NOT NULL,
    PRIMARY KEY (target, log)
);
SELECT public.protect_platform_table('public.audit_syslog');

-- How the receiver was last found.
CREATE TABLE public.audit_syslog_state (
    target    text NOT NULL PRIMARY KEY,
    error     text,
    failed_at timestamptz,
    sent_at   timestamptz,
    sent      bigint NOT NULL DEFAULT 0
);
SELECT public.protect_platform_table('public.audit_syslog_state');
