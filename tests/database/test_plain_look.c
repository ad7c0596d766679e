/* holdfast look, run as a script would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "support/ran.h"

#define SAME_ID "7b1b2f1e-97a8-4b45-bd39-4f2a5d5c3b21"

static char person[40];

static long looks(void)
{
    char *count = test_server_ask(ran.server, "SELECT count(*) FROM app.emergency_look");
    long value = strtol(count, NULL, 10);
    free(count);
    return value;
}

static void it_is_refused_with_what_is_missing(void **state)
{
    (void)state;
    assert_ended(AS("maria", "look", person), EX_USAGE);
    assert_ended(AS("maria", "look", person, "because"), EX_USAGE);
    assert_ended(AS("maria", "look", person, "recipient=x"), EX_DATAERR);
    assert_complains("To look, say why you need to");
    assert_ended(AS("maria", "look", person, "nature=fall on the stairs", "category=substance_use"),
                 EX_DATAERR);
    assert_complains("Only medical personnel");
    assert_ended(AS("maria", "look", person, "reason=x"), EX_DATAERR);
    assert_complains("reason is too short: say in a sentence why you need to look;");
    assert_ended(AS("maria", "look", "P-999999", "reason=fell on the stairs"), EX_NOPERM);
    assert_ended(
        AS("maria", "look", "Quiroz, Elena", "birth_date=1950-03-14", "reason=fell on the stairs"),
        EX_NOPERM);
    assert_ended(AS("casey", "look", person, "reason=fell on the stairs"), EX_NOPERM);
    assert_int_equal(looks(), 0);
}

static void it_says_until_when_and_who_was_told(void **state)
{
    (void)state;
    assert_ended(AS("maria", "show", person), EX_NOPERM);
    assert_ended(AS("maria", "look", "Quiroz, Elena", "birth_date=1951-03-14",
                    "reason=fell on the stairs", "--request-id", SAME_ID),
                 EX_OK);
    assert_says("Emergency look at Quiroz, Elena, P-");
    assert_says(", until 21:05\n");
    assert_says("Told\tSam Whitaker, Bright Home Care supervisor\n");
    assert_says("Review\tT-");
    assert_ended(AS("maria", "look", "Quiroz, Elena", "birth_date=1951-03-14",
                    "reason=fell on the stairs", "--request-id", SAME_ID),
                 EX_OK);
    assert_int_equal(looks(), 1);
    assert_ended(AS("maria", "show", person), EX_OK);
    assert_says("Look\tEmergency look until 21:05\n");
    assert_says("Quiroz, Elena");
    assert_ended(AS("casey", "report", "disclosures", "--individual", person), EX_OK);
    assert_says("\tMaria Soto\tBright Home Care\temergency look\t");
    assert_says("\temergency: fell on the stairs\n");
    char *review =
        test_server_ask(ran.server, "SELECT engine.task_ref(k) FROM app.task k"
                                    " JOIN app.role o ON o.id = k.owner_role_id"
                                    " WHERE engine.of_look(k.id) AND o.code = 'compliance_desk'");
    assert_ended(AS("casey", "show", review), EX_OK);
    assert_silent_on("Needed\t");
    free(review);
}

static int start(void **state)
{
    (void)state;
    (void)ran_open(state);
    PGconn *drew = test_server_connect(ran.server, "drew");
    PGresult *made =
        PQexec(drew, "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": \"Quiroz\","
                     " \"given\": \"Elena\", \"birth_date\": \"1951-03-14\"}')"
                     " ->> 'individual_ref'");
    (void)snprintf(person, sizeof person, "%s", PQgetvalue(made, 0, 0));
    PQclear(made);
    PQfinish(drew);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_refused_with_what_is_missing),
        cmocka_unit_test(it_says_until_when_and_who_was_told),
    };
    return cmocka_run_group_tests(tests, start, ran_close);
}
