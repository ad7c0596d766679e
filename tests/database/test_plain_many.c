/* The plain commands on several items at once: act with a list, staff move by a supervisor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "holdfast/util/memory.h"
#include "support/ran.h"

#define SAME_ID "7b1b2f1e-97a8-4b45-bd39-4f2a5d5c3b11"

/* A new person's referral to Bright Home Care; the caller ends it with free. */
static char *refer(const char *family)
{
    char sql[700];
    PGconn *drew = test_server_connect(ran.server, "drew");
    (void)snprintf(
        sql, sizeof sql,
        "SELECT api.refer(gen_random_uuid(), jsonb_build_object('individual',"
        " api.enter_individual(gen_random_uuid(), '{\"family\": \"%s\", \"given\": \"Ana\","
        " \"birth_date\": \"1951-03-14\", \"address\": \"12 Elm St\", \"postal_code\": \"02128\","
        " \"contacts\": [{\"phone\": \"555-0142\"}]}') ->> 'individual_ref', 'provided',"
        " '{\"orders\": \"x\"}'::jsonb, 'items',"
        " '[{\"type\": \"home_care\", \"service\": \"bright_home_care\"}]'::jsonb))"
        " #>> '{referrals,0,ref}'",
        family);
    PGresult *result = PQexec(drew, sql);
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    char *ref = memory_text(PQgetvalue(result, 0, 0));
    PQclear(result);
    PQfinish(drew);
    return ref;
}

/* "B-…" in the last output. */
static const char *batch(void)
{
    static char ref[40];
    const char *at = strstr(ran.output.data, " B-");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "%39s", ref), 1);
    return ref;
}

static void a_line_for_each_and_one_undo(void **state)
{
    (void)state;
    char sentence[200];
    char *one = refer("One"), *two = refer("Two"), *taken = refer("Taken");
    assert_ended(AS("tomas", "act", taken, "accept"), EX_OK);
    assert_ended(AS("maria", "act", one, taken, two, "accept", "--dry-run"), EX_DATAERR);
    assert_says("Accept 2 as you; 1 cannot: 1 already accepted. Nothing was done.");
    assert_ended(AS("maria", "act", one, taken, two, "accept"), EX_DATAERR);
    (void)snprintf(sentence, sizeof sentence, "%s is accepted, not started, with you, due ", two);
    assert_says(sentence);
    (void)snprintf(sentence, sizeof sentence, "accept %s: It is not started: you cannot accept it",
                   taken);
    assert_complains(sentence);
    assert_says("Accepted: 2 of 3. Not: 1 already accepted. You may undo all of it until 17:15: "
                "holdfast act B-");
    assert_ended(AS("tomas", "act", batch(), "undo"), EX_NOPERM);
    assert_ended(AS("maria", "act", one, taken, two, "accept"), EX_DATAERR);
    free(one);
    free(two);
    free(taken);
}

static void a_list_comes_on_standard_input(void **state)
{
    (void)state;
    char list[200];
    char *one = refer("Listed"), *two = refer("Alike");
    (void)snprintf(list, sizeof list, "Mon 16:00\tneeds answer\tListed, Ana\tx\ty\t0m\t%s\n\n%s\n",
                   one, two);
    const char *const words[] = {
        "-d", test_server_conninfo(ran.server, "maria"), "act", "-", "accept", NULL};
    assert_ended(program_run(words, list, &ran.output, &ran.error), EX_OK);
    assert_says("Accepted: 2 of 2.");
    const char *done = batch();
    assert_ended(AS("maria", "act", done, "undo"), EX_OK);
    assert_says("Taken back: 2 of 2.");
    assert_ended(AS("maria", "act", done, "undo"), EX_DATAERR);
    assert_ended(program_run(words, "nothing of ours\n", &ran.output, &ran.error), EX_DATAERR);
    assert_complains("line 1 of the list has no reference");
    assert_ended(program_run(words, "\n", &ran.output, &ran.error), EX_OK);
    assert_says("Nothing to do");
    free(one);
    free(two);
}

static void it_can_be_repeated_safely(void **state)
{
    (void)state;
    char *one = refer("Again"), *two = refer("Oncemore");
    for (int i = 0; i < 2; i++) {
        assert_ended(AS("maria", "act", one, two, "accept", "--request-id", SAME_ID), EX_OK);
        assert_says("Accepted: 2 of 2.");
    }
    assert_ended(AS("maria", "act", one, two, "decline", "--request-id", SAME_ID), EX_DATAERR);
    assert_ended(AS("maria", "act", one, two, "accept", "--if-version", "1"), EX_USAGE);
    assert_ended(AS("maria", "act", one, two), EX_USAGE);
    assert_ended(AS("maria", "act", one, two, "start", "date=today", "note=x"), EX_DATAERR);
    assert_complains("One at a time");
    free(one);
    free(two);
}

static void a_supervisor_moves_what_somebody_has(void **state)
{
    (void)state;
    static const char has[] = "SELECT count(*) FROM app.task t JOIN app.staff s ON s.id ="
                              " t.owner_staff_id WHERE s.login = 'maria' AND t.closed_at IS NULL";
    char *before = test_server_ask(ran.server, has);
    assert_ended(AS("sam", "staff", "move", "maria", "--to", "tomas", "--dry-run"), EX_OK);
    assert_says("Goes to\tTomas Silva: ");
    assert_says("Nothing was done. Maria Soto has it all still.");
    assert_value(has, before);
    assert_ended(
        AS("sam", "staff", "move", "maria", "--to", "home_care_supervisor", "--reason", "on leave"),
        EX_OK);
    assert_says("Goes to\tSam Whitaker: ");
    assert_says("Given on: ");
    assert_value(has, "0");
    assert_ended(AS("sam", "act", batch(), "undo"), EX_OK);
    assert_value(has, before);
    assert_ended(AS("sam", "staff", "move", "maria", "--to", "hana"), EX_DATAERR);
    assert_says("has nothing by name that can go there.");
    assert_ended(AS("maria", "staff", "move", "tomas", "--to", "maria"), EX_NOPERM);
    assert_ended(AS("adm", "staff", "move", "maria"), EX_USAGE);
    free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_for_each_and_one_undo),
        cmocka_unit_test(a_list_comes_on_standard_input),
        cmocka_unit_test(it_can_be_repeated_safely),
        cmocka_unit_test(a_supervisor_moves_what_somebody_has),
    };
    return cmocka_run_group_tests(tests, ran_open, ran_close);
}
