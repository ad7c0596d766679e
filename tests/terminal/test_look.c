/* An emergency look from the console, and the account of disclosures. */
#include "support/network.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NEXT_POLL = 15000, NOTICE = 22, HINT = 23, FIRST = 1 };

/* Elena, sent to VNA East: Bright Home Care has nothing to do with her. Gives her try. */
static const char *elsewhere(struct network *n, const char *person)
{
    return network_ask(
        n, "drew",
        "SELECT api.refer(gen_random_uuid(), jsonb_build_object('individual', '%s',"
        " 'provided', '{\"orders\": \"daily\", \"phone\": \"555-0142\"}'::jsonb, 'items',"
        " '[{\"type\": \"home_care\", \"service\": \"vna_east_visits\"}]'::jsonb))"
        " #>> '{referrals,0,ref}'",
        person);
}

static void find(struct terminal *t, const char *name)
{
    terminal_wait_row(t, HINT, "Name, birth date or number", SOON);
    terminal_send(t, name);
    terminal_wait_row(t, HINT, name, SOON);
    terminal_type(t, "\r");
}

static void somebody_not_to_be_found_is_looked_at(void **state)
{
    struct network *n = *state;
    const char *elena = network_person(n, "Quiroz", "Elena");
    const char *ref = elsewhere(n, elena);
    struct terminal *t = network_console(n, "maria", NULL, NULL);
    terminal_type(t, "5");
    find(t, "Quiroz");
    terminal_wait(t, "Nobody of that name that is yours to see", SOON);
    terminal_wait_row(t, HINT, "X emergency look", SOON);
    terminal_type(t, "X");
    terminal_wait(t, "EMERGENCY LOOK", SOON);
    terminal_send(t, "Quiroz, Elena\t");
    terminal_send(t, "14 Mar 1950\t\t");
    terminal_wait(t, "goes to your supervisor", SOON);
    terminal_send(t, "Fell at the door");
    terminal_wait(t, "Fell at the door", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "Look now", SOON);
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE - 1, "not yours to see", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.emergency_look"), 0);
    terminal_type(t, "\033");
    terminal_wait(t, "What you typed was not sent.", SOON);
    terminal_type(t, "l");
    terminal_wait(t, "PEOPLE", SOON);
    network_leave(t);
    (void)ref;
}

static void a_look_says_so_until_it_ends(void **state)
{
    struct network *n = *state;
    const char *elena = network_person(n, "Quiroz", "Elena");
    const char *ref = elsewhere(n, elena);
    struct terminal *t = network_console(n, "maria", NULL, NULL);
    terminal_type(t, "X");
    terminal_wait(t, "EMERGENCY LOOK", SOON);
    terminal_send(t, "Quiroz, Elena\t");
    terminal_send(t, "14 Mar 1951\t\t");
    terminal_wait(t, "goes to your supervisor", SOON);
    terminal_send(t, "Fell at the door");
    terminal_wait(t, "Fell at the door", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "Look now", SOON);
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Emergency look until 21:05. Told: Sam Whitaker", SOON);
    terminal_wait_row(t, FIRST, "Emergency look until 21:05", SOON);
    terminal_wait(t, "Quiroz, Elena", SOON);
    terminal_type(t, "p");
    terminal_wait(t, "PLAN", SOON);
    terminal_wait_row(t, FIRST, "Emergency look until 21:05", SOON);
    terminal_type(t, "q");
    terminal_wait(t, "PERSON", SOON);
    terminal_type(t, "L");
    terminal_wait(t, "RECORD", SOON);
    terminal_wait(t, "Fell at the door", SOON);
    terminal_wait_row(t, FIRST, "Emergency look until 21:05", SOON);
    terminal_type(t, "q");
    network_go_to(t, ref);
    terminal_type(t, "\r");
    terminal_wait(t, "ITEM", SOON);
    terminal_wait_row(t, FIRST, "Emergency look until 21:05", SOON);
    network_at(n, "2026-11-20 21:05-05");
    network_ask(
        n, NULL,
        "SELECT pg_notify('holdfast', id::text) FROM app.organization WHERE code = 'bright_home'");
    terminal_wait(t, "not yours to see", SOON);
    network_leave(t);
    network_assert_whole(n);
}

/* Sven, whom only Bay View and a visiting nurse know; Drew begins a look at him and is on his page.
 */
static struct terminal *looking(struct network *n)
{
    const char *sven = network_ask(
        n, "peter",
        "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": \"Quade\", \"given\":"
        " \"Sven\", \"birth_date\": \"1951-03-14\", \"postal_code\": \"02128\"}')"
        " ->> 'individual_ref'");
    struct terminal *t = network_console(n, "drew", NULL, NULL);
    (void)network_ask(n, "drew",
                      "SELECT api.emergency_look(gen_random_uuid(), NULL, '{\"kind\": \"other\","
                      " \"reason\": \"fell at home\", \"name\": \"Quade, Sven\", \"birth_date\":"
                      " \"1951-03-14\"}')");
    terminal_type(t, "5");
    find(t, sven);
    network_wait_selected(t, "Quade, Sven");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "PERSON", SOON);
    terminal_wait_row(t, FIRST, "Emergency look until", SOON);
    return t;
}

/* A hint that then refuses is none: what a look does not open is not offered, and after its end
 * nothing is but another one. */
static void a_look_offers_only_what_it_opens(void **state)
{
    struct network *n = *state;
    struct terminal *t = looking(n);
    terminal_wait_row(t, HINT, "p plan", SOON);
    assert_null(strstr(terminal_row(t, HINT), "consents"));
    assert_null(strstr(terminal_row(t, HINT), "new referral"));
    assert_null(strstr(terminal_row(t, HINT), "pathways"));
    network_at(n, "2026-11-20 21:05-05");
    terminal_wait(t, "Your emergency look is over", NEXT_POLL);
    assert_false(terminal_shows(t, "Quade"));
    terminal_wait_row(t, HINT, "X emergency look", SOON);
    assert_null(strstr(terminal_row(t, HINT), "plan"));
    assert_null(strstr(terminal_row(t, HINT), "record"));
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "PEOPLE", SOON);
    network_leave(t);
}

/* By the clock of the console, which nobody sets forward: the name goes with the rest. */
static void a_look_ends_by_itself(void **state)
{
    struct network *n = *state;
    (void)network_ask(n, NULL, "UPDATE app.network SET emergency_for = '8 seconds'");
    (void)network_ask(n, NULL,
                      "UPDATE app.time_setting SET frozen = NULL,"
                      " offset_by = frozen - clock_timestamp()");
    struct terminal *t = looking(n);
    terminal_wait(t, "Your emergency look is over", NEXT_POLL);
    terminal_wait_gone(t, "Quade", NEXT_POLL);
    network_leave(t);
}

/* Hangs up where they are. */
static void hang_up(struct terminal *t)
{
    terminal_signal(t, SIGHUP);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
}

static void nobody_comes_back_to_a_look_that_ended(void **state)
{
    struct network *n = *state;
    struct terminal *t = looking(n);
    terminal_type(t, "p");
    terminal_wait_row(t, 0, "PLAN", SOON);
    hang_up(t);
    t = network_start(n, "drew", NULL, NULL);
    terminal_wait_row(t, 0, "PLAN  Quade, Sven", SOON);
    hang_up(t);
    network_at(n, "2026-11-20 21:05-05");
    t = network_start(n, "drew", NULL, NULL);
    terminal_wait_row(t, 0, "PEOPLE", SOON);
    assert_false(terminal_shows(t, "not yours to see"));
    assert_false(terminal_shows(t, "Quade"));
    terminal_end(t);
}

static void compliance_reviews_it(void **state)
{
    struct network *n = *state;
    const char *elena = network_person(n, "Quiroz", "Elena");
    (void)elsewhere(n, elena);
    const char *review = network_ask(
        n, "maria",
        "SELECT api.emergency_look(gen_random_uuid(), NULL, '{\"kind\": \"other\", \"reason\": "
        "\"Fell at the door\", \"name\": \"Quiroz, Elena\", \"birth_date\": \"1951-03-14\"}')"
        " ->> 'review_ref'");
    struct terminal *t = network_queue(n, "casey");
    terminal_wait(t, "review an eme~", SOON);
    network_go_to(t, review);
    terminal_type(t, "\r");
    terminal_wait(t, "Quiroz, Elena", SOON);
    terminal_wait(t, "Fell at the door", SOON);
    terminal_type(t, "c");
    terminal_wait(t, "Looked into and settled", SOON);
    assert_false(terminal_shows(t, "Got the service"));
    terminal_type(t, "l");
    terminal_wait(t, "Closed", SOON);
    assert_string_equal(network_status(n, review), "completed");
    network_leave(t);
}

static void the_account_of_disclosures_is_a_page(void **state)
{
    struct network *n = *state;
    const char *elena = network_person(n, "Quiroz", "Elena");
    const char *ref = elsewhere(n, elena);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    (void)network_ask(n, "lena", "SELECT api.item('%s')", ref);
    terminal_type(t, "5");
    find(t, "Quiroz");
    network_wait_selected(t, "Quiroz, Elena");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "PERSON", SOON);
    terminal_type(t, ":");
    terminal_send(t, "disclosures\r");
    terminal_wait(t, "DISCLOSURES  Quiroz, Elena", SOON);
    terminal_wait(t, "Lena Ortiz, Bay Network: opened an item", SOON);
    terminal_wait(t, "referral sent", SOON);
    terminal_wait(t, "of St. Mary's Hospital; general health; For treatment", SOON);
    hang_up(t);
    t = network_start(n, "lena", NULL, NULL);
    terminal_wait_row(t, NOTICE, "the account of disclosures of P-", SOON);
    terminal_wait(t, "DISCLOSURES  Quiroz, Elena", SOON);
    network_leave(t);
}

/* Whoever does no care work is told so before the form, and to the end of the sentence. */
static void who_does_no_care_work_fills_in_no_form(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_console(n, "casey", NULL, NULL);
    terminal_wait(t, "TODAY", SOON);
    terminal_type(t, "X");
    terminal_wait_row(t, NOTICE, "An emergency look is for those who do care work.", SOON);
    assert_false(terminal_shows(t, "EMERGENCY LOOK"));
    terminal_type(t, "U");
    terminal_wait_row(t, NOTICE - 1, "Who may sign in is not yours to see.", SOON);
    terminal_wait_row(t, NOTICE, "role.", SOON);
    assert_true(terminal_find(t, "TODAY") == 0);
    terminal_type(t, "S");
    terminal_wait_row(t, NOTICE - 1, "The cursor is on nobody whom you may know.", SOON);
    terminal_wait_row(t, NOTICE, "people).", SOON);
    terminal_type(t, "j");
    terminal_wait_gone(t, "The cursor is on nobody", SOON);
    terminal_wait_gone(t, "people).", SOON);
    network_leave(t);
}

static void the_account_is_not_for_everybody(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_console(n, "maria", NULL, NULL);
    terminal_wait(t, "TODAY", SOON);
    terminal_type(t, ":disclosures\r");
    terminal_wait(t, "The account of disclosures is for coordinators and compliance.", SOON);
    assert_true(terminal_find(t, "TODAY") == 0);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(somebody_not_to_be_found_is_looked_at),
        NETWORK_TEST(a_look_says_so_until_it_ends),
        NETWORK_TEST(a_look_offers_only_what_it_opens),
        NETWORK_TEST(a_look_ends_by_itself),
        NETWORK_TEST(nobody_comes_back_to_a_look_that_ended),
        NETWORK_TEST(compliance_reviews_it),
        NETWORK_TEST(the_account_is_not_for_everybody),
        NETWORK_TEST(who_does_no_care_work_fills_in_no_form),
        NETWORK_TEST(the_account_of_disclosures_is_a_page),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
