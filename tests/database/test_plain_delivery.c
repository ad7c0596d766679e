/* Messages outside the console: who sends them, what they say, and what a failure does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "holdfast/command/deliver.h"
#include "support/directory.h"
#include "support/fake_sendmail.h"
#include "support/program.h"
#include "support/server.h"

static struct test_server *server;
static char *directory;

static void set_channel(const char *value)
{
    char sql[1600];
    (void)snprintf(sql, sizeof sql,
                   "UPDATE app.policy_revision SET policy = jsonb_set(policy, '{notify}',"
                   " jsonb_build_object('mail', '%s'::jsonb))",
                   value);
    test_server_run(server, sql);
}

/* A referral whose second rung reached sam by mail a moment ago. */
static void make_reach(void)
{
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

/* As if that long had passed. */
static void let_pass(const char *interval)
{
    char sql[300];
    (void)snprintf(sql, sizeof sql,
                   "UPDATE app.delivery SET next_at = next_at - interval '%1$s',"
                   " sent_at = sent_at - interval '%1$s'",
                   interval);
    test_server_run(server, sql);
}

static void begin(int status)
{
    set_channel(fake_sendmail(directory));
    fake_sendmail_says(directory, status);
    test_server_run(server, "TRUNCATE app.delivery");
    test_server_run(server, "UPDATE app.reach SET withdrawn_at = at");
    make_reach();
}

static void a_message_reaches_the_person_once_and_names_nobody(void **state)
{
    (void)state;
    begin(0);
    assert_int_equal(setenv("PGPASSWORD", "secret", 1), 0);
    assert_int_equal(deliver().sent, 1);
    (void)unsetenv("PGPASSWORD");
    const char *got = fake_sendmail_got(directory);
    assert_non_null(strstr(got, "To: sam@bright-home.example\n"));
    assert_non_null(strstr(got, "1 referral is late and was passed to you; open holdfast\n"));
    assert_null(strstr(got, "Rivera"));
    assert_null(strstr(got, "R-"));
    assert_null(strstr(got, "secret"));
    assert_null(strstr(got, "descriptor"));
    assert_non_null(strstr(got, "argument -t\nenvironment PATH=/usr/sbin"));
    assert_int_equal(deliver().sent, 0);
    assert_on_server("SELECT count(*) FROM app.delivery WHERE sent_at IS NOT NULL", "1");
}

/* The first is sent at once; what follows within minutes is one more. */
static void several_within_minutes_are_one(void **state)
{
    (void)state;
    begin(0);
    int before = fake_sendmail_runs(directory);
    assert_int_equal(deliver().sent, 1);
    make_reach();
    make_reach();
    assert_int_equal(deliver().sent, 0);
    let_pass("6 minutes");
    assert_int_equal(deliver().sent, 1);
    assert_int_equal(fake_sendmail_runs(directory), before + 2);
    assert_non_null(strstr(fake_sendmail_got(directory), "2 referrals are late and were passed"));
}

/* Tried again after a while, and a longer one; then it is given up, on the record, and the ladder
 * does not wait for somebody who was never told. */
static void a_failure_is_tried_again_and_then_on_record(void **state)
{
    (void)state;
    static const char *const pauses[] = {"30 seconds", "2 minutes", "8 minutes"};
    begin(EX_TEMPFAIL);
    test_server_run(server, "UPDATE app.clock SET next_rung = 3 WHERE id ="
                            " (SELECT max(id) FROM app.clock)");
    int before = fake_sendmail_runs(directory);
    assert_int_equal(deliver().later, 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(deliver().later, 0);
        let_pass(pauses[i]);
        struct deliver_tally t = deliver();
        assert_int_equal(t.later, i < 2);
        assert_int_equal(t.failed, i == 2);
    }
    assert_int_equal(fake_sendmail_runs(directory), before + 4);
    assert_on_server("SELECT action || ' ' || (detail ->> 'by') FROM app.ledger ORDER BY id DESC"
                     " LIMIT 1",
                     "undelivered mail");
    assert_on_server("SELECT c.fire_at <= app.now() FROM app.clock c ORDER BY id DESC LIMIT 1",
                     "t");
    test_server_run(server, "SELECT api.sweep(500)");
    assert_on_server("SELECT (detail ->> 'unheard') || ' ' || action FROM app.ledger"
                     " WHERE detail ? 'unheard' ORDER BY id DESC LIMIT 1",
                     "true escalate");
    /* The due of the story's task was put back past the record. */
    assert_on_server("SELECT count(*) FROM api.ledger_verify() b WHERE b.entity_kind = 'task'"
                     " AND b.problem <> 'the item was edited past its record'",
                     "0");
}

/* A try that would come after the rung's patience is none. */
static void no_patience_no_second_try(void **state)
{
    (void)state;
    begin(EX_TEMPFAIL);
    test_server_run(server, "UPDATE app.clock c SET patience_at = app.now() + interval '20 seconds'"
                            " WHERE id = (SELECT max(id) FROM app.clock)");
    assert_int_equal(deliver().failed, 1);
}

/* What will not change by waiting is given up at once. */
static void no_such_address_is_final(void **state)
{
    (void)state;
    begin(EX_NOUSER);
    assert_int_equal(deliver().failed, 1);
}

/* What was opened on the screen needs no mail. */
static void what_was_opened_is_not_sent(void **state)
{
    (void)state;
    begin(0);
    test_server_run(server, "UPDATE app.reach SET opened_at = app.now()");
    assert_int_equal(deliver().sent, 0);
}

static void a_program_that_is_not_there_is_tried_again(void **state)
{
    (void)state;
    begin(0);
    set_channel("[\"/nowhere/sendmail\"]");
    assert_int_equal(deliver().later, 1);
}

static void a_program_that_hangs_is_ended(void **state)
{
    (void)state;
    char *program[] = {(char[]){"/bin/sleep"}, (char[]){"600"}, NULL};
    assert_int_equal(deliver_run(program, "text", 0), DELIVER_LATER);
}

static void nothing_is_sent_in_a_sandbox_or_by_others(void **state)
{
    (void)state;
    begin(0);
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
    server = test_server_start_published();
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

/* ---- the digest ---- */

static int digest(const char *option, const char *other, char *out, size_t size)
{
    char command[1024];
    (void)snprintf(command, sizeof command, "'%s' --db \"%s\" digest %s %s 2>&1", program_path(),
                   test_server_conninfo(server, NULL), option, other);
    FILE *pipe = popen(command, "r");
    size_t len = fread(out, 1, size - 1, pipe);
    out[len] = '\0';
    int status = pclose(pipe);
    return WEXITSTATUS(status);
}

/* An office week, whichever it is, has days on which it is closed; forced does not ask. */
static void a_digest_keeps_to_open_days(void **state)
{
    static const char days[] =
        "SELECT count(*) BETWEEN %s FROM generate_series(8, 14) d WHERE EXISTS (SELECT FROM"
        " engine.digest_list(date_trunc('week', app.now()) + d * interval '1 day'"
        " + interval '12 hours', %s) l WHERE l.login = 'sam')";
    char sql[512];
    (void)state;
    begin(0);
    (void)snprintf(sql, sizeof sql, days, "2 AND 5", "false");
    assert_on_server(sql, "t");
    (void)snprintf(sql, sizeof sql, days, "7 AND 7", "true");
    assert_on_server(sql, "t");
}

/* "7 items wait for you, …: 2 late, 4 due today, 1 passed up to you and not opened; …" */
static void assert_digests_add_up(const char *out)
{
    bool passed_up = false;
    for (const char *line = out; line != NULL && *line != '\0';) {
        const char *count = strchr(line, '\t'), *parts = strstr(line, "for now: ");
        assert_non_null(count);
        assert_non_null(parts);
        long all = strtol(count + 1, NULL, 10), sum = 0;
        parts += strlen("for now: ");
        for (const char *end = strchr(parts, ';'); parts < end; parts = strpbrk(parts, ",;") + 2)
            sum += strtol(parts, NULL, 10);
        assert_int_equal(all, sum);
        passed_up = passed_up || strstr(line, " passed up to you and not opened") != NULL;
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    assert_true(passed_up);
}

/* Once a day, and nobody is named. */
static void a_digest_counts_and_names_nobody(void **state)
{
    (void)state;
    char out[4096];
    begin(0);
    test_server_run(server, "UPDATE app.organization SET calendar_id ="
                            " (SELECT id FROM app.calendar WHERE code = 'always')");
    test_server_run(server, "UPDATE app.installation SET sandbox = true");
    assert_int_equal(digest("--mail", "", out, sizeof out), EX_DATAERR);
    assert_non_null(strstr(out, "This is a sample"));
    test_server_run(server, "UPDATE app.installation SET sandbox = false");
    assert_int_equal(digest("", "", out, sizeof out), EX_OK);
    assert_non_null(strstr(out, "sam\t"));
    assert_digests_add_up(out);
    assert_null(strstr(out, "Rivera"));
    int before = fake_sendmail_runs(directory);
    assert_int_equal(digest("--mail", "", out, sizeof out), EX_OK);
    int sent = fake_sendmail_runs(directory) - before;
    assert_in_range(sent, 1, 100);
    assert_null(strstr(fake_sendmail_got(directory), "Rivera"));
    assert_non_null(strstr(fake_sendmail_got(directory), "Subject: Holdfast: "));
    assert_int_equal(digest("--mail", "", out, sizeof out), EX_OK);
    assert_string_equal(out, "Digests sent: 0, failed: 0.\n");
    assert_int_equal(digest("--mail", "--force", out, sizeof out), EX_OK);
    assert_int_equal(fake_sendmail_runs(directory) - before, 2 * sent);
}

static void a_digest_that_failed_is_sent_later(void **state)
{
    (void)state;
    char out[4096];
    begin(EX_TEMPFAIL);
    test_server_run(server, "TRUNCATE app.digest");
    assert_int_equal(digest("--mail", "", out, sizeof out), EX_TEMPFAIL);
    fake_sendmail_says(directory, 0);
    assert_int_equal(digest("--mail", "", out, sizeof out), EX_OK);
    assert_null(strstr(out, "sent: 0"));
}

int main(int argc, char **argv)
{
    fake_sendmail_main(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_reaches_the_person_once_and_names_nobody),
        cmocka_unit_test(several_within_minutes_are_one),
        cmocka_unit_test(a_failure_is_tried_again_and_then_on_record),
        cmocka_unit_test(no_patience_no_second_try),
        cmocka_unit_test(no_such_address_is_final),
        cmocka_unit_test(what_was_opened_is_not_sent),
        cmocka_unit_test(a_program_that_is_not_there_is_tried_again),
        cmocka_unit_test(a_program_that_hangs_is_ended),
        cmocka_unit_test(nothing_is_sent_in_a_sandbox_or_by_others),
        cmocka_unit_test(a_digest_keeps_to_open_days),
        cmocka_unit_test(a_digest_counts_and_names_nobody),
        cmocka_unit_test(a_digest_that_failed_is_sent_later),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
