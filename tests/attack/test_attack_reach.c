/* What somebody tries who has a login, psql and time: to get around the one door. Each line says
 * who, what, and how it must be answered. */
#include "support/guarded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Tables, their neighbours in the catalogue, and ways to read a table without naming it. */
static const struct attack tables[] = {
    {"maria", "SELECT count(*) FROM app.task", "42501"},
    {"maria", "SELECT 1 FROM app.ledger LIMIT 1", "42501"},
    {"maria", "SELECT body FROM app.ledger_private", "42501"},
    {"maria", "SELECT yaml FROM app.policy_revision", "42501"},
    {"casey", "SELECT * FROM app.ledger", "42501"},
    {"adm", "SELECT * FROM app.staff", "42501"},
    {"maria", "TABLE app.individual", "42501"},
    {"maria", "INSERT INTO app.role_holder VALUES (1, 1, 1)", "42501"},
    {"maria", "UPDATE app.task SET status = 'completed'", "42501"},
    {"maria", "DELETE FROM app.ledger", "42501"},
    {"maria", "TRUNCATE app.ledger", "42501"},
    {"maria", "MERGE INTO app.task t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE", "42501"},
    {"maria", "UPDATE app.time_setting SET frozen = now()", "42501"},
    {"maria", "BEGIN;;LOCK TABLE app.task IN ACCESS EXCLUSIVE MODE", "42501"},
    {"maria", "ALTER TABLE app.ledger DISABLE TRIGGER ALL", "42501"},
    {"maria", "ALTER TABLE app.task DISABLE ROW LEVEL SECURITY", "42501"},
    {"maria", "CREATE POLICY p ON app.task USING (true)", "42501"},
    {"maria", "DROP TABLE app.ledger", "42501"},
    {"maria", "CREATE INDEX ON app.task ((1))", "42501"},
    {"maria", "CREATE TRIGGER t BEFORE UPDATE ON app.task EXECUTE FUNCTION app.refuse_change()",
     "42501"},
    {"maria", "CREATE RULE r AS ON UPDATE TO app.task DO ALSO NOTIFY x", "42501"},
    {"maria", "CREATE STATISTICS s ON id, kind FROM app.task", "42501"},
    {"maria", "CLUSTER app.task", "42501"},
    {"maria", "REINDEX TABLE app.task", "42501"},
    {"maria", "REINDEX DATABASE holdfast", "42501"},
    {"maria", "ANALYZE app.task", "42501"},
    {"maria", "REFRESH MATERIALIZED VIEW app.task", "42501"},
    {"maria", "COMMENT ON TABLE app.task IS 'x'", "42501"},
    {"maria", "SELECT nextval('app.id_sequence')", "42501"},
    {"maria", "SELECT last_value FROM app.id_sequence", "42501"},
    {"maria", "SELECT setval('app.id_sequence', 1)", "42501"},
    {"maria",
     "SELECT pg_sequence_last_value(c.oid) FROM pg_class c WHERE c.relname = 'id_sequence'",
     "42501"},
    {"maria", "SELECT count(*) FROM pg_sequences WHERE last_value IS NOT NULL", "=0"},
    {"maria", "SELECT table_to_xml('app.task', true, true, '')", "42501"},
    {"maria", "SELECT query_to_xml('SELECT * FROM app.task', true, true, '')", "42501"},
    {"maria", "SELECT schema_to_xml('app', true, true, '')", "42501"},
    {"maria", "SELECT cursor_to_xml('c', 1, true, true, '')", "34000"},
    {"maria", "SELECT ts_stat('SELECT to_tsvector(label) FROM app.task')", "42501"},
    {"maria",
     "SELECT * FROM ts_rewrite('a'::tsquery, 'SELECT label::tsquery, label::tsquery FROM "
     "app.task')",
     "42501"},
    {"maria", "SELECT count(*) FROM pg_stats WHERE schemaname = 'app'", "=0"},
    {"maria", "SELECT count(*) FROM pg_statistic", "42501"},
    {"maria", "SELECT count(*) FROM pg_stats_ext", "=0"},
    {"maria", "SELECT currtid2('app.task', '(0,1)')", "42501"},
    {"maria", "SELECT has_table_privilege('app.task', 'SELECT')", "42501"},
    {"maria", "SELECT row_security_active(c.oid) FROM pg_class c WHERE c.relname = 'task'", "=t"},
    {"maria", "EXPLAIN SELECT * FROM app.task", "42501"},
    {"maria", "PREPARE p AS SELECT * FROM app.task", "42501"},
    {"maria", "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM app.task", "42501"},
    {"maria", "SELECT t FROM app.task t WHERE pg_sleep(0) IS NULL", "42501"},
};

/* Files, programs, other servers. */
static const struct attack outside[] = {
    {"maria", "COPY app.task TO STDOUT", "42501"},
    {"maria", "COPY (SELECT * FROM app.task) TO STDOUT", "42501"},
    {"maria", "COPY (SELECT 1) TO '/tmp/holdfast-attack'", "42501"},
    {"maria", "COPY (SELECT 1) TO PROGRAM 'id'", "42501"},
    {"maria", "COPY app.task FROM '/etc/passwd'", "42501"},
    {"maria", "COPY app.task FROM PROGRAM 'id'", "42501"},
    {"maria", "SELECT pg_read_file('postgresql.conf')", "42501"},
    {"maria", "SELECT pg_read_binary_file('PG_VERSION')", "42501"},
    {"maria", "SELECT pg_ls_dir('.')", "42501"},
    {"maria", "SELECT pg_stat_file('.')", "42501"},
    {"maria", "SELECT pg_ls_logdir()", "42501"},
    {"maria", "SELECT pg_ls_waldir()", "42501"},
    {"maria", "SELECT pg_ls_tmpdir()", "42501"},
    {"maria", "SELECT pg_ls_archive_statusdir()", "42501"},
    {"maria", "SELECT pg_current_logfile()", "42501"},
    {"maria", "SELECT pg_rotate_logfile()", "42501"},
    {"maria", "SELECT pg_reload_conf()", "42501"},
    {"maria", "SELECT pg_hba_file_rules()", "42501"},
    {"maria", "SELECT pg_show_all_file_settings()", "42501"},
    {"maria", "SELECT pg_switch_wal()", "42501"},
    {"maria", "SELECT pg_backup_start('x')", "42501"},
    {"maria", "SELECT pg_create_restore_point('x')", "42501"},
    {"maria", "SELECT pg_create_physical_replication_slot('x')", "42501"},
    {"maria", "SELECT pg_create_logical_replication_slot('x', 'pgoutput')", "42501"},
    {"maria", "SELECT pg_promote()", "42501"},
    {"maria", "SELECT pg_stat_reset()", "42501"},
    {"maria", "SELECT pg_log_backend_memory_contexts(pg_backend_pid())", "42501"},
    {"maria", "SELECT pg_get_backend_memory_contexts()", "42501"},
    {"maria", "SELECT pg_get_shmem_allocations()", "42501"},
    {"maria", "CHECKPOINT", "42501"},
    {"maria", "LOAD '/tmp/evil.so'", "42501"},
    {"maria", "CREATE EXTENSION dblink SCHEMA pg_catalog", "42501"},
    {"maria", "CREATE EXTENSION postgres_fdw SCHEMA pg_catalog", "42501"},
    {"maria", "CREATE EXTENSION pg_trgm SCHEMA pg_catalog", "42501"},
    {"maria", "CREATE EXTENSION file_fdw SCHEMA pg_catalog", "42501"},
    {"adm", "CREATE EXTENSION adminpack", "42501"},
    {"maria", "SELECT dblink('', 'SELECT 1')", "42883"},
    {"maria", "CREATE FOREIGN DATA WRAPPER w", "42501"},
    {"maria", "CREATE SERVER s FOREIGN DATA WRAPPER postgresql", "42704"},
    {"maria", "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION app.refuse_change()",
     "42501"},
    {"maria", "CREATE LANGUAGE plpython3u", "*"},
    {"maria", "CREATE PUBLICATION p FOR ALL TABLES", "42501"},
    {"maria", "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", "42501"},
    {"maria", "CREATE DATABASE d", "42501"},
    {"maria", "CREATE TABLESPACE t LOCATION '/tmp'", "42501"},
    {"maria", "DROP DATABASE holdfast", "42501"},
    {"maria", "ALTER DATABASE holdfast SET row_security = off", "42501"},
    {"maria", "ALTER DATABASE holdfast CONNECTION LIMIT 1", "42501"},
    {"maria", "ALTER SYSTEM SET log_statement = 'all'", "42501"},
    {"maria", "SECURITY LABEL ON ROLE maria IS 'x'", "22023|42501"},
    {"maria", "IMPORT FOREIGN SCHEMA s FROM SERVER t INTO public", "42704"},
    /* Large objects. */
    {"maria", "SELECT lo_create(0)", "42501"},
    {"maria", "SELECT lo_creat(-1)", "42501"},
    {"maria", "SELECT lo_from_bytea(0, 'x')", "42501"},
    {"maria", "SELECT lo_import('/etc/passwd')", "42501"},
    {"maria", "SELECT lo_export(1, '/tmp/x')", "42501"},
    {"maria", "SELECT lo_open(1, 131072)", "42501"},
    {"maria", "SELECT lo_get(1)", "42501"},
    {"maria", "SELECT lo_put(1, 0, 'x')", "42501"},
    {"maria", "SELECT lo_unlink(1)", "42501"},
    {"maria", "SELECT loread(1, 1)", "42501"},
    {"maria", "SELECT lowrite(1, 'x')", "42501"},
    {"maria", "SELECT data FROM pg_largeobject", "42501"},
};

/* Becoming somebody else. */
static const struct attack identity[] = {
    {"maria", "SET ROLE holdfast_owner", "42501"},
    {"maria", "SET ROLE holdfast_logins", "42501"},
    {"maria", "SET ROLE postgres", "42501"},
    {"maria", "SET ROLE lena", "42501"},
    {"adm", "SET ROLE holdfast_owner", "42501"},
    {"maria", "SET SESSION AUTHORIZATION lena", "42501"},
    {"maria", "SET SESSION AUTHORIZATION postgres", "42501"},
    {"maria", "SELECT set_config('role', 'holdfast_owner', false)", "42501"},
    {"maria", "SELECT set_config('session_authorization', 'lena', false)", "42501"},
    {"maria", "SET is_superuser = on", "55P02"},
    /* What she is a member of changes nothing about who she is. */
    {"maria", "SET ROLE holdfast_person;;SELECT api.me() ->> 'login'", "=maria"},
    {"maria", "SET ROLE holdfast_person;;SELECT api.item('%secret%')", "HF404"},
    {"maria", "SET ROLE holdfast_person;;GRANT USAGE ON SCHEMA app TO maria", "42501"},
    {"maria", "SET ROLE holdfast_person;;CREATE TABLE public.t (x int)", "42501"},
    {"maria", "SET LOCAL ROLE holdfast_person;;SELECT api.me() ->> 'login'", "=maria"},
    {"maria", "GRANT holdfast_owner TO maria", "42501"},
    {"maria", "GRANT pg_read_all_data TO maria", "42501"},
    {"maria", "GRANT holdfast_person TO pg_monitor", "42501"},
    {"maria", "GRANT lena TO maria", "42501"},
    {"maria", "REVOKE holdfast_person FROM lena", "42501"},
    {"maria", "ALTER ROLE maria CREATEROLE", "42501"},
    {"maria", "ALTER ROLE maria SUPERUSER", "42501"},
    {"maria", "ALTER ROLE maria BYPASSRLS", "42501"},
    {"maria", "ALTER ROLE maria CONNECTION LIMIT -1", "42501"},
    {"maria", "ALTER ROLE maria VALID UNTIL 'infinity'", "42501"},
    {"maria", "ALTER ROLE maria RENAME TO lena2", "*"},
    {"maria", "ALTER ROLE lena PASSWORD 'x'", "42501"},
    {"maria", "ALTER ROLE lena SET search_path = public", "42501"},
    {"maria", "ALTER ROLE ALL SET statement_timeout = 1", "42501"},
    {"maria", "DROP ROLE lena", "42501"},
    {"maria", "CREATE ROLE mallory LOGIN", "42501"},
    {"maria", "CREATE USER mallory IN ROLE holdfast_person", "42501"},
    {"maria", "COMMENT ON ROLE lena IS 'x'", "42501"},
    {"maria", "REASSIGN OWNED BY holdfast_owner TO maria", "42501"},
    {"maria", "DROP OWNED BY holdfast_owner", "42501"},
    {"maria", "DROP OWNED BY lena", "42501"},
    {"maria", "DROP OWNED BY holdfast_person;;SELECT api.me() ->> 'login'", "=maria"},
    {"maria", "SET ROLE holdfast_person;;DROP OWNED BY CURRENT_ROLE;;SELECT api.me() ->> 'login'",
     "=maria"},
    {"maria", "SELECT rolpassword FROM pg_authid", "42501"},
    {"maria", "SELECT passwd FROM pg_shadow", "42501"},
    {"maria", "SELECT DISTINCT rolpassword FROM pg_roles", "=********"},
    {"maria", "SELECT logins.create_login('mallory')", "42501"},
    {"maria", "SELECT logins.disable_login('lena', true)", "42501"},
    {"adm", "SELECT logins.set_verifier('lena', NULL)", "42501"},
    {"maria", "SELECT engine.me()", "42501"},
    {"maria", "SELECT engine.my_roles(1)", "42501"},
    {"maria", "SELECT engine.refuse('HF404', 'x')", "42501"},
    {"maria", "SELECT app.now()", "42501"},
    {"maria", "SELECT app.next_id()", "42501"},
    {"maria", "SELECT NULL::app.task", "42501"},
    {"maria", "SELECT NULL::engine.viewer", "42501"},
    {"maria", "ALTER FUNCTION api.me() SECURITY INVOKER", "42501"},
    {"maria", "ALTER FUNCTION api.me() OWNER TO maria", "42501"},
    {"maria", "ALTER FUNCTION api.me() RESET ALL", "42501"},
    {"maria", "DROP FUNCTION api.me()", "42501"},
    {"maria",
     "CREATE OR REPLACE FUNCTION api.me() RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'",
     "42501"},
    {"maria",
     "REVOKE EXECUTE ON FUNCTION api.me() FROM holdfast_person;;SELECT api.me() ->> 'login'",
     "=maria"},
    {"maria",
     "GRANT EXECUTE ON FUNCTION api.me() TO PUBLIC;;SELECT has_function_privilege('pg_monitor', "
     "'api.me()', 'EXECUTE')",
     "=f"},
    {"maria", "ALTER DEFAULT PRIVILEGES FOR ROLE holdfast_owner GRANT SELECT ON TABLES TO PUBLIC",
     "42501"},
    {"maria",
     "ALTER DEFAULT PRIVILEGES FOR ROLE holdfast_person IN SCHEMA api REVOKE EXECUTE ON FUNCTIONS "
     "FROM holdfast_person",
     "="},
    {"maria", "SET ROLE holdfast_person;;ALTER ROLE holdfast_person PASSWORD 'x' LOGIN", "42501"},
    {"maria", "ALTER SCHEMA api RENAME TO api2", "42501"},
    {"maria", "DROP SCHEMA api CASCADE", "42501"},
    {"maria",
     "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.usename = 'postgres' "
     "LIMIT 1",
     "42501"},
};

/* Things of her own in the way of what is looked up. */
static const struct attack shadows[] = {
    {"maria", "CREATE TEMP TABLE task (x int)", "42501"},
    {"maria", "CREATE TEMP VIEW v AS SELECT 1", "42501"},
    {"maria", "CREATE FUNCTION pg_temp.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
     "42501"},
    {"maria", "CREATE SCHEMA evil", "42501"},
    {"maria", "CREATE SCHEMA AUTHORIZATION maria", "42501"},
    {"maria", "CREATE TABLE public.task (x int)", "42501"},
    {"maria", "CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
     "42501"},
    {"maria", "CREATE FUNCTION api.evil() RETURNS int LANGUAGE sql AS 'SELECT 1'", "42501"},
    {"maria", "CREATE FUNCTION pg_catalog.evil() RETURNS int LANGUAGE sql AS 'SELECT 1'", "42501"},
    {"maria", "CREATE OPERATOR public.= (FUNCTION = int4eq, LEFTARG = text, RIGHTARG = text)",
     "42501|42883"},
    {"maria", "CREATE OPERATOR pg_catalog.=== (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)",
     "42501"},
    {"maria", "CREATE CAST (text AS bigint) WITH INOUT AS IMPLICIT", "42501"},
    {"maria", "CREATE TYPE public.t AS (x int)", "42501"},
    {"maria", "CREATE DOMAIN public.d AS text", "42501"},
    {"maria", "CREATE COLLATION public.c FROM \"C\"", "42501"},
    {"maria", "CREATE AGGREGATE public.a (int) (sfunc = int4pl, stype = int)", "42501"},
    {"maria", "CREATE TEXT SEARCH CONFIGURATION public.c (COPY = english)", "42501"},
    {"maria", "CREATE CONVERSION public.c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1", "42501"},
    {"maria", "CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION int4out(int))", "*"},
    {"maria", "CREATE TABLE IF NOT EXISTS t AS SELECT 1", "42501|3F000"},
    {"maria", "SELECT 1 INTO TEMP t", "42501"},
    {"maria", "SET search_path = evil, public, pg_temp;;SELECT api.me() ->> 'login'", "=maria"},
    {"maria", "SET search_path = pg_temp, pg_catalog;;SELECT ref FROM api.queue_row('%ref%')",
     "=%ref%"},
    {"maria",
     "SET search_path = '';;SELECT jsonb_typeof(api.queue_row) FROM (SELECT to_jsonb(q) AS "
     "queue_row FROM api.queue('role') q) api LIMIT 1",
     "=object"},
    {"maria", "DO $$BEGIN EXECUTE 'SELECT 1 FROM app.task'; END$$", "42501"},
    {"maria", "DO $$BEGIN PERFORM engine.refuse_unseen(); END$$", "42501"},
    {"maria",
     "DO $$BEGIN PERFORM api.item('%secret%'); EXCEPTION WHEN others THEN PERFORM 1 FROM app.task; "
     "END$$",
     "42501"},
    {"maria", "DO LANGUAGE plperl $$ 1 $$", "42704"},
};

static void nothing_is_reached_around_the_door(void **state)
{
    GUARDED_ATTACK(*state, "tables", tables, true);
}

static void nothing_is_reached_outside_the_database(void **state)
{
    GUARDED_ATTACK(*state, "files, programs, servers", outside, true);
}

static void nobody_becomes_somebody_else(void **state)
{
    GUARDED_ATTACK(*state, "identity", identity, true);
}

static void nothing_stands_in_the_way_of_what_is_meant(void **state)
{
    GUARDED_ATTACK(*state, "shadows", shadows, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_reached_around_the_door),
        cmocka_unit_test(nothing_is_reached_outside_the_database),
        cmocka_unit_test(nobody_becomes_somebody_else),
        cmocka_unit_test(nothing_stands_in_the_way_of_what_is_meant),
    };
    return cmocka_run_group_tests(tests, guarded_open, guarded_close);
}
