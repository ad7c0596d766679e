/* Migrate: creates, upgrades, refuses, and bears company. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "holdfast/gateway/migrate.h"
#include "support/child.h"
#include "support/server.h"

static struct test_server *server;

/* A new empty database of the server. */
static const char *make_database(const char *name)
{
    char sql[100];
    const char *conninfo;
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s", name);
    test_server_run(server, sql);
    assert_true(local_conninfo(test_server_local(server), NULL, name, &conninfo, NULL));
    return conninfo;
}

static struct gateway *open_for_migrate(const char *conninfo)
{
    return gateway_open(
        &(struct gateway_options){.conninfo = conninfo, .any_schema = true, .one_link = true});
}

static bool migrate(const char *conninfo, bool sandbox, struct migrate_report *report,
                    struct failure *f)
{
    struct gateway *g = open_for_migrate(conninfo);
    bool good = migrate_run(g, sandbox, report, f);
    gateway_close(g);
    return good;
}

static void run(const char *conninfo, const char *sql)
{
    struct failure f;
    struct gateway *g = open_for_migrate(conninfo);
    if (!gateway_run(g, &(struct gateway_call){.sql = sql, .block = true, .verbatim = true}, NULL,
                     &f))
        fail_msg("%s: %s", sql, f.why);
    gateway_close(g);
}

static void assert_value(const char *conninfo, const char *sql, const char *expected)
{
    struct reply *reply;
    struct failure f;
    struct gateway *g = open_for_migrate(conninfo);
    if (!gateway_run(g, &(struct gateway_call){.sql = sql, .verbatim = true}, &reply, &f))
        fail_msg("%s: %s", sql, f.why);
    assert_string_equal(reply_text(reply, 0, 0), expected);
    reply_free(reply);
    gateway_close(g);
}

static void an_empty_database_gets_the_schema_once(void **state)
{
    (void)state;
    const char *conninfo = make_database("fresh");
    struct migrate_report first, second, status;
    struct failure f;
    assert_true(migrate(conninfo, false, &first, &f));
    assert_int_equal(first.before, 0);
    assert_int_equal(first.after, migrate_newest());
    assert_true(first.code_replaced);
    assert_false(first.sandbox);
    assert_true(migrate(conninfo, true, &second, &f));
    assert_int_equal(second.before, migrate_newest());
    assert_false(second.code_replaced);
    assert_false(second.sandbox); /* decided when the database was made */
    struct gateway *g = open_for_migrate(conninfo);
    assert_true(migrate_status(g, &status, &f));
    assert_int_equal(status.before, migrate_newest());
    assert_false(status.code_replaced);
    gateway_close(g);
}

static void status_changes_nothing(void **state)
{
    (void)state;
    const char *conninfo = make_database("looked_at");
    struct migrate_report status;
    struct gateway *g = open_for_migrate(conninfo);
    assert_true(migrate_status(g, &status, NULL));
    assert_int_equal(status.before, 0);
    assert_true(status.code_replaced);
    gateway_close(g);
    assert_value(conninfo, "SELECT count(*) FROM pg_namespace WHERE nspname IN ('app', 'api')",
                 "0");
}

static void the_doors_are_hung_as_the_design_says(void **state)
{
    (void)state;
    const char *conninfo = make_database("doors");
    struct migrate_report report;
    assert_true(migrate(conninfo, true, &report, NULL));
    assert_true(report.sandbox);
    assert_value(conninfo,
                 "SELECT concat_ws(' ',"
                 " has_schema_privilege('holdfast_person', 'api', 'USAGE'),"
                 " has_function_privilege('holdfast_person', 'api.hello(integer)', 'EXECUTE'),"
                 " has_schema_privilege('holdfast_person', 'engine', 'USAGE'),"
                 " has_schema_privilege('holdfast_person', 'app', 'USAGE'),"
                 " (SELECT count(*) FROM pg_proc p WHERE p.pronamespace IN"
                 "  ('api'::regnamespace, 'engine'::regnamespace)"
                 "  AND has_function_privilege('public', p.oid, 'EXECUTE')),"
                 " (SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace"
                 "  AND c.relkind IN ('r', 'p') AND NOT c.relforcerowsecurity))",
                 "t t f f 0 0");
}

static void a_changed_file_is_refused_by_name(void **state)
{
    (void)state;
    const char *conninfo = make_database("changed");
    struct migrate_report report;
    struct failure f;
    assert_true(migrate(conninfo, false, &report, &f));
    run(conninfo, "UPDATE app.schema_migration SET checksum = 'other' WHERE number = 2");
    assert_false(migrate(conninfo, false, &report, &f));
    assert_int_equal(f.status, EX_DATAERR);
    assert_non_null(strstr(f.why, "src/sql/migration/0002_"));
}

static void a_newer_database_is_refused(void **state)
{
    (void)state;
    const char *conninfo = make_database("newer");
    struct migrate_report report;
    struct failure f;
    assert_true(migrate(conninfo, false, &report, &f));
    run(conninfo, "INSERT INTO app.schema_migration VALUES (9999, 'later', 'x')");
    assert_false(migrate(conninfo, false, &report, &f));
    assert_int_equal(f.status, EX_CONFIG);
    assert_non_null(strstr(f.why, "9999"));
}

static void other_code_is_replaced(void **state)
{
    (void)state;
    const char *conninfo = make_database("older_code");
    struct migrate_report report;
    assert_true(migrate(conninfo, false, &report, NULL));
    run(conninfo, "UPDATE app.schema_code SET digest = 'of another version'");
    run(conninfo, "CREATE FUNCTION api.left_over() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    assert_true(migrate(conninfo, false, &report, NULL));
    assert_true(report.code_replaced);
    assert_value(conninfo, "SELECT to_regproc('api.left_over') IS NULL", "t");
    assert_value(
        conninfo,
        "SELECT has_function_privilege('holdfast_person', 'api.hello(integer)', 'EXECUTE')", "t");
}

static void a_failure_names_its_line_and_leaves_nothing(void **state)
{
    (void)state;
    const char *conninfo = make_database("in_the_way");
    struct migrate_report report;
    struct failure f;
    run(conninfo,
        "CREATE SCHEMA app AUTHORIZATION holdfast_owner CREATE TABLE app.installation (n int)");
    assert_false(migrate(conninfo, false, &report, &f));
    assert_non_null(strstr(f.why, "src/sql/migration/0001_ground.sql:"));
    assert_non_null(strstr(f.why, "installation"));
    assert_value(conninfo, "SELECT to_regclass('app.schema_migration') IS NULL", "t");
}

static void many_may_migrate_at_once(void **state)
{
    (void)state;
    enum { COUNT = 4 };
    const char *conninfo = make_database("crowded");
    pid_t children[COUNT];
    for (int i = 0; i < COUNT; i++) {
        children[i] = test_child_fork();
        assert_int_not_equal(children[i], -1);
        if (children[i] == 0) {
            struct migrate_report report;
            struct failure f;
            bool good = migrate(conninfo, false, &report, &f);
            if (!good)
                failure_print(&f, stderr);
            _exit(good ? 0 : 1);
        }
    }
    for (int i = 0; i < COUNT; i++) {
        int status = -1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    char newest[24];
    assert_value(conninfo, "SELECT max(number) FROM app.schema_migration",
                 gateway_number(newest, migrate_newest()));
}

static int start(void **state)
{
    (void)state;
    server = test_server_start();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    test_server_stop(server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_database_gets_the_schema_once),
        cmocka_unit_test(status_changes_nothing),
        cmocka_unit_test(the_doors_are_hung_as_the_design_says),
        cmocka_unit_test(a_changed_file_is_refused_by_name),
        cmocka_unit_test(a_newer_database_is_refused),
        cmocka_unit_test(other_code_is_replaced),
        cmocka_unit_test(a_failure_names_its_line_and_leaves_nothing),
        cmocka_unit_test(many_may_migrate_at_once),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
