/* Finding one's way in a queue: filter, other queues, search. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

static struct terminal *open_queue_of_three(struct network *n)
{
    (void)network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    (void)network_case(n, "Abdi", "Hodan");
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    return t;
}

static void type_line(struct terminal *t, const char *text)
{
    terminal_send(t, text);
    terminal_wait_row(t, HINT, text, SOON);
    terminal_type(t, "\r");
}

/* A reference behind ":" goes there; behind an act it would be done to the row under the cursor. */
static void goes_to_what_is_named(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_three(n);
    const char *other = network_ask(n, NULL,
                                    "SELECT engine.task_ref(t) FROM app.task t JOIN app.individual"
                                    " i ON i.id = t.individual_id WHERE i.family = 'Rivera'");
    char line[64];
    (void)snprintf(line, sizeof line, ":decline %s", other);
    terminal_type(t, ":");
    terminal_wait_row(t, HINT, ":", SOON);
    type_line(t, line + 1);
    terminal_wait(t, "takes nothing behind it", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.task WHERE status <> 'requested'"),
                     0);
    terminal_type(t, ":");
    terminal_wait_row(t, HINT, ":", SOON);
    type_line(t, other);
    terminal_wait_row(t, 0, other, SOON);
    terminal_wait(t, "Rivera, Ana", SOON);
    network_leave(t);
}

static void filters(void **state)
{
    struct terminal *t = open_queue_of_three(*state);
    terminal_type(t, "F");
    terminal_wait_row(t, HINT, "Only (late, urgent", SOON);
    type_line(t, "urgent");
    terminal_wait_row(t, 1, "1 open  only: urgent", SOON);
    terminal_wait_gone(t, "Rivera", SOON);
    terminal_type(t, "F");
    type_line(t, "late");
    terminal_wait(t, "Nothing fits this filter", SOON);
    terminal_type(t, "F");
    type_line(t, "colour=red");
    terminal_wait_row(t, NOTICE - 1, "is no filter", SOON); /* told to its end */
    terminal_type(t, "F");
    type_line(t, "riv");
    network_wait_selected(t, "Rivera, Ana");
    terminal_type(t, "F");
    terminal_wait_row(t, HINT, "Only (late", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 1, "3 open  no filter", SOON);
    network_wait_selected(t, "Chu, Walter");
    network_leave(t);
}

/* A value that the database does not know is told in words, and the queue is not left empty. */
static void a_wrong_value_is_told(void **state)
{
    struct terminal *t = open_queue_of_three(*state);
    terminal_type(t, "F");
    type_line(t, "status=blue");
    terminal_wait(t, "entered-in-error.", SOON);
    terminal_type(t, "F");
    terminal_wait_row(t, HINT, "Only (late", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 1, "3 open  no filter", SOON);
    network_leave(t);
}

static void goes_round_the_queues(void **state)
{
    static const char *const titles[] = {"QUEUE  Bright Home Care   ",
                                         "QUEUE  Asked for by Bright Home Care",
                                         "QUEUE  Alerts",
                                         "QUEUE  Passed up to me",
                                         "QUEUE  Mine",
                                         "QUEUE  Bright Home Care intake"};
    struct terminal *t = open_queue_of_three(*state);
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "Accepted", SOON);
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        terminal_type(t, "\t");
        terminal_wait_row(t, 0, titles[i], SOON);
        bool empty = i >= 1 && i <= 3;
        terminal_wait(t, empty ? "Nothing is open here" : "Walter 1951", SOON);
        terminal_wait_gone(t, empty ? "Walter 1951" : "Nothing is open here", SOON);
    }
    terminal_wait(t, "Rivera, Ana", SOON);
    network_leave(t);
}

static void searches(void **state)
{
    struct terminal *t = open_queue_of_three(*state);
    terminal_type(t, "/");
    type_line(t, "/rivera");
    terminal_wait_row(t, NOTICE, "Not found", SOON);
    terminal_type(t, "/");
    type_line(t, "rivera");
    network_wait_selected(t, "Rivera, Ana");
    terminal_type(t, "/");
    type_line(t, "a");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "n");
    network_wait_selected(t, "Abdi, Hodan");
    terminal_type(t, "N");
    network_wait_selected(t, "Chu, Walter");
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(filters),
        NETWORK_TEST(a_wrong_value_is_told),
        NETWORK_TEST(goes_round_the_queues),
        NETWORK_TEST(searches),
        NETWORK_TEST(goes_to_what_is_named),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
