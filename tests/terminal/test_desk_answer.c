/* Maria answers what is asked of Bright Home Care: one key each, and nobody is touched by mistake.
 */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

struct three {
    const char *chu, *abdi, *rivera;
};

/* In the order of the queue: urgent first, then as they came. */
static struct three three_ask(struct network *n)
{
    struct three r;
    r.chu = network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    r.abdi = network_case(n, "Abdi", "Hodan");
    r.rivera = network_case(n, "Rivera", "Ana");
    return r;
}

static void shows_the_queue(void **state)
{
    struct network *n = *state;
    (void)three_ask(n);
    struct terminal *t = network_queue(n, "maria");
    terminal_wait_row(t, 0, "QUEUE  Bright Home Care intake", SOON);
    terminal_wait_row(t, 0, "Maria Soto  Fri 20 Nov 17:05 EST", SOON);
    terminal_wait_row(t, 1, "Late 0  Today 1  No deadline 0  Later 2  Waiting 0  3 open", SOON);
    terminal_wait_row(t, 2, "  DUE       PERSON, BORN     WHAT           STATE", SOON);
    terminal_wait_row(t, 3, "  in 2h     Chu, Walter 1951 nursing visits needs answer", SOON);
    terminal_wait_row(t, HINT, "a accept as you  d decline: no staff  e tell Sam", SOON);
    assert_int_equal(terminal_selected(t), 3);
    terminal_wait_row(t, 20, "Chu, Walter  born 14 Mar 1951", SOON);
    terminal_wait_row(t, 20, "from St. Mary's Hospital, Drew Palmer", SOON);
    terminal_wait_row(t, 21, "First visit needed by Sat 12:00.", SOON);
    network_leave(t);
}

static void accepts_with_one_key(void **state)
{
    struct network *n = *state;
    struct three r = three_ask(n);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "a");
    terminal_wait_row(t, 3, "ACCEPTED  Chu, Walter", SOON);
    terminal_wait_row(t, NOTICE, "Accepted", SOON);
    terminal_wait_row(t, NOTICE, "Chu, Walter.  u undo 17:15", SOON);
    terminal_wait_row(t, 3, "you", SOON);
    terminal_wait_row(t, 3, "ACCEPTED  Chu, Walter", SOON);
    assert_int_equal(terminal_selected(t), 3);
    assert_string_equal(network_status(n, r.chu), "accepted");
    assert_int_equal(network_acts(n, NULL, "accept"), 1);
    network_leave(t);
}

static void takes_it_back(void **state)
{
    struct network *n = *state;
    struct three r = three_ask(n);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "u undo 17:15", SOON);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back", SOON);
    terminal_wait_row(t, 3, "  in 2h     Chu, Walter 1951 nursing visits needs answer", SOON);
    terminal_wait_row(t, HINT, "a accept as you", SOON);
    assert_string_equal(network_status(n, r.chu), "requested");
    terminal_type(t, "a");
    terminal_wait_row(t, 3, "ACCEPTED", SOON);
    terminal_wait_row(t, NOTICE, "u undo 17:15", SOON);
    assert_string_equal(network_status(n, r.chu), "accepted");
    network_leave(t);
}

/* The line names the step that u takes back: that one, and none of the person under the cursor. */
static void takes_back_what_the_line_names(void **state)
{
    struct network *n = *state;
    struct three r = three_ask(n);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "Chu, Walter.  u undo 17:15", SOON);
    terminal_type(t, "j");
    network_wait_selected(t, "Abdi, Hodan");
    terminal_type(t, "d");
    terminal_wait_row(t, NOTICE, "Abdi, Hodan: no staff", SOON);
    terminal_type(t, "k");
    network_wait_selected(t, "Chu, Walter");
    terminal_wait_row(t, NOTICE, "Chu, Walter.  u undo 17:15", SOON);
    terminal_type(t, "j");
    terminal_wait_row(t, NOTICE, "Abdi, Hodan: no staff", SOON);
    terminal_type(t, "j");
    network_wait_selected(t, "Rivera, Ana");
    terminal_wait_row(t, NOTICE, "Abdi, Hodan: no staff.  u undo 17:15  r reason", SOON);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back", SOON);
    terminal_wait_row(t, NOTICE, "Abdi, Hodan", SOON);
    assert_string_equal(network_status(n, r.abdi), "requested");
    assert_string_equal(network_status(n, r.chu), "accepted");
    assert_int_equal(network_acts(n, NULL, "undo"), 1);
    network_leave(t);
}

/* Wherever that line still stands. */
static void takes_it_back_from_another_screen(void **state)
{
    struct network *n = *state;
    struct three r = three_ask(n);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "u undo 17:15", SOON);
    terminal_type(t, "1");
    terminal_wait_row(t, 0, "TODAY", SOON);
    terminal_wait_row(t, NOTICE, "u undo 17:15", SOON);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back", SOON);
    assert_string_equal(network_status(n, r.chu), "requested");
    network_leave(t);
}

static void declines_and_the_row_stays(void **state)
{
    struct network *n = *state;
    struct three r = three_ask(n);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "d");
    terminal_wait_row(t, 3, "DECLINED  Chu, Walter", SOON);
    terminal_wait_row(t, NOTICE, "Chu, Walter: no staff", SOON);
    terminal_wait_row(t, NOTICE, "u undo 17:15  r reason", SOON);
    terminal_wait_row(t, 1, "2 open", SOON);
    assert_string_equal(network_status(n, r.chu), "rejected");
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.task WHERE kind = 'reroute'"), 1);
    network_pause(t);
    terminal_type(t, "d");
    terminal_wait_row(t, NOTICE, "You have just acted on", SOON);
    terminal_wait_row(t, 3, "DECLINED  Chu, Walter", SOON);
    assert_int_equal(terminal_selected(t), 3);
    terminal_type(t, "j");
    network_wait_selected(t, "Abdi, Hodan");
    terminal_wait_row(t, HINT, "a accept as you", SOON);
    assert_int_equal(network_acts(n, NULL, "decline"), 1);
    assert_string_equal(network_status(n, r.abdi), "requested");
    network_leave(t);
}

static void gives_the_reason_afterwards(void **state)
{
    struct network *n = *state;
    struct three r = three_ask(n);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "d");
    terminal_wait_row(t, NOTICE, "r reason", SOON);
    terminal_type(t, "r");
    terminal_wait(t, "outside our area", SOON);
    terminal_type(t, "o");
    terminal_wait_row(t, NOTICE, "Chu, Walter: outside our area.  u undo 17:15  r reason", SOON);
    terminal_wait_row(t, 3, "DECLINED  Chu, Walter", SOON);
    assert_int_equal(network_acts(n, r.chu, "amend"), 1);
    network_leave(t);
}

/* What is asked for is asked one thing after the other; the row that was accepted goes on. */
static void accepts_starts_and_completes(void **state)
{
    struct network *n = *state;
    struct three r = three_ask(n);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "u undo 17:15", SOON);
    terminal_wait_row(t, HINT, "s service started", SOON);
    terminal_type(t, "s");
    terminal_wait_row(t, HINT, "When it started", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, HINT, "Who confirmed it, and how:", SOON);
    terminal_send(t, "Luz, by phone");
    terminal_wait_row(t, HINT, "Luz, by phone", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "RUNNING   Chu, Walter", SOON);
    terminal_wait_row(t, HINT, "c finish", SOON);
    assert_string_equal(network_status(n, r.chu), "in-progress");
    terminal_type(t, "c");
    terminal_wait(t, "Got the service (counts as help)", SOON);
    terminal_type(t, "g");
    terminal_wait(t, "DONE      Chu, Walter", SOON);
    terminal_wait_row(t, NOTICE, "Done", SOON);
    assert_string_equal(network_status(n, r.chu), "completed");
    network_leave(t);
}

static void asks_back(void **state)
{
    struct network *n = *state;
    struct three r = three_ask(n);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "i");
    terminal_wait(t, "Something else", SOON);
    terminal_type(t, "s");
    terminal_wait_row(t, HINT, "What is missing:", SOON);
    terminal_send(t, "who opens the door");
    terminal_wait_row(t, HINT, "who opens the door", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 3, "ASKED     Chu, Walter", SOON);
    assert_int_equal(network_acts(n, r.chu, "ask"), 1);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(shows_the_queue),
        NETWORK_TEST(accepts_with_one_key),
        NETWORK_TEST(takes_it_back),
        NETWORK_TEST(takes_back_what_the_line_names),
        NETWORK_TEST(takes_it_back_from_another_screen),
        NETWORK_TEST(declines_and_the_row_stays),
        NETWORK_TEST(gives_the_reason_afterwards),
        NETWORK_TEST(accepts_starts_and_completes),
        NETWORK_TEST(asks_back),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
