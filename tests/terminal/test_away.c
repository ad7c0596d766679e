/* Somebody says that they are away, from their own Today; whoever acts for them sees it; and what
 * the directory shows of hours at which nobody would answer. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

static void one_says_so_and_the_other_acts(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    network_act(n, "maria", ref, "accept", "{}");
    struct terminal *maria = network_console(n, "maria", NULL, NULL);
    terminal_wait(maria, "TODAY", SOON);
    terminal_type(maria, "O");
    terminal_wait_row(maria, 0, "AWAY  Maria Soto", SOON);
    terminal_wait(maria, "Who covers", SOON);
    terminal_type(maria, "\tTue\t");
    terminal_wait(maria, "Wed 25 Nov 00:00", SOON);
    terminal_wait(maria, "t Tomas Silva, Bright Home Care intake", SOON);
    terminal_type(maria, "t");
    terminal_wait_row(maria, 3, "Who covers  Tomas Silva", SOON);
    terminal_type(maria, "\t");
    terminal_wait_gone(maria, "empty: whoever is on duty", SOON);
    terminal_type(maria, "\r");
    terminal_wait(maria, "1 referral: Tomas Silva", SOON);
    terminal_wait(maria, "until Wed 00:00", SOON);
    terminal_wait(maria, "Bright Home Care intake: Tomas Silva", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.coverage"), 0);
    network_pause(maria);
    terminal_type(maria, "\r");
    terminal_wait_row(maria, NOTICE, "Said: Maria Soto is away until Wed 00:00; Tomas Silva", SOON);
    terminal_wait_row(maria, 0, "TODAY", SOON);
    terminal_wait(maria, "You are said to be away until Wed 00:00", SOON);
    network_leave(maria);
    struct terminal *tomas = network_console(n, "tomas", NULL, NULL);
    terminal_wait(tomas, "You act for Maria Soto until Wed 00:00", SOON);
    terminal_type(tomas, "\r");
    terminal_wait(tomas, "Rivera, Ana", SOON);
    terminal_wait(tomas, "for Mar", SOON);
    network_leave(tomas);
    network_assert_whole(n);
}

static void the_directory_shows_the_gap(void **state)
{
    struct network *n = *state;
    (void)network_ask(n, "maria",
                      "SELECT api.cover(gen_random_uuid(), 'maria', NULL, NULL,"
                      " '2026-11-24 12:00-05')");
    (void)network_ask(n, "tomas",
                      "SELECT api.cover(gen_random_uuid(), 'tomas', NULL, NULL,"
                      " '2026-12-01 08:00-05')");
    struct terminal *sam = network_console(n, "sam", NULL, NULL);
    terminal_type(sam, "8");
    terminal_wait(sam, "NOBODY ANSWERS, NEXT 14 DAYS", SOON);
    terminal_wait(sam, "Fri Sat Sun Mon Tue", SOON);
    /* Monday whole; on Tuesday the morning, for at noon Maria is back. */
    terminal_wait(sam, "Bright Home Care int~             ##  #.  ..", SOON);
    terminal_wait(sam, "Mon 08:00 to Mon 17:00, Tue 08:00 to Tue 12:00", SOON);
    terminal_wait(sam, "Sam Whitaker answers in their stead", SOON);
    terminal_wait_row(sam, HINT, "Enter Maria Soto: away, who covers", SOON);
    terminal_wait(sam, "Thu 26 Nov", SOON);
    terminal_type(sam, "\r");
    terminal_wait_row(sam, 0, "AWAY  Maria Soto", SOON);
    terminal_wait(sam, "2026-11-24 12:00", SOON);
    terminal_type(sam, "\x1b");
    terminal_wait_row(sam, 0, "DIRECTORY", SOON);
    network_leave(sam);
}

static void in_lean_it_is_told_in_words(void **state)
{
    struct network *n = *state;
    (void)network_ask(n, "sam",
                      "SELECT api.cover(gen_random_uuid(), l, NULL, NULL, '2026-11-24 12:00-05')"
                      " FROM unnest('{maria,tomas}'::text[]) l");
    struct terminal *sam = network_console(n, "sam", NULL, "--lean");
    terminal_type(sam, "8");
    terminal_wait(sam, "Bright Home Care intake: Mon 08:00 to Mon 17:00", SOON);
    assert_false(terminal_shows(sam, "##"));
    network_leave(sam);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(one_says_so_and_the_other_acts),
        NETWORK_TEST(the_directory_shows_the_gap),
        NETWORK_TEST(in_lean_it_is_told_in_words),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
