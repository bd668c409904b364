-- Fails the transaction when an update or delete met another version of its row, so that no later statement of the batch counts.
CREATE FUNCTION public.require_one(changed bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF changed <> 1 THEN
        RAISE EXCEPTION 'the row changed meanwhile' USING ERRCODE = 'AS001';
    END IF;
    RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION public.require_one(bigint) TO ashlar_app, ashlar_system;
