-- The ground everything stands on: who may reach the database at all, ids, time, protection.
-- Runs as the migrating superuser or database owner first, then as holdfast_owner. The roles
-- holdfast_owner, holdfast_logins and holdfast_person and the schema app (owned by
-- holdfast_owner) exist already: migrate makes them, because they are cluster-wide.
-- migrate sets holdfast.sandbox to 'on' for a database of tests or of the demo.

RESET ROLE;

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO holdfast_person', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- Large objects are storage nobody here needs and a way around every rule (DESIGN 9).
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p
             WHERE p.pronamespace = 'pg_catalog'::regnamespace
               AND (p.proname LIKE 'lo\_%' OR p.proname IN ('loread', 'lowrite'))
               AND p.prokind = 'f' LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
END $$;

SET LOCAL ROLE holdfast_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE holdfast_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE holdfast_owner REVOKE USAGE ON TYPES FROM PUBLIC;

CREATE TABLE app.installation (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    region integer NOT NULL DEFAULT 0 CHECK (region BETWEEN 0 AND 32767),
    sandbox boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE app.installation IS
    'One row: the region (high 16 bits of every id) and whether this is a sandbox, in which time may be set.';
INSERT INTO app.installation (sandbox)
VALUES (coalesce(current_setting('holdfast.sandbox', true), '') = 'on');

CREATE TABLE app.time_setting (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    offset_by interval NOT NULL DEFAULT '0',
    frozen timestamptz
);
COMMENT ON TABLE app.time_setting IS
    'One row: what app.now() gives in a sandbox. Only the owner can change it; ignored elsewhere.';
INSERT INTO app.time_setting DEFAULT VALUES;

-- plpgsql keeps its plan; a function in SQL that reads a table is planned anew by each query that calls it.
CREATE FUNCTION app.now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED AS $$
BEGIN
    RETURN (SELECT CASE WHEN i.sandbox THEN coalesce(t.frozen, clock_timestamp() + t.offset_by)
                        ELSE clock_timestamp() END
            FROM app.installation i, app.time_setting t);
END $$;
COMMENT ON FUNCTION app.now() IS
    'The one clock: real time, or a sandbox''s set time. Take it once per step, after the lock (DESIGN 5).';

CREATE SEQUENCE app.id_sequence;
-- The sequence itself runs in its region's range, so that taking an id reads no table.
DO $$
DECLARE
    base bigint := (SELECT i.region::bigint << 48 FROM app.installation i);
BEGIN
    EXECUTE format('ALTER SEQUENCE app.id_sequence MINVALUE %s MAXVALUE %s RESTART %1$s', base + 1, base + 281474976710655);
END $$;
CREATE FUNCTION app.next_id() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT nextval('app.id_sequence')
$$;
COMMENT ON FUNCTION app.next_id() IS
    'A new id of anything: the region in the high 16 bits, a count below.';

CREATE FUNCTION app.protect() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t regclass;
BEGIN
    FOR t IN SELECT c.oid::regclass FROM pg_catalog.pg_class c
             WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')
               AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid) LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY owner_only ON %s TO holdfast_owner USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
COMMENT ON FUNCTION app.protect() IS
    'Gives every table of app that lacks it forced row security with its one policy: deny by default should a GRANT ever slip in (DESIGN 9).';

CREATE TYPE app.task_kind AS ENUM ('referral', 'reroute', 'follow_up', 'alert', 'risk',
    'case_review', 'plan_update', 'result_review', 'correction');
CREATE TYPE app.task_status AS ENUM ('requested', 'accepted', 'in-progress', 'on-hold',
    'completed', 'rejected', 'failed', 'cancelled', 'entered-in-error');
CREATE TYPE app.priority AS ENUM ('routine', 'urgent', 'asap', 'stat');
CREATE TYPE app.stage AS ENUM ('accept', 'start', 'complete');
CREATE TYPE app.rung_action AS ENUM ('remind', 'inform', 'escalate', 'transfer');

SELECT app.protect();
