/* holdfast evidence and holdfast sheet: the pages that leave the console. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "command/sheet_words.h"
#include "support/ran.h"

static char person[40], item[40], alone[40];

static void do_sql(const char *sql)
{
    free(test_server_ask(ran.server, sql));
}

/* --- evidence --------------------------------------------------------------------------------- */

static void evidence_tells_who_should_have_acted(void **state)
{
    (void)state;
    assert_ended(AS("casey", "evidence", item), EX_OK);
    assert_says(", Nursing visits at home\n");
    assert_says("Person\tQuiroz, Elena, born 14 Mar 1951, P-");
    assert_says("Asked\t2026-11-20 17:05 EST, Drew Palmer, St. Mary's Hospital, routine; For "
                "treatment");
    assert_says("Ended\tStill open\n");
    assert_says("In short\tThings to do: 2; done in time 1, late 0, still open 1; ");
    assert_says("Should act\tBright Home Care intake, answer by ");
    assert_says(": 2026-11-20 17:05 EST Maria Soto accepted\n");
    assert_says("Proof\tThe record is whole, as it was written. ");
}

static void evidence_names_the_seals_over_it(void **state)
{
    (void)state;
    do_sql("SELECT engine.seal()");
    assert_ended(AS("casey", "evidence", item), EX_OK);
    assert_says(" 0 wait for the next seal.");
    assert_says("Seals\t1, over ");
    assert_says(" 1, seal ");
    assert_silent_on("not sealed yet");
}

static void evidence_is_a_page_a_table_and_data(void **state)
{
    (void)state;
    assert_ended(AS("maria", "act", item, "note", "note=As T-7 says"), EX_OK);
    assert_ended(AS("casey", "evidence", item, "--format", "html"), EX_OK);
    assert_says("<!DOCTYPE html>");
    assert_says("<h2>Who should have acted, and who did</h2>");
    assert_says("<td class=\"t\">R-");                   /* in one piece, however narrow */
    assert_says("As <span class=\"t\">T-7</span> says"); /* within a sentence, too */
    assert_says("</html>");
    assert_silent_on("<script");
    assert_silent_on("http");
    assert_ended(AS("casey", "evidence", item, "--format", "csv"), EX_OK);
    assert_says("Item,Who should act,To do,By,Who did what,When,In time\n");
    assert_says(",Bright Home Care intake,answer,");
    assert_silent_on("seal");
    assert_ended(AS("casey", "evidence", item, "--format", "json"), EX_OK);
    assert_says("\"in_time\": 1");
    assert_ended(AS("casey", "evidence", item, "--format", "pdf"), EX_USAGE);
}

static void evidence_is_for_who_may_see_the_item(void **state)
{
    (void)state;
    assert_ended(AS("drew", "evidence", item), EX_OK);
    assert_ended(AS("hana", "evidence", item), EX_NOPERM);
    assert_ended(AS("adm", "evidence", item), EX_NOPERM);
    assert_ended(AS("casey", "evidence"), EX_USAGE);
}

/* --- the person's sheet ----------------------------------------------------------------------- */

static void a_sheet_is_in_the_language_of_its_person(void **state)
{
    (void)state;
    assert_ended(AS("drew", "sheet", person), EX_OK);
    assert_says("Lo que sigue para Elena Quiroz\n");
    assert_says("Enfermería en casa\n");
    assert_says("  Bright Home Care dijo que sí. Debe empezar antes de: el martes 24 de noviembre "
                "a las 5:00 de la tarde.\n");
    assert_says("  Maria Soto va a llamarle.\n");
    assert_says("llame a Bright Home Care: 617-555-0112. Diga R-");
    assert_says("  Llame a Bay Network: 617-555-0100.");
    assert_says("  Esta hoja dice lo que St. Mary's Hospital puede ver. Puede ser que otros");
    assert_says("  Emergencias: 911\n");
    assert_ended(AS("drew", "sheet", person, "--language", "en"), EX_OK);
    assert_says("What happens next for Elena Quiroz\n");
    assert_says("  Emergency services: 911\n");
    assert_says("  Bright Home Care said yes. It should begin by Tuesday, November 24, 5:00 pm.\n");
    assert_says("  This page says what St. Mary's Hospital may see.");
    assert_ended(AS("drew", "sheet", person, "--language", "tlh"), EX_USAGE);
    do_sql("UPDATE app.individual SET language = 'ht'");
    assert_ended(AS("drew", "sheet", person), EX_OK);
    assert_says("What happens next for Elena Quiroz\n");
    assert_complains("there is no sheet in their language (ht) yet");
    do_sql("UPDATE app.individual SET language = 'es'");
}

/* Others hold what its giver may not see: neither is told, that there is something or that there is
 * nothing. */
static void a_sheet_without_anything_says_only_what_its_giver_may_see(void **state)
{
    (void)state;
    assert_ended(AS("theo", "sheet", alone, "--language", "en"), EX_OK);
    assert_says("Northside Behavioral Health has nothing open to show you here. Others may be "
                "helping you too");
    assert_silent_on("at the moment");
    assert_ended(AS("theo", "sheet", alone, "--language", "es"), EX_OK);
    assert_says("Northside Behavioral Health no tiene nada pendiente que mostrarle aquí.");
}

/* "12:00 de la mañana" would be noon to many. */
static void midnight_is_not_taken_for_noon(void **state)
{
    (void)state;
    struct buffer said = {0};
    struct tm midnight = {.tm_year = 125, .tm_mon = 10, .tm_mday = 25, .tm_isdst = -1};
    sheet_add_moment(&said, sheet_language_find("es"), (int64_t)mktime(&midnight) * 1000000);
    assert_string_equal(said.data, "el martes 25 de noviembre a las 12:00 de la madrugada");
    buffer_free(&said);
}

static void a_sheet_is_a_page_to_print(void **state)
{
    (void)state;
    assert_ended(AS("drew", "sheet", person, "--format", "html"), EX_OK);
    assert_says("<html lang=\"es\">");
    assert_says("<h1>Lo que sigue para Elena Quiroz</h1>");
    assert_says("<h2>Enfermería en casa</h2>");
    assert_says("</html>");
    assert_silent_on("<script");
    assert_silent_on("http");
}

/* Whoever hands it over hears it; nothing of it is on the page, or in a log. */
static void a_sheet_says_that_there_is_something_to_know(void **state)
{
    (void)state;
    assert_false(ran_says(&ran.error, "something to know"));
    do_sql("UPDATE app.individual SET safe_note = 'Quillon reads her letters'");
    assert_ended(AS("drew", "sheet", person), EX_OK);
    assert_true(ran_says(&ran.error, "there is something to know before you hand it over"));
    assert_false(ran_says(&ran.error, "Quillon") || ran_says(&ran.output, "Quillon"));
}

/* --- at the end: somebody with the server in hand --------------------------------------------- */

static void evidence_finds_what_was_changed(void **state)
{
    (void)state;
    do_sql("DO $$ DECLARE p regclass; BEGIN FOR p IN SELECT c.oid FROM pg_class c WHERE "
           "c.relnamespace = 'app'::regnamespace AND c.relname ~ '^ledger' AND c.relkind IN ('r', "
           "'p') LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', p); END LOOP; END $$");
    do_sql("UPDATE app.ledger SET actor = 'tomas' WHERE action = 'accept'");
    assert_ended(AS("casey", "evidence", item), 1);
    assert_says("THE RECORD IS NOT WHAT WAS WRITTEN.");
    assert_says("BROKEN\tR-");
    assert_says(": the entry was changed\n");
}

static void keep(char *out, size_t size, PGconn *connection, const char *sql)
{
    PGresult *made = PQexec(connection, sql);
    (void)snprintf(out, size, "%s", PQgetvalue(made, 0, 0));
    PQclear(made);
}

static int start(void **state)
{
    char sql[400];
    (void)state;
    (void)ran_open(state);
    PGconn *drew = test_server_connect(ran.server, "drew");
    keep(person, sizeof person, drew,
         "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": \"Quiroz\", \"given\": "
         "\"Elena\", \"birth_date\": \"1951-03-14\", \"language\": \"es\", \"postal_code\": "
         "\"02128\", \"address\": \"12 Elm St\", \"contacts\": [{\"phone\": \"617-555-0142\"}]}')"
         " ->> 'individual_ref'");
    PGconn *theo = test_server_connect(ran.server, "theo");
    keep(alone, sizeof alone, theo,
         "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": \"Lindqvist\", \"given\": "
         "\"Maja\", \"birth_date\": \"1962-05-02\"}') ->> 'individual_ref'");
    PQfinish(theo);
    (void)snprintf(sql, sizeof sql,
                   "SELECT api.refer(gen_random_uuid(), '{\"individual\": \"%s\", \"provided\": "
                   "{\"orders\": \"daily\"}, \"items\": [{\"type\": \"home_care\", \"service\": "
                   "\"bright_home_care\"}]}') #>> '{referrals,0,ref}'",
                   person);
    keep(item, sizeof item, drew, sql);
    PQfinish(drew);
    assert_ended(AS("maria", "act", item, "accept"), EX_OK);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_tells_who_should_have_acted),
        cmocka_unit_test(evidence_names_the_seals_over_it),
        cmocka_unit_test(evidence_is_a_page_a_table_and_data),
        cmocka_unit_test(evidence_is_for_who_may_see_the_item),
        cmocka_unit_test(a_sheet_is_in_the_language_of_its_person),
        cmocka_unit_test(a_sheet_without_anything_says_only_what_its_giver_may_see),
        cmocka_unit_test(midnight_is_not_taken_for_noon),
        cmocka_unit_test(a_sheet_is_a_page_to_print),
        cmocka_unit_test(a_sheet_says_that_there_is_something_to_know),
        cmocka_unit_test(evidence_finds_what_was_changed),
    };
    return cmocka_run_group_tests(tests, start, ran_close);
}
