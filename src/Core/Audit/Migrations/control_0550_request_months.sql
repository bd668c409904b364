-- Requests in parts of a month each (UTC), as the log has them, so that a month leaves without a trace of work. They are not sealed: what a
-- request changed, was refused or read of health information is an entry of the sealed log; this tells only how requests went.
CREATE FUNCTION public.audit_make_request_months(first date, last date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    month date := date_trunc('month', first);
    name  text;
    made  integer := 0;
BEGIN
    WHILE month <= last LOOP
        name := 'audit_requests_' || to_char(month, 'YYYY_MM');
        IF to_regclass('public.' || name) IS NULL THEN
            LOCK TABLE public.audit_requests IN SHARE ROW EXCLUSIVE MODE;
            EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_requests INCLUDING DEFAULTS)', name);
            EXECUTE format('WITH moved AS (DELETE FROM public.audit_requests_default WHERE at >= %L AND at < %L RETURNING *) INSERT INTO public.%I SELECT * FROM moved',
                month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC', name);
            EXECUTE format('ALTER TABLE public.audit_requests ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                name, month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
            made := made + 1;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END
$$;
REVOKE EXECUTE ON FUNCTION public.audit_make_request_months(date, date) FROM PUBLIC;
SELECT public.audit_make_request_months(coalesce((SELECT min(at) AT TIME ZONE 'UTC' FROM public.audit_requests_default), now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC' + interval '3 months')::date);

-- Each organisation keeps its own for as long as it says; an erasure takes the name and the address out.
GRANT DELETE, UPDATE (actor_name, ip) ON public.audit_requests TO ashlar_system;
