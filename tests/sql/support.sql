-- What every script of this folder may use. Loaded once into the template database, as superuser.
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE SCHEMA tests;

CREATE FUNCTION tests.at(instant timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE app.time_setting SET frozen = instant
$$;
COMMENT ON FUNCTION tests.at(timestamptz) IS 'Freezes app.now().';

-- A person's session inside the script: session_user is theirs, nothing of the superuser remains.
CREATE FUNCTION tests.run_as(login text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', login);
    BEGIN
        EXECUTE statement INTO answer;
    EXCEPTION WHEN OTHERS THEN
        RESET SESSION AUTHORIZATION;
        RAISE;
    END;
    RESET SESSION AUTHORIZATION;
    RETURN answer;
END $$;
COMMENT ON FUNCTION tests.run_as(text, text) IS 'First column of the first row that the statement gives that person.';

CREATE FUNCTION tests.error_as(login text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    code text;
    message text;
BEGIN
    BEGIN
        PERFORM tests.run_as(login, statement);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
        RETURN code || ': ' || message;
    END;
    RETURN 'no error';
END $$;
COMMENT ON FUNCTION tests.error_as(text, text) IS 'SQLSTATE and message with which the statement is refused; no error when it is not.';
