/* Messages outside the console: who sends them, what they say, and what a failure does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "holdfast/command/deliver.h"
#include "holdfast/util/buffer.h"
#include "support/directory.h"
#include "support/publish.h"
#include "support/server.h"

static struct test_server *server;
static char *directory;

/* A program that keeps what it was given, or one that fails. */
static const char *make_program(const char *name, const char *body)
{
    static char path[300];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", body);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0755), 0);
    return path;
}

static void read_file(const char *name, struct buffer *b)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(buffer_read(b, file));
    (void)fclose(file);
}

static void set_channel(const char *program)
{
    char sql[600];
    (void)snprintf(sql, sizeof sql,
                   "UPDATE app.policy_revision SET policy ="
                   " jsonb_set(policy, '{notify}', '{\"mail\": [\"%s\", \"-t\"]}')",
                   program);
    test_server_run(server, sql);
}

/* A referral whose second rung reached sam by mail a moment ago. */
static void make_reach(void)
{
    test_server_run(server, "TRUNCATE app.delivery");
    test_server_run(
        server,
        "DO $$ DECLARE t app.task; s integer := (SELECT id FROM app.staff WHERE login = 'sam');"
        " r app.referral; i bigint; BEGIN"
        " INSERT INTO app.individual (family, created_at) VALUES ('Rivera', app.now())"
        "  RETURNING id INTO i;"
        " INSERT INTO app.referral (individual_id, service_type_id, category, priority,"
        "  requester_staff_id, requester_role_id, requester_organization_id, basis, need_since,"
        "  created_at)"
        " SELECT i, y.id, 'general', 'routine', d.id, p.id, p.organization_id, 'treatment',"
        "  app.now(), app.now()"
        " FROM app.service_type y, app.staff d, app.role_holder h JOIN app.role p ON p.id = "
        "h.role_id"
        " WHERE d.login = 'drew' AND h.staff_id = d.id LIMIT 1 RETURNING * INTO r;"
        " t := engine.next_try(r, NULL, NULL,"
        "  (SELECT h.role_id FROM app.role_holder h JOIN app.staff m ON m.id = h.staff_id"
        "   WHERE m.login = 'maria' LIMIT 1), app.now());"
        " t := engine.open_task(t, NULL, 'refer', NULL, NULL, NULL);"
        " UPDATE app.task SET due = app.now() - interval '1 minute' WHERE id = t.id;"
        " INSERT INTO app.reach (task_id, clock_id, rung_no, generation, action, staff_id, at,"
        "  channels)"
        " VALUES (t.id, t.clock_id, 2, 1, 'transfer', s, app.now(), '{console,mail}');"
        " END $$");
}

static struct deliver_tally deliver(void)
{
    struct deliver_tally t = {0};
    struct failure f;
    struct gateway *g =
        gateway_open(&(struct gateway_options){.conninfo = test_server_conninfo(server, NULL)});
    if (!deliver_all(g, &t, &f))
        fail_msg("%s", f.why);
    gateway_close(g);
    return t;
}

static void assert_on_server(const char *sql, const char *expected)
{
    char *value = test_server_ask(server, sql);
    assert_string_equal(value, expected);
    free(value);
}

static void a_message_reaches_the_person_once_and_names_nobody(void **state)
{
    (void)state;
    struct buffer got = {0};
    char body[400];
    (void)snprintf(body, sizeof body, "{ echo \"$@\"; cat; } > %s/got", directory);
    set_channel(make_program("keep", body));
    make_reach();
    assert_int_equal(deliver().sent, 1);
    read_file("got", &got);
    assert_non_null(strstr(got.data, "-t\nTo: sam@"));
    assert_non_null(strstr(got.data, "1 referral is late and was passed to you; open holdfast\n"));
    assert_null(strstr(got.data, "Rivera"));
    assert_null(strstr(got.data, "R-"));
    assert_int_equal(deliver().sent, 0);
    assert_on_server("SELECT count(*) FROM app.delivery WHERE sent_at IS NOT NULL", "1");
    buffer_free(&got);
}

static void a_failure_is_on_record_and_the_ladder_moves_on(void **state)
{
    (void)state;
    set_channel(make_program("fail", "exit 1"));
    make_reach();
    struct deliver_tally t = deliver();
    assert_int_equal(t.failed, 1);
    assert_on_server("SELECT action || ' ' || (detail ->> 'by') FROM app.ledger ORDER BY id DESC"
                     " LIMIT 1",
                     "undelivered mail");
    assert_on_server("SELECT c.fire_at <= app.now() FROM app.clock c ORDER BY id DESC LIMIT 1",
                     "t");
    assert_on_server("SELECT count(*) FROM api.ledger_verify() b WHERE b.entity_kind = 'task'",
                     "0");
}

static void a_program_that_is_not_there_is_a_failure(void **state)
{
    (void)state;
    set_channel("/nowhere/sendmail");
    make_reach();
    assert_int_equal(deliver().failed, 1);
}

static void a_program_that_hangs_is_ended(void **state)
{
    (void)state;
    char *program[] = {(char[]){"/bin/sh"}, (char[]){"-c"}, (char[]){"sleep 600"}, NULL};
    assert_false(deliver_run(program, "text", 0));
}

static void nothing_is_sent_in_a_sandbox_or_by_others(void **state)
{
    (void)state;
    set_channel(make_program("never", "exit 0"));
    make_reach();
    test_server_run(server, "UPDATE app.installation SET sandbox = true");
    assert_int_equal(deliver().sent, 0);
    test_server_run(server, "UPDATE app.installation SET sandbox = false");
    PGconn *maria = test_server_connect(server, "maria");
    PGresult *result = PQexec(maria, "SELECT * FROM api.deliveries()");
    assert_int_equal(PQntuples(result), 0);
    PQclear(result);
    result = PQexec(maria, "SELECT api.delivered('mail', '{1}', true)");
    assert_string_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "HF404");
    PQclear(result);
    PQfinish(maria);
}

static int start(void **state)
{
    (void)state;
    directory = test_directory();
    server = test_server_start();
    test_server_publish(server, "config.example.yaml");
    test_server_run(server, "UPDATE app.installation SET sandbox = false");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    test_server_stop(server);
    test_directory_remove(directory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_reaches_the_person_once_and_names_nobody),
        cmocka_unit_test(a_failure_is_on_record_and_the_ladder_moves_on),
        cmocka_unit_test(a_program_that_is_not_there_is_a_failure),
        cmocka_unit_test(a_program_that_hangs_is_ended),
        cmocka_unit_test(nothing_is_sent_in_a_sandbox_or_by_others),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
