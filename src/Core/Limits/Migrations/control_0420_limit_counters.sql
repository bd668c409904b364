-- Requests counted over all hosts. Unlogged: it costs no write-ahead log, and a crash of the server forgets the counts of the last minutes.
-- counts holds sixty-one slots, the newest last: the slots of one whole window and the one that is under way.
CREATE UNLOGGED TABLE public.limit_counters (
    policy text NOT NULL, subject text NOT NULL, owner uuid,
    slot bigint NOT NULL, width integer NOT NULL, counts integer[] NOT NULL, used integer NOT NULL, most integer NOT NULL,
    warm boolean NOT NULL DEFAULT false, refused_at timestamptz, seen_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
    PRIMARY KEY (policy, subject)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX limit_counters_by_expiry ON public.limit_counters (expires_at);
SELECT public.protect_platform_table('public.limit_counters');

-- Adds what hosts have admitted already (reported) and asks for more (wanted), which is granted when the window has room for all of it.
-- Whoever passes half of a limit is told to every host; from then on each of his requests is asked for before it is served.
CREATE FUNCTION public.count_requests(policies text[], subjects text[], owners uuid[], mosts integer[], widths integer[], reports integer[], wants integer[])
RETURNS TABLE (place integer, granted boolean, total integer, reset_ms integer, first_refusal boolean) LANGUAGE plpgsql SECURITY INVOKER SET search_path = public AS $$
DECLARE
    one record;
    c public.limit_counters%ROWTYPE;
    at timestamptz; ms bigint; slot_now bigint; shift integer; was_warm boolean;
BEGIN
    -- In one order everywhere, so that hosts that count at once wait for each other and never around a circle.
    FOR one IN SELECT * FROM unnest(policies, subjects, owners, mosts, widths, reports, wants) WITH ORDINALITY AS t (policy, subject, owner, most, width, report, want, place) ORDER BY t.policy, t.subject LOOP
        SELECT * INTO c FROM public.limit_counters k WHERE k.policy = one.policy AND k.subject = one.subject FOR UPDATE;
        IF NOT FOUND THEN
            INSERT INTO public.limit_counters AS k (policy, subject, owner, slot, width, counts, used, most, seen_at, expires_at)
            VALUES (one.policy, one.subject, one.owner, 0, one.width, array_fill(0, ARRAY[61]), 0, one.most, now(), now() + interval '1 hour')
            ON CONFLICT ON CONSTRAINT limit_counters_pkey DO UPDATE SET seen_at = EXCLUDED.seen_at RETURNING k.* INTO c;
        END IF;

        at := clock_timestamp();
        ms := floor(extract(epoch FROM at) * 1000);
        slot_now := ms / one.width;
        shift := CASE WHEN c.width <> one.width THEN 61 ELSE least(61, greatest(0, slot_now - c.slot)) END;
        IF shift > 0 THEN
            c.counts := c.counts[shift + 1:61] || array_fill(0, ARRAY[shift]);
        END IF;

        was_warm := c.warm;
        c.counts[61] := c.counts[61] + one.report;
        c.used := (SELECT sum(n) FROM unnest(c.counts) n);
        granted := c.used + one.want <= one.most;
        first_refusal := false;
        IF granted THEN
            c.counts[61] := c.counts[61] + one.want;
            c.used := c.used + one.want;
        ELSIF c.refused_at IS NULL OR c.refused_at < at - one.width * interval '60 milliseconds' THEN
            first_refusal := true;
            c.refused_at := at;
        END IF;

        c.warm := c.used * 2 >= one.most;
        UPDATE public.limit_counters k SET owner = coalesce(one.owner, k.owner), slot = greatest(slot_now, CASE WHEN c.width = one.width THEN c.slot ELSE 0 END), width = one.width, counts = c.counts, used = c.used,
            most = one.most, warm = c.warm, refused_at = c.refused_at, seen_at = at, expires_at = at + one.width * interval '61 milliseconds'
        WHERE k.policy = one.policy AND k.subject = one.subject;
        IF c.warm AND NOT was_warm THEN
            PERFORM pg_notify('ashlar_invalidation', 'limit:' || one.policy || '|' || one.subject);
        END IF;

        place := one.place;
        total := c.used;
        -- The slot at position i leaves i slots from now; what is asked for again before then finds no more room than now.
        reset_ms := coalesce((SELECT min(i) FROM generate_subscripts(c.counts, 1) i WHERE c.counts[i] > 0), 61) * one.width - ms % one.width;
        RETURN NEXT;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION public.count_requests(text[], text[], uuid[], integer[], integer[], integer[], integer[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.count_requests(text[], text[], uuid[], integer[], integer[], integer[], integer[]) TO ashlar_system;
