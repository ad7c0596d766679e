/* The link goes and comes back, and consoles die in the middle of steps: nothing that was confirmed
 * is lost, nothing is done twice, and nobody is left before a frozen screen. */
#include "support/network.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, BACK = 20000, KILLS = 12, NOTICE = 22, HINT = 23 };

static void stays_readable_offline(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Chu", "Walter");
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    network_cut(n);
    terminal_wait_row(t, 0, "offline since", SOON);
    terminal_wait(t, "Rivera, Ana", SOON);
    terminal_type(t, "j");
    network_wait_selected(t, "Rivera, Ana");
    terminal_type(t, "?");
    terminal_wait_row(t, 0, "HELP", SOON);
    terminal_type(t, "q");
    network_wait_selected(t, "Rivera, Ana");
    network_mend(n);
    terminal_wait_gone(t, "offline since", BACK);
    terminal_type(t, "k");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "Accepted", SOON);
    network_leave(t);
}

/* It is sent as soon as the link is back, and happens once. */
static void a_step_sent_offline_happens_once(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Chu", "Walter");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    network_cut(n);
    terminal_wait_row(t, 0, "offline since", SOON);
    terminal_type(t, "a");
    terminal_wait_row(t, 3, "SENDING", SOON);
    network_mend(n);
    terminal_wait_row(t, 3, "ACCEPTED", BACK);
    terminal_wait_row(t, NOTICE, "Accepted", SOON);
    terminal_wait_gone(t, "offline since", SOON);
    assert_int_equal(network_acts(n, ref, "accept"), 1);
    network_assert_whole(n);
    network_leave(t);
}

/* Leaving is never barred by a lost link. */
static void leaves_offline(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Chu", "Walter");
    struct terminal *t = network_queue(n, "maria");
    network_cut(n);
    terminal_wait_row(t, 0, "offline since", SOON);
    network_leave(t);
    network_mend(n);
}

/* Killed right behind the key: either it was done, once, or it was not. */
static void a_killed_console_loses_and_doubles_nothing(void **state)
{
    struct network *n = *state;
    char family[32];
    int confirmed = 0;
    for (int i = 0; i < KILLS; i++) {
        (void)snprintf(family, sizeof family, "Case%c", 'a' + i);
        const char *ref = network_case(n, family, "Ana");
        struct terminal *t = network_queue(n, "maria");
        network_go_to(t, family);
        terminal_type(t, "a");
        if (i % 3 == 1)
            terminal_settle(t, 2);
        if (i % 3 == 2)
            terminal_wait(t, "Accepted", SOON);
        bool said = terminal_shows(t, "Accepted");
        terminal_signal(t, SIGKILL);
        (void)terminal_wait_end(t, SOON);
        terminal_end(t);
        /* What it sent last may still be at work. */
        network_wait(n, "",
                     "SELECT string_agg(query, '; ') FROM pg_stat_activity"
                     " WHERE usename = 'maria' AND datname = current_database()");
        long acts = network_acts(n, ref, "accept");
        assert_in_range(acts, said ? 1 : 0, 1);
        assert_string_equal(network_status(n, ref), acts == 1 ? "accepted" : "requested");
        confirmed += said;
    }
    print_message("%d of %d were confirmed before the kill\n", confirmed, KILLS);
    network_assert_whole(n);
}

/* The server dies in the middle of many steps; every row that says so was done, once. */
static void a_killed_server_doubles_nothing(void **state)
{
    struct network *n = *state;
    char family[32];
    for (int i = 0; i < 6; i++) {
        (void)snprintf(family, sizeof family, "Case%c", 'a' + i);
        (void)network_case(n, family, "Ana");
    }
    struct terminal *t = network_queue(n, "maria");
    terminal_type(t, "ajajaja");
    network_cut(n);
    terminal_wait_row(t, 0, "offline since", SOON);
    terminal_type(t, "ja");
    network_mend(n);
    terminal_wait_row(t, 7, "ACCEPTED", BACK);
    for (int row = 3; row < 8; row++)
        terminal_wait_row(t, row, "ACCEPTED", SOON);
    assert_int_equal(network_acts(n, NULL, "accept"), 5);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.task WHERE status = 'accepted'"),
                     5);
    network_assert_whole(n);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(stays_readable_offline),
        NETWORK_TEST(a_step_sent_offline_happens_once),
        NETWORK_TEST(leaves_offline),
        NETWORK_TEST(a_killed_console_loses_and_doubles_nothing),
        NETWORK_TEST(a_killed_server_doubles_nothing),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
