/* Consoles that are open while somebody attacks them, or while what they show stops being theirs:
 * a flood of notices, a policy that takes a duty away, texts that a terminal would obey. */
#include "support/guarded.h"
#include "support/program.h"
#include "support/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum {
    SOON = TERMINAL_PATIENCE_MS,
    NEXT_POLL = 15000,
    ROWS = 24,
    NOTICE = 22,
    BURSTS = 20,
    NOTICES = 2000,      /* in each burst */
    READS_MAX = 300,     /* transactions of everybody meanwhile; one for each notice: 40,000 */
    READS_A_SECOND = 12, /* and as many more, however slow the machine is */
    MEMORY_MAX = 3072,   /* kB more than before; all payloads together: some 150 MB */
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static struct terminal *console(struct guarded *g, const char *who)
{
    char conninfo[600];
    (void)snprintf(conninfo, sizeof conninfo, "%s password='%s'", guarded_conninfo(g, who),
                   guarded_password());
    const char *argv[] = {program_path(), "--db", conninfo, NULL};
    struct terminal *t = terminal_start(NULL, argv);
    terminal_wait(t, "WAITING SINCE", SOON);
    return t;
}

static void wait_read(struct terminal *t)
{
    terminal_wait_gone(t, "Counting", SOON);
    terminal_wait_gone(t, "Reading", SOON);
}

static struct terminal *on_queue(struct guarded *g, const char *who)
{
    struct terminal *t = console(g, who);
    terminal_type(t, "2");
    terminal_wait(t, "Rivera, Ana", SOON);
    wait_read(t);
    return t;
}

/* ---- a flood of notices ---- */

static const char *const payloads[] = {
    "repeat('EVIL ', 1500) || g",
    "'{\"organization\": [[[' || repeat('EVIL', 100) || g",
    "E'\\x1b[2J\\x1b]0;EVIL\\x07\\u202eEVIL' || g",
    "'-9223372036854775809' || g",
    "repeat(chr(8238), 2000) || 'EVIL' || g",
};

static void flood(struct guarded *g, const char *payload)
{
    char sql[400];
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(pg_notify('holdfast', %s)) FROM generate_series(1, %d) g", payload,
                   NOTICES);
    char expected[16];
    (void)snprintf(expected, sizeof expected, "=%d", NOTICES);
    assert_string_equal(guarded_ask(g, "adm", sql), expected);
}

static long transactions(struct guarded *g)
{
    return strtol(guarded_ask(g, NULL,
                              "SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()"
                              ";;SELECT xact_commit + xact_rollback FROM pg_stat_database"
                              " WHERE datname = current_database()") +
                      1,
                  NULL, 10);
}

static void picture(struct terminal *t, char *out, size_t size)
{
    size_t len = 0;
    out[0] = '\0';
    for (int row = 0; row < ROWS && len < size; row++)
        len += (size_t)snprintf(out + len, size - len, "%s\n", terminal_row(t, row));
}

static void assert_unharmed(struct terminal *t)
{
    assert_false(terminal_shows(t, "EVIL"));
    assert_true(terminal_alternate(t));
}

/* Whoever floods the channel neither freezes an open console, nor shows on it, nor makes it read in
 * a storm, nor fills its memory. */
static void a_flood_of_notices_changes_nothing(void **state)
{
    struct guarded *g = *state;
    char before[ROWS * 400], after[ROWS * 400];
    struct terminal *t = on_queue(g, "maria");
    flood(g, payloads[0]);
    terminal_settle(t, 300);
    picture(t, before, sizeof before);
    long memory = terminal_memory(t), made = transactions(g);
    time_t begun = time(NULL);
    for (int i = 0; i < BURSTS; i++) {
        flood(g, payloads[(size_t)i % COUNT(payloads)]);
        terminal_type(t, "?");
        terminal_wait_row(t, 0, "HELP", SOON);
        assert_unharmed(t);
        terminal_type(t, "q");
        terminal_wait_row(t, 0, "QUEUE", SOON);
        assert_unharmed(t);
    }
    made = transactions(g) - made;
    long seconds = (long)(time(NULL) - begun);
    printf("notices: %d, transactions in %ld s: %ld\n", BURSTS * NOTICES, seconds, made);
    assert_true(made < READS_MAX + READS_A_SECOND * seconds);
    terminal_settle(t, 300);
    picture(t, after, sizeof after);
    assert_string_equal(before, after);
    if (getenv("HOLDFAST_SANITIZED") == NULL)
        assert_true(terminal_memory(t) - memory < MEMORY_MAX);
    /* What really changes still arrives. */
    assert_string_equal(guarded_ask(g, "maria",
                                    "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'accept', '{}')"
                                    " ->> 'status'"),
                        "=accepted");
    terminal_wait(t, "not started", NEXT_POLL);
    assert_string_equal(
        guarded_ask(g, "maria",
                    "SELECT api.act(gen_random_uuid(), '%ref%', 2, 'undo', '{}') ->> 'status'"),
        "=requested");
    terminal_wait(t, "needs answer", NEXT_POLL);
    terminal_end(t);
    guarded_count(g, BURSTS);
}

/* ---- a duty that a policy takes away ---- */

/* The policy in force with another list of who holds home care intake, by an administrator. */
static void publish_holders(struct guarded *g, const char *holders)
{
    char sql[400];
    (void)snprintf(sql, sizeof sql,
                   "SELECT jsonb_set(policy, '{roles,home_care_intake,holders}', '%s') FROM"
                   " app.policy_revision ORDER BY number DESC LIMIT 1",
                   holders);
    char *policy = test_server_ask(guarded_server(g), sql);
    const char *const values[] = {"# by hand", policy};
    PGconn *adm = guarded_connect(g, "adm");
    PGresult *said =
        PQexecParams(adm, "SELECT api.publish($1, $2::jsonb)", 2, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(said) != PGRES_TUPLES_OK)
        fail_msg("publishing: %s", PQresultErrorMessage(said));
    PQclear(said);
    PQfinish(adm);
    free(policy);
}

/* What was prepared, and what is open on two consoles, ends with the revision that took the duty.
 */
static void a_duty_ends_in_open_consoles_with_the_policy(void **state)
{
    struct guarded *g = *state;
    PGconn *link = guarded_connect(g, "maria");
    assert_int_equal(guarded_answer(g, link,
                                    "PREPARE look AS SELECT api.item('%ref%');;PREPARE rows AS"
                                    " SELECT count(*) FROM api.queue('role');;PREPARE take AS"
                                    " SELECT api.act(gen_random_uuid(), '%ref%', 3, 'accept',"
                                    " '{}');;EXECUTE look")[0],
                     '=');
    assert_string_equal(guarded_answer(g, link, "EXECUTE rows"), "=1");
    struct terminal *queue = on_queue(g, "maria"), *item = on_queue(g, "maria");
    terminal_type(item, "\r");
    terminal_wait_row(item, 0, "ITEM", SOON);
    terminal_wait(item, "Lives with a dog", SOON);

    publish_holders(g, "[\"tomas\"]");
    assert_string_equal(guarded_answer(g, link, "EXECUTE take"), "HF404");
    assert_string_equal(guarded_answer(g, link, "EXECUTE look"), "HF404");
    assert_string_equal(guarded_answer(g, link, "EXECUTE rows"), "=0");
    terminal_type(queue, "a");
    terminal_wait(queue, "not yours", SOON);
    terminal_wait_gone(queue, "Rivera", NEXT_POLL);
    terminal_wait(item, "not yours to see any more", NEXT_POLL);
    assert_false(terminal_shows(item, "Rivera"));
    assert_false(terminal_shows(item, "Lives with a dog"));
    terminal_type(item, "a");
    terminal_type(item, "q");
    terminal_wait_row(item, 0, "QUEUE", SOON);
    terminal_wait_gone(item, "Rivera", NEXT_POLL);
    assert_string_equal(
        guarded_ask(g, NULL, "SELECT status FROM app.task WHERE id = engine.task_id('%ref%')"),
        "=requested");

    publish_holders(g, "[\"maria\", \"tomas\"]");
    assert_int_equal(guarded_answer(g, link, "EXECUTE look")[0], '=');
    terminal_wait(queue, "Rivera, Ana", NEXT_POLL);
    terminal_end(queue);
    terminal_end(item);
    PQfinish(link);
    guarded_count(g, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flood_of_notices_changes_nothing),
        cmocka_unit_test(a_duty_ends_in_open_consoles_with_the_policy),
    };
    return cmocka_run_group_tests(tests, guarded_open, guarded_close);
}
