-- What every migration finds: three roles, the schema app, and the record of what was applied.
-- Runs at each migrate, as the migrating superuser or database owner, in its transaction, and must
-- bear that another process does the same: whoever comes second waits for the first at the unique
-- index of the catalogue, then finds everything there.

DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('holdfast_owner', 'NOLOGIN', 'Owns the tables and functions of Holdfast; nobody logs in as it.'),
            ('holdfast_logins', 'NOLOGIN CREATEROLE', 'Owns the functions that create, disable and re-key logins.'),
            ('holdfast_person', 'NOLOGIN', 'What every login of a person holds: EXECUTE on the schema api.')
        ) AS w (name, options, meaning)
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = wanted.name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.options);
                EXECUTE format('COMMENT ON ROLE %I IS %L', wanted.name, wanted.meaning);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END $$;

-- A database owner who is no superuser must be a member to act as the owner of the tables.
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'holdfast_owner', 'MEMBER') THEN
        EXECUTE format('GRANT holdfast_owner TO %I', current_user);
    END IF;
    IF NOT pg_has_role(current_user, 'holdfast_logins', 'MEMBER') THEN
        EXECUTE format('GRANT holdfast_logins TO %I', current_user);
    END IF;
END $$;

DO $$
BEGIN
    IF to_regclass('app.schema_migration') IS NOT NULL THEN
        RETURN;
    END IF;
    CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION holdfast_owner;
    CREATE TABLE app.schema_migration (
        number integer PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    COMMENT ON TABLE app.schema_migration IS
        'The migrations applied, with the sha256 of their text; a file that changed afterwards is refused.';
    ALTER TABLE app.schema_migration OWNER TO holdfast_owner;
    CREATE TABLE app.schema_code (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        digest text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    COMMENT ON TABLE app.schema_code IS
        'The sha256 of the files from which the schemas engine and api were made; when it differs they are made anew.';
    ALTER TABLE app.schema_code OWNER TO holdfast_owner;
EXCEPTION WHEN unique_violation OR duplicate_schema OR duplicate_table THEN
    NULL;
END $$;

-- So that the sweep may end people's sessions that sit in a transaction and hold items locked. Where
-- the migrating role may not give this away, such sessions are the server's to end.
DO $$
BEGIN
    IF NOT pg_has_role('holdfast_owner', 'pg_signal_backend', 'MEMBER')
       OR NOT pg_has_role('holdfast_owner', 'pg_read_all_stats', 'MEMBER') THEN
        GRANT pg_signal_backend, pg_read_all_stats TO holdfast_owner;
    END IF;
EXCEPTION WHEN insufficient_privilege OR unique_violation THEN
    NULL;
END $$;
