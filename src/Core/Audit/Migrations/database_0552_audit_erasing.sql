-- Entries are never changed, but for one thing: an erasure blanks what concerns a person. It must say that it is one, and nothing else may differ.
CREATE OR REPLACE FUNCTION public.audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('ashlar.erasing', true) = 'on'
        AND (NEW.actor_name = 'erased' OR NEW.actor_name = OLD.actor_name)
        AND (NEW.ip IS NULL OR NEW.ip = OLD.ip) AND (NEW.reason IS NULL OR NEW.reason = OLD.reason)
        AND (NEW.changes IS NULL OR NEW.changes = OLD.changes) AND (NEW.details IS NULL OR NEW.details = OLD.details)
        AND to_jsonb(NEW) - '{actor_name,ip,reason,changes,details}'::text[] = to_jsonb(OLD) - '{actor_name,ip,reason,changes,details}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'entries of the audit log are never changed or removed one by one';
END
$$;
REVOKE EXECUTE ON FUNCTION public.audit_refuse_change() FROM PUBLIC;
