/* Several people at once: what one does the others see without touching a key, and what was taken
 * by somebody else stays where it was, as a shadow of itself. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A hint is waited for up to 2 s, the poll comes every 5 s. */
enum { SOON = TERMINAL_PATIENCE_MS, LIVE = 9000, NOTICE = 22, HINT = 23 };

static void a_decline_goes_round(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    struct terminal *maria = network_queue(n, "maria"), *lena = network_queue(n, "lena"),
                    *joan = network_queue(n, "joan");
    terminal_wait(joan, "Nothing is open here", SOON);
    network_wait_selected(maria, "Rivera, Ana");
    terminal_type(maria, "d");
    terminal_wait_row(maria, NOTICE, "Declined", SOON);
    terminal_wait(lena, "find another", LIVE);
    network_go_to(lena, "find another");
    terminal_wait_row(lena, HINT, "w re-route: Harbor Nursing", SOON);
    terminal_type(lena, "w");
    terminal_wait(lena, "VNA East", SOON);
    terminal_wait(lena, "Bright Home Care", SOON);
    terminal_type(lena, "\r");
    terminal_wait_row(lena, NOTICE, "Re-routed", SOON);
    terminal_wait(lena, "RE-ROUTED", SOON);
    terminal_wait(joan, "Rivera, Ana", LIVE);
    terminal_wait_row(joan, HINT, "a accept as you", SOON);
    assert_string_equal(network_status(n, ref), "rejected");
    network_assert_whole(n);
    network_leave(maria);
    network_leave(lena);
    network_leave(joan);
}

static void what_was_passed_up_is_claimed(void **state)
{
    struct network *n = *state;
    const char *ref =
        network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    network_at(n, "2026-11-20 19:06-05");
    network_sweep(n);
    struct terminal *sam = network_console(n, "sam", NULL, NULL);
    terminal_type(sam, "4");
    network_wait_selected(sam, "Chu, Walter");
    terminal_wait(sam, "late", SOON);
    terminal_wait_row(sam, HINT, "a take it over", SOON);
    terminal_type(sam, "a");
    terminal_wait(sam, "YOURS     Chu, Walter", SOON);
    terminal_wait_row(sam, NOTICE, "Taken over", SOON);
    assert_string_equal(network_ask(n, NULL,
                                    "SELECT s.login FROM app.task t JOIN app.staff s ON "
                                    "s.id = t.owner_staff_id WHERE t.id = "
                                    "engine.task_id('%s')",
                                    ref),
                        "sam");
    network_leave(sam);
}

/* The row is drawn with a dash before it and offers nothing; the cursor stays on it. */
static void a_row_that_was_taken_leaves_a_ghost(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Abdi", "Hodan");
    const char *ref = network_case(n, "Chu", "Walter");
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *maria = network_queue(n, "maria");
    network_go_to(maria, "Chu, Walter");
    network_act(n, "tomas", ref, "decline", "{}");
    terminal_wait_row(maria, 4, " -", LIVE);
    network_wait_selected(maria, "Chu, Walter");
    terminal_type(maria, "a");
    terminal_wait_row(maria, NOTICE, "is not in this queue any more", SOON);
    network_wait_selected(maria, "Chu, Walter");
    assert_int_equal(network_acts(n, NULL, "accept"), 0);
    assert_string_equal(network_status(n, ref), "rejected");
    terminal_type(maria, "j");
    network_wait_selected(maria, "Rivera, Ana");
    network_leave(maria);
}

/* Quicker than any hint: the database says who was first, and nobody else is touched. */
static void the_second_one_is_told(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Chu", "Walter");
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *maria = network_queue(n, "maria");
    network_wait_selected(maria, "Chu, Walter");
    (void)network_ask(n, NULL, "UPDATE app.hint_gate SET last_at = clock_timestamp() + '1 hour'");
    network_act(n, "tomas", ref, "accept", "{}");
    terminal_type(maria, "a");
    terminal_wait(maria, "Tomas Silva accepted it", SOON);
    network_wait_selected(maria, "Chu, Walter");
    assert_int_equal(network_acts(n, NULL, "accept"), 1);
    network_leave(maria);
}

static void new_rows_do_not_move_the_cursor(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *maria = network_queue(n, "maria");
    network_wait_selected(maria, "Rivera, Ana");
    (void)network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    terminal_wait_row(maria, 1, "2 open", LIVE);
    network_wait_selected(maria, "Rivera, Ana");
    assert_int_equal(terminal_selected(maria), 4);
    terminal_type(maria, "k");
    network_wait_selected(maria, "Chu, Walter");
    network_leave(maria);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(a_decline_goes_round),
        NETWORK_TEST(what_was_passed_up_is_claimed),
        NETWORK_TEST(a_row_that_was_taken_leaves_a_ghost),
        NETWORK_TEST(the_second_one_is_told),
        NETWORK_TEST(new_rows_do_not_move_the_cursor),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
