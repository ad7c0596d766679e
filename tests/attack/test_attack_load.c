/* What one person may do to everybody else's work: hold locks, take connections, flood channels,
 * ask for too much. Others go on; what is held is ended. */
#include "support/guarded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LINKS = 40, LIMIT = 30 };

static const struct attack locks[] = {
    {"maria", "SELECT pg_advisory_lock(1)", "42501"},
    {"maria", "SELECT pg_try_advisory_lock(1)", "42501"},
    {"maria", "SELECT pg_advisory_xact_lock(g) FROM generate_series(1, 1000000) g", "42501"},
    {"maria", "SELECT pg_advisory_unlock_all()", "42501"},
    {"maria", "BEGIN;;LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE", "42501"},
    {"maria", "BEGIN;;LOCK TABLE pg_proc IN SHARE MODE", "42501"},
    {"maria", "SELECT 1 FROM pg_class FOR UPDATE", "42501"},
    {"maria", "BEGIN;;SELECT 1;;PREPARE TRANSACTION 'x'", "25P01|55000|0A000"},
    {"maria",
     "SELECT pg_cancel_backend(a.pid) FROM pg_stat_activity a WHERE a.usename = 'drew' LIMIT 1",
     "=|42501"},
    /* Only hints travel there; whoever forges one makes others look again, and no more. */
    {"maria", "NOTIFY holdfast, '1; DROP TABLE app.task'", "="},
    {"maria", "SELECT pg_notify('holdfast', repeat('x', 8000))", "22023"},
    {"maria",
     "SELECT count(pg_notify('holdfast', (g % 30)::text)) FROM generate_series(1, 20000) g",
     "=20000"},
    {"maria", "SELECT pg_notify('holdfast', E'\\x1b]0;owned\\x07\\u202e')", "="},
    /* Patterns that backtrack and nests that never end reach no engine of ours. */
    {"maria",
     "SET statement_timeout = '20s';;SELECT count(*) FROM api.queue('network', "
     "jsonb_build_object('text', repeat('(a+)+', 100000)))",
     "=0"},
    {"maria",
     "SET statement_timeout = '20s';;SELECT api.find(repeat('((((a*)*)*)*)*', 10000)) ->> "
     "'individuals'",
     "=[]"},
    {"maria",
     "SET statement_timeout = '20s';;SELECT api.find(repeat('%_', 100000)) ->> 'individuals'",
     "=[]"},
    {"maria",
     "SET statement_timeout = '20s';;SELECT api.counts('network', jsonb_build_object('kind', "
     "(SELECT jsonb_agg('x' || g) FROM generate_series(1, 100000) g)))",
     "HF400"},
};

static void others_are_not_kept_from_their_work(void **state)
{
    GUARDED_ATTACK(*state, "locks, channels, costs", locks, false);
}

/* As many connections as one login gets; then no more, and for everybody else there is room. */
static void one_login_does_not_take_all_connections(void **state)
{
    struct guarded *g = *state;
    PGconn *links[LINKS];
    int open = 0;
    for (int i = 0; i < LINKS; i++) {
        links[i] = guarded_try(g, "maria", "");
        open += PQstatus(links[i]) == CONNECTION_OK;
    }
    assert_int_equal(open, LIMIT);
    assert_string_equal(guarded_ask(g, "sam", "SELECT api.me() ->> 'login'"), "=sam");
    for (int i = 0; i < LINKS; i++)
        PQfinish(links[i]);
    guarded_count(g, LINKS);
}

/* An item held in a transaction: others are told so plainly, still read it, and go on afterwards.
 */
static void a_held_item_is_told_read_and_let_go(void **state)
{
    struct guarded *g = *state;
    PGconn *holder = guarded_connect(g, "maria");
    static const char act[] =
        "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', '{\"note\": \"x\"}') ->> 'status'";
    assert_string_equal(guarded_answer(g, holder, "BEGIN"), "=");
    assert_string_equal(guarded_answer(g, holder, act), "=requested");
    assert_string_equal(guarded_ask(g, "tomas", act), "HF409");
    assert_string_equal(guarded_ask(g, "sam", "SELECT ref = '%ref%' FROM api.queue_row('%ref%')"),
                        "=t");
    PQfinish(holder);
    assert_string_equal(guarded_ask(g, "tomas", act), "=requested");
    guarded_count(g, 1);
}

/* What is held by somebody who went away is let go by the sweep; what was just begun is not. The
 * minute is made a moment, so that the test need not wait for it. */
static void what_is_held_idle_is_ended_by_the_sweep(void **state)
{
    struct guarded *g = *state;
    PGconn *holder = guarded_connect(g, "maria");
    static const char act[] =
        "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', '{\"note\": \"x\"}') ->> 'status'";
    static const char end[] = "SELECT engine.end_stuck_sessions()";
    assert_string_equal(guarded_answer(g, holder, "BEGIN"), "=");
    assert_string_equal(guarded_answer(g, holder, act), "=requested");
    assert_string_equal(guarded_ask(g, NULL, end), "=0");
    test_server_run(
        guarded_server(g),
        "DO $$ BEGIN EXECUTE replace(pg_get_functiondef("
        "'engine.end_stuck_sessions'::regproc), '1 minute', '10 milliseconds'); END $$");
    bool ended = false;
    for (int i = 0; i < 200 && !ended; i++)
        ended = strcmp(guarded_ask(g, NULL, end), "=1") == 0;
    assert_true(ended);
    assert_string_equal(guarded_ask(g, "tomas", act), "=requested");
    PQfinish(holder);
    guarded_count(g, 1);
}

/* Whoever listens hears which organisation something changed for, and nothing more. */
static void a_hint_tells_nothing(void **state)
{
    struct guarded *g = *state;
    PGconn *ear = guarded_connect(g, "adm");
    PGnotify *heard;
    int count = 0;
    assert_string_equal(guarded_answer(g, ear, "LISTEN holdfast"), "=");
    /* Whatever was hinted a moment ago holds no hint back. */
    test_server_run(guarded_server(g), "UPDATE app.hint_gate SET last_at = '-infinity'");
    assert_string_equal(guarded_ask(g, "maria",
                                    "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'escalate', "
                                    "'{}') ->> 'status'"),
                        "=requested");
    for (int i = 0; i < 50 && count == 0; i++) {
        assert_string_equal(guarded_answer(g, ear, "SELECT 1"), "=1");
        while ((heard = PQnotifies(ear)) != NULL) {
            assert_int_equal(strspn(heard->extra, "0123456789"), strlen(heard->extra));
            count++;
            PQfreemem(heard);
        }
    }
    assert_true(count > 0);
    PQfinish(ear);
    guarded_count(g, 1);
}

/* Doors for those only whom the network knows. */
static void a_login_that_is_not_ours_gets_nothing(void **state)
{
    struct guarded *g = *state;
    test_server_run(guarded_server(g), "CREATE ROLE stranger LOGIN PASSWORD 'correct horse'");
    PGconn *link = guarded_try(g, "stranger", "");
    assert_int_not_equal(PQstatus(link), CONNECTION_OK);
    PQfinish(link);
    /* A person of another network on the same server has a login, and is nobody here. */
    test_server_run(guarded_server(g), "GRANT holdfast_person TO stranger");
    static const struct attack there[] = {
        {"stranger", "SELECT api.me()", "HF404"},
        {"stranger", "SELECT api.item('%ref%')", "HF404"},
        {"stranger", "SELECT api.sweep()", "HF404"},
        {"stranger", "SELECT api.directory()", "HF404"},
        {"stranger", "SELECT api.queue('network')", "HF404"},
        {"stranger", "SELECT api.publish('', '{}')", "HF404"},
    };
    GUARDED_ATTACK(g, "a stranger", there, true);
    test_server_run(guarded_server(g), "SELECT logins.disable_login('sam', true)");
    link = guarded_try(g, "sam", "");
    assert_int_not_equal(PQstatus(link), CONNECTION_OK);
    PQfinish(link);
    test_server_run(guarded_server(g), "SELECT logins.disable_login('sam', false)");
    link = guarded_try(g, "maria", "password='wrong'");
    assert_int_not_equal(PQstatus(link), CONNECTION_OK);
    PQfinish(link);
    guarded_count(g, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(others_are_not_kept_from_their_work),
        cmocka_unit_test(one_login_does_not_take_all_connections),
        cmocka_unit_test(a_held_item_is_told_read_and_let_go),
        cmocka_unit_test(a_hint_tells_nothing),
        cmocka_unit_test(what_is_held_idle_is_ended_by_the_sweep),
        cmocka_unit_test(a_login_that_is_not_ours_gets_nothing),
    };
    return cmocka_run_group_tests(tests, guarded_open, guarded_close);
}
