/* What happened to somebody, what threatens them, and who is told: by forms, in a real terminal. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

static struct terminal *open_form(struct network *n, const char *login, const char *key,
                                  const char *title)
{
    struct terminal *t = network_console(n, login, NULL, NULL);
    terminal_type(t, key);
    terminal_wait_row(t, 0, title, SOON);
    terminal_wait(t, "Who", SOON);
    return t;
}

static void choose_person(struct terminal *t)
{
    terminal_send(t, "web");
    terminal_wait(t, "> Webb, Terrence", SOON);
    terminal_type(t, "\r");
}

/* An ED visit: recorded in a few keys, and the answer says whose work it is now. */
static void records_a_visit(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Webb", "Terrence");
    struct terminal *t = open_form(n, "lena", "E", "WHAT HAPPENED");
    choose_person(t);
    terminal_wait(t, "ED visit", SOON);
    terminal_type(t, "e");
    terminal_type(t, "\t");
    terminal_send(t, "today 14:00");
    terminal_type(t, "\t");
    terminal_wait(t, "Fri 20 Nov 14:00 EST", SOON);
    terminal_send(t, "St. Mary's");
    terminal_type(t, "\t\t\t\t");
    terminal_wait(t, "Record it", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Recorded V-", SOON);
    terminal_wait_row(t, NOTICE, "goes to", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.event"), 1);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.event_task"), 1);
    network_assert_whole(n);
    network_leave(t);
}

static void record_death(struct terminal *t)
{
    choose_person(t);
    terminal_type(t, "t");
    terminal_wait(t, "What happened  death", SOON);
    terminal_type(t, "\t\t\t\t\t\t");
    terminal_wait(t, "Record it", SOON);
    terminal_type(t, "\r");
}

/* A death ends what is open in two keys: sending the form, and one Enter for all; one key takes it
 * back, and nothing is acted on twice. */
static void a_death_ends_all_and_comes_back(void **state)
{
    struct network *n = *state;
    char ref[24];
    (void)snprintf(ref, sizeof ref, "%s", network_case(n, "Webb", "Terrence"));
    struct terminal *t = open_form(n, "lena", "E", "WHAT HAPPENED");
    record_death(t);
    terminal_wait_row(t, 0, "WHAT CHANGES, V-", SOON);
    terminal_wait(t, ref, SOON);
    assert_string_equal(network_status(n, ref), "requested");
    terminal_wait_row(t, HINT, "Enter do it", SOON);
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "It is done, on the record of each.  u takes all back until",
                      SOON);
    assert_string_equal(network_status(n, ref), "cancelled");
    terminal_wait_row(t, HINT, "u take all back", SOON);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "All is taken back: it is as it was.", SOON);
    assert_string_equal(network_status(n, ref), "requested");
    network_assert_whole(n);
    network_leave(t);
}

/* One item may be left as it is. */
static void leaves_one_as_it_is(void **state)
{
    struct network *n = *state;
    char ref[24];
    (void)snprintf(ref, sizeof ref, "%s", network_case(n, "Webb", "Terrence"));
    struct terminal *t = open_form(n, "lena", "E", "WHAT HAPPENED");
    record_death(t);
    terminal_wait_row(t, 0, "WHAT CHANGES, V-", SOON);
    terminal_wait_row(t, HINT, "Enter do it", SOON);
    network_go_to(t, ref);
    terminal_type(t, " ");
    terminal_wait(t, "stays as it is (not: ends", SOON);
    terminal_type(t, "\r");
    network_pause(t);
    assert_string_equal(network_status(n, ref), "requested");
    terminal_wait_row(t, HINT, "Space change it too", SOON);
    terminal_type(t, " ");
    terminal_wait_row(t, HINT, "Enter do it", SOON);
    network_leave(t);
}

/* A visit that was no visit closes what it opened, with the reason. */
static void takes_a_mistake_back(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Webb", "Terrence");
    char work[24];
    (void)snprintf(work, sizeof work, "%s",
                   network_ask(n, "lena",
                               "SELECT api.record_event(gen_random_uuid(), jsonb_build_object("
                               "'individual', '%s', 'type', 'ed_visit')) -> 'opened' ->> 0",
                               person));
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    terminal_type(t, "5");
    terminal_wait(t, "Name, birth date or number", SOON);
    terminal_send(t, "webb\r");
    terminal_wait(t, "Webb, Terrence", SOON);
    terminal_type(t, "p");
    terminal_wait_row(t, 0, "PLAN", SOON);
    terminal_wait(t, "LATEST", SOON);
    network_go_to(t, "  V-");
    terminal_type(t, "\r");
    terminal_wait(t, "WHAT CAME OF IT", SOON);
    terminal_wait(t, work, SOON);
    terminal_type(t, "x");
    terminal_wait(t, "Why was it a mistake", SOON);
    terminal_send(t, "another person\r");
    terminal_wait_row(t, NOTICE, "was a mistake: 1 closed", SOON);
    terminal_wait(t, "another person", SOON);
    assert_string_equal(network_status(n, work), "cancelled");
    network_leave(t);
}

/* wes records an eviction with a hearing; the risk desk has it at once. */
static void records_an_eviction(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Webb", "Terrence");
    struct terminal *t = open_form(n, "lena", "K", "RISK");
    choose_person(t);
    terminal_type(t, "h\th\t");
    terminal_wait(t, "By law", SOON);
    terminal_send(t, "2 Dec 09:00");
    terminal_type(t, "\t");
    terminal_wait(t, "Wed 2 Dec 09:00 EST", SOON);
    terminal_send(t, "owes three months");
    terminal_type(t, "\t\r");
    terminal_wait_row(t, NOTICE, "Recorded K-", SOON);
    terminal_wait_row(t, NOTICE, "by ", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.social_risk WHERE level = 'high'"),
                     1);
    network_leave(t);
}

/* One key and a line: who was told, and the numbers to ring. */
static void tells_of_a_danger(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Webb", "Terrence");
    struct terminal *told = network_console(n, "omar", NULL, NULL);
    terminal_type(told, "8");
    terminal_wait_row(told, 0, "DIRECTORY", SOON);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    terminal_type(t, "5");
    terminal_wait(t, "Name, birth date or number", SOON);
    terminal_send(t, "webb\r");
    terminal_wait(t, "Webb, Terrence", SOON);
    terminal_type(t, "!");
    terminal_wait_row(t, 0, "SAFETY", SOON);
    terminal_wait(t, "Who         Webb, Terrence", SOON);
    terminal_send(t, "says he will not live till Monday");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "Told at once, T-", SOON);
    terminal_wait(t, "911", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.task WHERE priority = 'stat'"), 1);
    terminal_wait_row(told, NOTICE, "SAFETY, danger now: Webb, Terrence, T-", SOON);
    network_leave(told);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(records_a_visit),     NETWORK_TEST(a_death_ends_all_and_comes_back),
        NETWORK_TEST(leaves_one_as_it_is), NETWORK_TEST(takes_a_mistake_back),
        NETWORK_TEST(records_an_eviction), NETWORK_TEST(tells_of_a_danger),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
