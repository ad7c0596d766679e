-- Where the caller was, for the next sign-in after a lock or a lost terminal.

CREATE FUNCTION api.keep_place(stack jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
BEGIN
    -- A place that a crash of the server loses is no loss: nobody should wait for the disk.
    PERFORM set_config('synchronous_commit', 'off', true);
    IF stack IS NULL THEN
        DELETE FROM app.place p WHERE p.staff_id = me.id;
        RETURN;
    END IF;
    IF NOT engine.place_fits(stack) THEN
        PERFORM engine.refuse('HF400', 'A place is a list of screens with references and codes.', 'Keep no text in it.');
    END IF;
    INSERT INTO app.place AS p (staff_id, stack, at) VALUES (me.id, keep_place.stack, app.now())
    ON CONFLICT ON CONSTRAINT place_pkey DO UPDATE SET stack = excluded.stack, at = excluded.at;
END $$;
COMMENT ON FUNCTION api.keep_place(jsonb) IS
    'Keeps where the caller is: [{screen, ref, scope, filter}, …], the lowest screen first; NULL forgets it. Theirs alone. HF400: anything but names of screens, references and codes.';

CREATE FUNCTION api.place() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
BEGIN
    RETURN (SELECT jsonb_build_object('stack', engine.place_left(p.stack, engine.viewer()), 'at', p.at)
            FROM app.place p WHERE p.staff_id = me.id AND p.at > app.now() - interval '1 day');
END $$;
COMMENT ON FUNCTION api.place() IS 'Where the caller was within the last day, up to what is not theirs to see any more: {stack, at}; NULL: nowhere, or they left by themselves.';
