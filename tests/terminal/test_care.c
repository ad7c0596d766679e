/* Case reviews, pathways, appointments, payers and reports, the steps of a risk, and one person on
 * two pages: as their people meet them, in a real terminal. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

/* A person with an open plan: P-… */
static const char *planned(struct network *n)
{
    const char *person = network_person(n, "Webb", "Terrence");
    (void)network_nursing(n, person, "routine", NULL);
    (void)network_ask(
        n, "lena", "SELECT api.plan_edit(gen_random_uuid(), '%s', 'plan', 0, '{\"open\": true}')",
        person);
    return person;
}

/* ---- case reviews ---- */

static const char *review_of(struct network *n, const char *person)
{
    return network_ask(n, "lena",
                       "SELECT api.case_review_schedule(gen_random_uuid(), '%s',"
                       " '2026-11-24 10:00 America/New_York', 'fourth visit') ->> 'ref'",
                       person);
}

static void open_review(struct terminal *t, const char *ref)
{
    network_look_up(t, ref, "ITEM T-");
    terminal_wait_row(t, HINT, "V agenda and decisions", SOON);
    terminal_type(t, "V");
    network_wait_page(t, "CASE REVIEW T-");
    terminal_wait(t, "WHO TAKES PART", SOON);
}

static void puts_a_review_on_a_day(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    network_look_up(t, person, "PERSON P-");
    terminal_type(t, "V");
    terminal_wait_row(t, 0, "CASE REVIEW: ITS DAY", SOON);
    terminal_wait(t, "Who  Webb, Terrence", SOON);
    terminal_send(t, "Tue 10:00");
    terminal_type(t, "\t");
    terminal_wait(t, "Tue 24 Nov 10:00 EST", SOON);
    terminal_send(t, "four visits in a year");
    terminal_type(t, "\t");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "is on Tue 10:00", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.case_review WHERE scheduled_at ="
                                      " '2026-11-24 10:00 America/New_York'"),
                     1);
    network_assert_whole(n);
    network_leave(t);
}

static void type_decision(struct terminal *t)
{
    terminal_type(t, "A");
    terminal_wait_row(t, 0, "DECISION of case review T-", SOON);
    terminal_send(t, "ring him every Monday");
    terminal_type(t, "\t");
    terminal_wait(t, "Housing: Hana Cole, Harbor Housing", SOON);
    terminal_type(t, "o\t");
    terminal_send(t, "2 Dec 12:00");
    terminal_type(t, "\t");
    terminal_wait(t, "Wed 2 Dec 12:00 EST", SOON);
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "ring him every Monday: Housing: Hana Cole", SOON);
    terminal_wait(t, "(not sent)", SOON);
}

/* Somebody who owns no area is found by a part of the name. */
static void decides_that_somebody_by_name_does_it(void **state)
{
    struct network *n = *state;
    const char *review = review_of(n, planned(n));
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    open_review(t, review);
    terminal_type(t, "A");
    terminal_wait_row(t, 0, "DECISION of case review T-", SOON);
    terminal_send(t, "ask about the ride");
    terminal_type(t, "\t");
    terminal_wait(t, "somebody else, by name", SOON);
    int row = terminal_find(t, "somebody else, by name");
    const char *column = strstr(terminal_row(t, row), "somebody else");
    char key[2] = {column[-2], '\0'};
    terminal_type(t, key);
    terminal_type(t, "\t");
    terminal_wait(t, "type a part of the name", SOON);
    terminal_send(t, "soto");
    terminal_wait(t, "Maria Soto, Bright Home Care", SOON);
    terminal_type(t, "\r");
    terminal_send(t, "2 Dec 12:00");
    terminal_type(t, "\t");
    terminal_wait(t, "Wed 2 Dec 12:00 EST", SOON);
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "(not sent)", SOON);
    terminal_wait_row(t, HINT, "c held: send 1", SOON);
    terminal_type(t, "c");
    terminal_wait_row(t, NOTICE, "was held: 1 decided", SOON);
    network_wait(n, "maria",
                 "SELECT s.login FROM app.case_review_decision d JOIN app.task t"
                 " ON t.id = d.task_id JOIN app.staff s ON s.id = t.owner_staff_id");
    network_leave(t);
}

/* What is decided is kept while the review goes on, and becomes work when it was held. */
static void holds_a_review(void **state)
{
    struct network *n = *state;
    const char *review = review_of(n, planned(n));
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    open_review(t, review);
    terminal_wait(t, "fourth visit", SOON);
    terminal_wait(t, "Hana Cole, Harbor Housing", SOON);
    terminal_wait(t, "1. Health, look again by", SOON);
    type_decision(t);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.case_review_decision"), 0);
    network_wait(n, "1", "SELECT count(*) FROM app.draft WHERE body::text LIKE '%every Monday%'");
    network_leave(t);
    t = network_console(n, "lena", NULL, NULL);
    open_review(t, review);
    terminal_wait_row(t, NOTICE, "The decisions that you typed before are back.", SOON);
    terminal_wait_row(t, HINT, "c held: send 1", SOON);
    terminal_type(t, "c");
    terminal_wait_row(t, NOTICE, "was held: 1 decided", SOON);
    terminal_wait_gone(t, "(not sent)", SOON);
    assert_string_equal(network_status(n, review), "completed");
    assert_string_equal(network_ask(n, NULL,
                                    "SELECT s.login FROM app.case_review_decision d JOIN app.task t"
                                    " ON t.id = d.task_id JOIN app.staff s ON s.id ="
                                    " t.owner_staff_id"),
                        "hana");
    network_wait(n, "0", "SELECT count(*) FROM app.draft");
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back", SOON);
    assert_string_not_equal(network_status(n, review), "completed");
    network_assert_whole(n);
    network_leave(t);
}

/* ---- pathways ---- */

static void preview(struct terminal *t, const char *person, const char *deadline)
{
    network_look_up(t, person, "PERSON P-");
    terminal_type(t, "W");
    network_wait_page(t, "PATHWAYS of P-");
    terminal_type(t, "A");
    terminal_wait(t, "Which pathway?", SOON);
    terminal_wait(t, "Eviction prevention", SOON);
    int row = terminal_find(t, "Eviction prevention");
    char key[2] = {terminal_row(t, row)[2], '\0'};
    terminal_type(t, key);
    terminal_wait_row(t, HINT, "By when (2 Dec 09:00):", SOON);
    terminal_send(t, deadline);
    terminal_wait_row(t, HINT, deadline, SOON);
    terminal_type(t, "\r");
    network_wait_page(t, "BEFORE IT STARTS: Eviction prevention");
}

static void says_what_does_not_fit_before_it_starts(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    preview(t, planned(n), "Mon 09:00");
    terminal_wait(t, "do not fit before the deadline. Nothing has started.", SOON);
    terminal_wait(t, "does not fit", SOON);
    terminal_type(t, "q");
    network_wait_page(t, "PATHWAYS of P-");
    terminal_wait(t, "No pathway is under way", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.pathway_run"), 0);
    network_leave(t);
}

static void provide(struct terminal *t, const char *question, const char *text)
{
    terminal_wait_row(t, HINT, question, SOON);
    terminal_send(t, text);
    terminal_type(t, "\r");
}

/* The hearing was entered once, with the risk. */
static void offers_the_hearing_as_the_deadline(void **state)
{
    struct network *n = *state;
    char person[24];
    (void)snprintf(person, sizeof person, "%s", planned(n));
    (void)network_ask(n, "lena",
                      "SELECT api.record_risk(gen_random_uuid(), '{\"individual\": \"%s\","
                      " \"category\": \"housing_instability\", \"level\": \"high\","
                      " \"legal_deadline\": \"2027-01-29T09:00\"}')",
                      person);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    network_look_up(t, person, "PERSON P-");
    terminal_type(t, "W");
    network_wait_page(t, "PATHWAYS of P-");
    terminal_type(t, "A");
    terminal_wait(t, "Eviction prevention", SOON);
    int row = terminal_find(t, "Eviction prevention");
    char key[2] = {terminal_row(t, row)[2], '\0'};
    terminal_type(t, key);
    terminal_wait_row(t, HINT, "2027-01-29 09:00", SOON);
    terminal_type(t, "\r");
    network_wait_page(t, "BEFORE IT STARTS: Eviction prevention");
    terminal_wait(t, "Fri 29 Jan 09:00", SOON);
    network_leave(t);
}

static void starts_and_stops_a_pathway(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    preview(t, planned(n), "29 Jan 09:00");
    terminal_wait(t, "Yes, all of it", SOON);
    terminal_wait(t, "Notice, Income, Landlord: asked for before it starts", SOON);
    terminal_wait_row(t, HINT, "s start it so", SOON);
    terminal_type(t, "s");
    provide(t, "Notice (empty: ask later):", "summons of 12 Nov");
    provide(t, "Income (empty: ask later):", "1,900 a month");
    provide(t, "Landlord (empty: ask later):", "");
    network_wait_page(t, "PATHWAYS of P-");
    terminal_wait_row(t, NOTICE, "Eviction prevention is under way:", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.pathway_run"
                                      " WHERE provided ->> 'notice' = 'summons of 12 Nov'"
                                      " AND provided ->> 'income' = '1,900 a month'"
                                      " AND NOT provided ? 'landlord'"),
                     1);
    assert_int_equal(
        network_count(n, "SELECT count(*) FROM app.task WHERE label = 'send the rest'"), 0);
    terminal_wait(t, "deadline", SOON);
    terminal_wait(t, "waits for legal", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.pathway_run"), 1);
    network_go_to(t, "call landlord");
    terminal_wait_row(t, HINT, "x stop this one", SOON);
    terminal_type(t, "\r");
    network_wait_page(t, "ITEM T-");
    terminal_type(t, "q");
    network_wait_page(t, "PATHWAYS of P-");
    terminal_type(t, "x");
    terminal_wait_row(t, HINT, "Why does it stop", SOON);
    terminal_send(t, "the landlord withdrew\r");
    terminal_wait_row(t, NOTICE, "Stopped. Cancelled: 2.", SOON);
    terminal_wait(t, "STOPPED", SOON);
    network_assert_whole(n);
    network_leave(t);
}

/* ---- appointments, payers, reports ---- */

static struct terminal *at_item(struct network *n, const char *ref)
{
    struct terminal *t = network_console(n, "maria", NULL, NULL);
    network_look_up(t, ref, "ITEM R-");
    return t;
}

static const char *accepted(struct network *n)
{
    const char *ref = network_case(n, "Webb", "Terrence");
    network_act(n, "maria", ref, "accept", "{}");
    return ref;
}

static void choose(struct terminal *t, const char *label)
{
    terminal_type(t, "B");
    terminal_wait(t, label, SOON);
    char key[2] = {terminal_row(t, terminal_find(t, label))[2], '\0'};
    terminal_type(t, key);
}

static void books_and_tells_what_became_of_it(void **state)
{
    struct network *n = *state;
    struct terminal *t = at_item(n, accepted(n));
    choose(t, "book an appointment");
    terminal_wait_row(t, 0, "APPOINTMENT for R-", SOON);
    terminal_send(t, "Mon 10:30");
    terminal_type(t, "\t");
    terminal_wait(t, "Mon 23 Nov 10:30 EST", SOON);
    terminal_send(t, "at home");
    terminal_type(t, "\t\t");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Booked: Mon 10:30.", SOON);
    terminal_wait(t, "Visit    Mon 10:30, at home: booked", SOON);
    network_at(n, "2026-11-23 12:00 America/New_York");
    network_leave(t);
    t = at_item(n, network_ask(n, NULL,
                               "SELECT engine.task_ref(t) FROM app.task t WHERE"
                               " t.kind = 'referral'"));
    terminal_wait_row(t, HINT, "B was it kept?", SOON);
    choose(t, "10:30 was missed");
    terminal_wait_row(t, NOTICE, "Missed: V-", SOON);
    terminal_wait(t, "at home: MISSED", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.event"), 1);
    network_assert_whole(n);
    network_leave(t);
}

static void waits_for_a_payer(void **state)
{
    struct network *n = *state;
    const char *ref = accepted(n);
    struct terminal *t = at_item(n, ref);
    choose(t, "the payer was asked");
    terminal_wait_row(t, 0, "PAYER, R-", SOON);
    terminal_send(t, "MassHealth");
    terminal_type(t, "\t");
    terminal_send(t, "A-77");
    terminal_type(t, "\ta\t\t");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Asked: it waits for the payer", SOON);
    terminal_wait(t, "Payer    MassHealth A-77: asked, no answer yet", SOON);
    assert_string_equal(network_status(n, ref), "on-hold");
    network_leave(t);
}

/* A report does not close the loop; that it was read does. */
static void a_report_is_reviewed(void **state)
{
    struct network *n = *state;
    struct terminal *t = at_item(n, accepted(n));
    choose(t, "a report came back");
    terminal_wait_row(t, 0, "REPORT on R-", SOON);
    terminal_send(t, "wound closed, no infection");
    terminal_type(t, "\t");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Kept. T-", SOON);
    terminal_wait(t, "wound closed, no infection", SOON);
    terminal_wait(t, "NOT reviewed yet", SOON);
    const char *review = network_ask(
        n, NULL, "SELECT engine.task_ref(t) FROM app.task t WHERE kind = 'result_review'");
    network_act(n, "drew", review, "complete",
                "{\"outcome\": \"service_received\", \"date\": \"2026-11-20\"}");
    terminal_type(t, "\x0C");
    terminal_wait(t, "reviewed by Drew Palmer", SOON);
    network_leave(t);
}

/* ---- a risk ---- */

static void goes_through_the_steps_of_a_risk(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    const char *task = network_ask(
        n, "lena",
        "SELECT api.record_risk(gen_random_uuid(), jsonb_build_object('individual', '%s',"
        " 'category', 'housing_instability', 'level', 'high')) ->> 'task_ref'",
        person);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    network_look_up(t, task, "ITEM T-");
    terminal_wait_row(t, HINT, "v verified: how urgent", SOON);
    terminal_type(t, "v");
    terminal_wait_row(t, HINT, "How urgent is it, and who says so:", SOON);
    terminal_send(t, "saw the court paper\r");
    terminal_wait_row(t, NOTICE, "Verified", SOON);
    terminal_wait_row(t, HINT, "v contacted the person", SOON);
    network_pause(t);
    terminal_type(t, "v");
    terminal_wait_row(t, HINT, "What the person said:", SOON);
    terminal_send(t, "wants to stay\r");
    terminal_wait_row(t, NOTICE, "Contacted", SOON);
    terminal_wait_row(t, HINT, "v resolved: how it ended", SOON);
    network_pause(t);
    terminal_type(t, "v");
    terminal_wait(t, "Need met elsewhere", SOON);
    char key[2] = {terminal_row(t, terminal_find(t, "Need met elsewhere"))[2], '\0'};
    terminal_type(t, key);
    terminal_wait_row(t, HINT, "Nobody was asked for help; why not:", SOON);
    terminal_send(t, "the family paid\r");
    terminal_wait_row(t, NOTICE, "Resolved", SOON);
    assert_string_equal(network_status(n, task), "completed");
    network_assert_whole(n);
    network_leave(t);
}

/* ---- one person, two pages ---- */

static void makes_two_pages_one_and_two_again(void **state)
{
    struct network *n = *state;
    const char *keep = planned(n), *other = network_person(n, "Web", "Terrence");
    const char *item = network_nursing(n, other, "routine", NULL);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    char wanted[80];
    network_look_up(t, keep, "PERSON P-");
    (void)snprintf(wanted, sizeof wanted, "Perhaps %s too: Web, Terrence", other);
    terminal_wait(t, wanted, SOON);
    terminal_wait_row(t, HINT, "D same person?", SOON);
    terminal_type(t, "D");
    network_wait_page(t, "THE SAME PERSON?");
    terminal_wait(t, "same given name, same birth date, same telephone", SOON);
    terminal_wait_row(t, HINT, "C make them one", SOON);
    terminal_type(t, "C");
    (void)snprintf(wanted, sizeof wanted, "yes, and %s leads to %s from now on", other, keep);
    terminal_wait(t, wanted, SOON);
    terminal_wait(t, "Consents stay apart", SOON);
    terminal_type(t, "y");
    terminal_wait_row(t, HINT, "How it is known that they are one:", SOON);
    terminal_send(t, "he showed one card\r");
    (void)snprintf(wanted, sizeof wanted, "%s leads to %s now", other, keep);
    terminal_wait_row(t, NOTICE, wanted, SOON);
    terminal_wait(t, "WERE MADE ONE WITH THIS PAGE", SOON);
    assert_int_equal(network_count(n,
                                   "SELECT count(*) FROM app.task WHERE id = engine.task_id('%s')"
                                   " AND individual_id = engine.individual_id('%s')",
                                   item, keep),
                     1);
    network_go_to(t, other);
    terminal_wait_row(t, HINT, "C they are two", SOON);
    terminal_type(t, "C");
    terminal_wait_row(t, HINT, "Why are they two people", SOON);
    terminal_send(t, "cousins\r");
    terminal_wait_row(t, NOTICE, "are two people again", SOON);
    terminal_wait(t, "same given name", SOON);
    network_assert_whole(n);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(puts_a_review_on_a_day),
        NETWORK_TEST(holds_a_review),
        NETWORK_TEST(decides_that_somebody_by_name_does_it),
        NETWORK_TEST(says_what_does_not_fit_before_it_starts),
        NETWORK_TEST(offers_the_hearing_as_the_deadline),
        NETWORK_TEST(starts_and_stops_a_pathway),
        NETWORK_TEST(books_and_tells_what_became_of_it),
        NETWORK_TEST(waits_for_a_payer),
        NETWORK_TEST(a_report_is_reviewed),
        NETWORK_TEST(goes_through_the_steps_of_a_risk),
        NETWORK_TEST(makes_two_pages_one_and_two_again),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
