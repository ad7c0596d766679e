-- Who may call what, once all functions are there. Runs as the migrating superuser or database
-- owner, after the files of engine and api.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA engine FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA api FROM PUBLIC;
GRANT USAGE ON SCHEMA api TO holdfast_person;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO holdfast_person;

-- What a session may set for itself reaches into the functions it calls. Pinned in every door:
-- how the text of functions is read (standard_conforming_strings: without it '\d' is 'd', and
-- checks by pattern pass what they should refuse), how days and instants are, and what is told
-- beside the answer (a client may have the plans of inner statements printed, to itself and into
-- the server's log, with the values of rows that it may not see). VOLATILE, so that each statement
-- inside sees what is so now: a right that ended ends for a cursor that was open, too.
DO $$
DECLARE
    door regprocedure;
BEGIN
    FOR door IN SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'api'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s VOLATILE', door);
        EXECUTE format('ALTER FUNCTION %s SET standard_conforming_strings = on', door);
        EXECUTE format('ALTER FUNCTION %s SET DateStyle = ''ISO, YMD''', door);
        EXECUTE format('ALTER FUNCTION %s SET TimeZone = ''UTC''', door);
        EXECUTE format('ALTER FUNCTION %s SET IntervalStyle = ''postgres''', door);
        EXECUTE format('ALTER FUNCTION %s SET client_min_messages = notice', door);
        EXECUTE format('ALTER FUNCTION %s SET debug_print_plan = off', door);
    END LOOP;
END $$;

-- Counters of the server's work tell how much a call had to read, so whether there is somebody whom
-- it may not find; how far the write-ahead log is, how much it wrote unseen; the table of locks, in
-- which tables whom else is at work this moment (a consent, an emergency look); advisory locks, which
-- nothing here uses, fill that table for everybody. All are for those who look after the server. Where the migrating role may not take them away, they
-- stay: the manual says that a superuser is to migrate.
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p
             WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f'
               AND (p.proname ~ '^pg_(try_)?advisory_'
                    OR p.proname ~ '^pg_stat_get_(xact_)?(numscans|tuples|blocks|live_tuples|dead_tuples|mod_since|ins_since|function|lastscan|last_|db_|slru|wal|bgwriter|buf_|checkpoint)'
                    OR p.proname ~ '^pg_(lock_status$|(safe_snapshot_)?blocking_pids$|current_wal_|walfile_name|control_checkpoint$|control_recovery$)'
                    OR p.proname ~ '^pg_(relation_size|table_size|indexes_size|total_relation_size|database_size|tablespace_size)$') LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor, pg_read_all_stats', f);
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;
