/* Sixty-four sessions press the same key on the same item at the same moment, a thousand times:
 * one of them has it each time, the others are told who was first, and the record is whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/server.h"

enum { SESSIONS = 64, ROUNDS = 1000 };

static const char accept_sql[] = "SELECT api.act(gen_random_uuid(), $1, 1, 'accept', '{}')";

/* Drew asks Bright Home Care for so many people. */
static const char refer_sql[] =
    "SELECT api.refer(gen_random_uuid(), jsonb_build_object('individual',"
    "  api.enter_individual(gen_random_uuid(), jsonb_build_object("
    "      'family', 'Race ' || i, 'birth_date', '1950-01-01', 'address', '1 Elm St',"
    "      'contacts', '[{\"phone\": \"617-555-0100\"}]'::jsonb)) ->> 'individual_ref',"
    "  'provided', '{\"orders\": \"x\"}'::jsonb,"
    "  'items', '[{\"type\": \"home_care\", \"service\": \"bright_home_care\"}]'::jsonb))"
    " FROM generate_series(1, $1::int) i";

static struct test_server *server;
static PGconn *sessions[SESSIONS];

static void must_be(PGconn *link, PGresult *result, ExecStatusType wanted)
{
    if (PQresultStatus(result) != wanted)
        fail_msg("%s", PQerrorMessage(link));
}

static void refer_everybody(void)
{
    PGconn *drew = test_server_connect(server, "drew");
    char rounds[16];
    (void)snprintf(rounds, sizeof rounds, "%d", ROUNDS);
    PGresult *result =
        PQexecParams(drew, refer_sql, 1, NULL, (const char *const[]){rounds}, NULL, NULL, 0);
    must_be(drew, result, PGRES_TUPLES_OK);
    PQclear(result);
    PQfinish(drew);
}

static void open_sessions(void)
{
    test_server_run(server, "ALTER ROLE maria CONNECTION LIMIT 32");
    test_server_run(server, "ALTER ROLE tomas CONNECTION LIMIT 32");
    for (int i = 0; i < SESSIONS; i++) {
        sessions[i] = test_server_connect(server, i % 2 == 0 ? "maria" : "tomas");
        PGresult *result = PQprepare(sessions[i], "accept", accept_sql, 1, NULL);
        must_be(sessions[i], result, PGRES_COMMAND_OK);
        PQclear(result);
    }
}

/* What one session was told: true when it has the item. Otherwise it must have been told who was
 * first, and nothing else will do. */
static bool has_won(PGconn *session)
{
    PGresult *result = PQgetResult(session);
    bool won = PQresultStatus(result) == PGRES_TUPLES_OK;
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (!won && (code == NULL || strcmp(code, "HF409") != 0))
        fail_msg("a loser was told: %s", PQresultErrorMessage(result));
    PQclear(result);
    while ((result = PQgetResult(session)) != NULL)
        PQclear(result);
    return won;
}

static int race_once(const char *ref)
{
    int winners = 0;
    for (int i = 0; i < SESSIONS; i++)
        if (!PQsendQueryPrepared(sessions[i], "accept", 1, &ref, NULL, NULL, 0))
            fail_msg("%s", PQerrorMessage(sessions[i]));
    for (int i = 0; i < SESSIONS; i++)
        winners += has_won(sessions[i]) ? 1 : 0;
    return winners;
}

static void assert_count(const char *sql, int expected)
{
    char *value = test_server_ask(server, sql);
    assert_int_equal(atoi(value), expected);
    free(value);
}

static void one_session_has_it_each_time(void **state)
{
    (void)state;
    PGconn *link = test_server_connect(server, NULL);
    PGresult *refs = PQexec(link, "SELECT engine.task_ref(t) FROM app.task t ORDER BY t.id");
    must_be(link, refs, PGRES_TUPLES_OK);
    assert_int_equal(PQntuples(refs), ROUNDS);
    for (int round = 0; round < ROUNDS; round++)
        if (race_once(PQgetvalue(refs, round, 0)) != 1)
            fail_msg("round %d had not one winner", round);
    PQclear(refs);
    PQfinish(link);
}

static void every_item_was_accepted_once(void **state)
{
    (void)state;
    assert_count("SELECT count(*) FROM app.task WHERE status = 'accepted' AND version = 2"
                 " AND owner_staff_id IS NOT NULL",
                 ROUNDS);
    assert_count("SELECT count(*) FROM app.ledger WHERE action = 'accept'", ROUNDS);
    assert_count("SELECT count(*) FROM app.clock WHERE stopped_at IS NULL", ROUNDS);
}

static void the_record_is_whole(void **state)
{
    (void)state;
    assert_count("SELECT count(*) FROM engine.ledger_breaks()", 0);
}

static int set_up(void **state)
{
    (void)state;
    server = test_server_start_published();
    refer_everybody();
    open_sessions();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < SESSIONS; i++)
        PQfinish(sessions[i]);
    test_server_stop(server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_session_has_it_each_time),
        cmocka_unit_test(every_item_was_accepted_once),
        cmocka_unit_test(the_record_is_whole),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
