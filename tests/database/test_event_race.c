/* Two sessions record the fourth visit of one person at the same moment, for many persons: each
 * time there is one case review, and everything is recorded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/server.h"

enum { PERSONS = 40, SESSIONS = 4 };

/* Drew enters them, each with three visits. */
static const char enter_sql[] =
    "DO $$ DECLARE person text; BEGIN FOR i IN 1..40 LOOP"
    " person := api.enter_individual(gen_random_uuid(), jsonb_build_object("
    "     'family', 'Race ' || i, 'birth_date', '1950-01-01')) ->> 'individual_ref';"
    " FOR n IN 1..3 LOOP"
    "   PERFORM api.record_event(gen_random_uuid(), jsonb_build_object('individual', person,"
    "       'type', 'ed_visit', 'occurred_at', (now() - n * interval '10 days')::text));"
    " END LOOP; END LOOP; END $$";

static const char visit_sql[] = "SELECT api.record_event(gen_random_uuid(),"
                                " jsonb_build_object('individual', $1::text, 'type', 'ed_visit'))";

static struct test_server *server;
static PGconn *sessions[SESSIONS];

static void must_be(PGconn *link, PGresult *result, ExecStatusType wanted)
{
    if (PQresultStatus(result) != wanted)
        fail_msg("%s", PQerrorMessage(link));
}

static void record_at_once(const char *person)
{
    for (int i = 0; i < SESSIONS; i++)
        if (!PQsendQueryParams(sessions[i], visit_sql, 1, NULL, &person, NULL, NULL, 0))
            fail_msg("%s", PQerrorMessage(sessions[i]));
    for (int i = 0; i < SESSIONS; i++) {
        PGresult *result;
        while ((result = PQgetResult(sessions[i])) != NULL) {
            must_be(sessions[i], result, PGRES_TUPLES_OK);
            PQclear(result);
        }
    }
}

static void assert_answer(const char *sql, const char *expected)
{
    char *value = test_server_ask(server, sql);
    assert_string_equal(value, expected);
    free(value);
}

static void the_fourth_visit_at_once_makes_one_review(void **state)
{
    (void)state;
    PGconn *link = test_server_connect(server, NULL);
    PGresult *refs =
        PQexec(link, "SELECT engine.individual_ref(i.id) FROM app.individual i ORDER BY i.id");
    must_be(link, refs, PGRES_TUPLES_OK);
    assert_int_equal(PQntuples(refs), PERSONS);
    for (int i = 0; i < PERSONS; i++)
        record_at_once(PQgetvalue(refs, i, 0));
    PQclear(refs);
    PQfinish(link);
    assert_answer("SELECT count(*) FROM app.event", "280");
    assert_answer("SELECT count(*) FROM app.task WHERE kind = 'case_review'", "40");
    assert_answer("SELECT count(DISTINCT individual_id) FROM app.task WHERE kind = 'case_review'",
                  "40");
    assert_answer("SELECT count(*) FROM app.event_task x JOIN app.task t ON t.id = x.task_id"
                  " WHERE t.kind = 'case_review'",
                  "160");
    assert_answer("SELECT count(*) FROM engine.ledger_breaks()", "0");
}

static int set_up(void **state)
{
    (void)state;
    server = test_server_start_published();
    for (int i = 0; i < SESSIONS; i++)
        sessions[i] = test_server_connect(server, "drew");
    PGresult *result = PQexec(sessions[0], enter_sql);
    must_be(sessions[0], result, PGRES_COMMAND_OK);
    PQclear(result);
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
        cmocka_unit_test(the_fourth_visit_at_once_makes_one_review),
    };
    return cmocka_run_group_tests_name("event race", tests, set_up, tear_down);
}
