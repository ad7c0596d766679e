-- The first call of every program on every connection.

CREATE FUNCTION api.hello(needs integer) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    found integer;
BEGIN
    SELECT max(m.number) INTO found FROM app.schema_migration m;
    IF found < needs THEN
        RAISE EXCEPTION USING ERRCODE = 'HF426',
            MESSAGE = 'the database is older than this program',
            HINT = 'run holdfast migrate, or ask your administrator to';
    ELSIF found > needs THEN
        RAISE EXCEPTION USING ERRCODE = 'HF426',
            MESSAGE = 'this program is older than the database',
            HINT = 'install the current version of Holdfast';
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION api.hello(integer) IS
    'The number of the newest migration; raises HF426 unless it is the one that the calling program needs. Says nothing about persons, so it asks for no duty.';
