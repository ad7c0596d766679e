/* The same work on other displays: lean for screen readers, without colours, large, and on a window
 * that changes its size while rows arrive. */
#include "support/network.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

static void add_work(struct network *n)
{
    (void)network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    (void)network_case(n, "Rivera", "Ana");
}

static struct terminal *open_queue(struct network *n, const struct terminal_options *options,
                                   const char *option)
{
    struct terminal *t = network_console(n, "maria", options, option);
    terminal_type(t, "2");
    terminal_wait_row(t, 0, "QUEUE", SOON);
    network_wait_selected(t, "Chu, Walter");
    return t;
}

static bool uses_colour(struct terminal *t, int rows, int cols)
{
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++)
            if (terminal_foreground(t, row, col) >= 0 || terminal_background(t, row, col) >= 0)
                return true;
    return false;
}

/* No rules, no bars, no reverse video; due and state come first. */
static void lean_tells_in_words(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n, NULL, "--lean");
    terminal_wait_row(t, 2, "  DUE       STATE", SOON);
    terminal_wait_row(t, 3, "> in 2h     needs answer Chu, Walter", SOON);
    assert_int_equal(terminal_find(t, "----"), -1);
    for (int row = 0; row < 24; row++)
        assert_false(terminal_reverse(t, row, 0));
    terminal_type(t, "a");
    terminal_wait_row(t, 3, "> ACCEPTED", SOON);
    terminal_wait_row(t, NOTICE, "Accepted", SOON);
    network_pause(t);
    terminal_type(t, "a");
    terminal_wait_row(t, 3, "u takes it back. > ACCEPTED", SOON);
    network_pause(t);
    terminal_type(t, "u");
    terminal_wait_row(t, 3, "Chu, Walter. > in 2h needs answer", SOON);
    network_pause(t);
    terminal_type(t, "F"); /* another list says which it is, and how much is in it */
    terminal_wait_row(t, HINT, "Only (", SOON);
    terminal_send(t, "rivera\r");
    terminal_wait_row(t, 3, ": 1, only ", SOON);
    network_leave(t);
}

static void lean_moves_cheaply(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n, NULL, "--lean");
    terminal_settle(t, 400);
    terminal_bytes_reset(t);
    terminal_type(t, "j");
    network_wait_selected(t, "Rivera, Ana");
    terminal_settle(t, 100);
    assert_in_range(terminal_bytes(t), 1, 40);
    network_leave(t);
}

static void works_without_colours(void **state)
{
    static const char *const no_color[] = {"NO_COLOR=1", NULL};
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n, &(struct terminal_options){.env = no_color}, NULL);
    assert_false(uses_colour(t, 24, 80));
    assert_true(terminal_reverse(t, 3, 0));
    network_leave(t);
    t = open_queue(n, &(struct terminal_options){.term = "vt100"}, NULL);
    assert_false(uses_colour(t, 24, 80));
    terminal_wait_row(t, HINT, "a accept as you", SOON);
    terminal_type(t, "a");
    terminal_wait_row(t, 3, "ACCEPTED", SOON);
    network_leave(t);
}

/* From 120 columns the preview stands beside the list. */
static void uses_a_large_window(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n, &(struct terminal_options){.rows = 50, .cols = 200}, NULL);
    terminal_wait(t, "First visit needed by Sat 12:00.", SOON);
    terminal_wait_row(t, 49, "a accept as you", SOON);
    network_leave(t);
}

static void survives_a_storm_of_sizes(void **state)
{
    static const int sizes[][2] = {{10, 60}, {50, 200}, {3, 20}, {24, 59}, {24, 80}, {12, 100}};
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n, NULL, NULL);
    for (int i = 0; i < 30; i++) {
        const int *size = sizes[i % 6];
        terminal_resize(t, size[0], size[1]);
        if (i % 15 == 0)
            (void)network_case(n, i == 0 ? "Abdi" : "Ferraro", "Hodan");
    }
    terminal_resize(t, 24, 80);
    terminal_wait_row(t, 1, "4 open", 9000);
    network_wait_selected(t, "Chu, Walter");
    terminal_wait_row(t, HINT, "a accept as you", SOON);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(lean_tells_in_words),       NETWORK_TEST(lean_moves_cheaply),
        NETWORK_TEST(works_without_colours),     NETWORK_TEST(uses_a_large_window),
        NETWORK_TEST(survives_a_storm_of_sizes),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
