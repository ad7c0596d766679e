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

static void tell_away(struct network *n, const char *login, const char *cover)
{
    (void)network_ask(n, "sam",
                      "SELECT api.cover(gen_random_uuid(), '%s', nullif('%s', ''),"
                      " '2026-11-23 00:00-05', '2026-11-26 08:00-05')",
                      login, cover);
}

/* On Friday: who will be away on Monday, and does somebody cover. */
static void today_tells_who_will_be_away(void **state)
{
    struct network *n = *state;
    tell_away(n, "maria", "");
    struct terminal *sam = network_console(n, "sam", NULL, NULL);
    terminal_wait(sam, "AWAY     Maria Soto from Mon, no cover named", SOON);
    network_go_to(sam, "AWAY     Maria");
    terminal_wait_row(sam, HINT, "Enter who covers", SOON);
    terminal_type(sam, "\r");
    terminal_wait_row(sam, 0, "AWAY  Maria Soto", SOON);
    terminal_wait(sam, "2026-11-23 00:00", SOON);
    terminal_type(sam, "\x1b");
    terminal_wait_row(sam, 0, "TODAY", SOON);
    network_leave(sam);
    tell_away(n, "tomas", "nadia");
    sam = network_console(n, "sam", NULL, NULL);
    terminal_wait(sam, "AWAY     Maria Soto from Mon, no cover named; 1 more", SOON);
    network_go_to(sam, "AWAY     Maria");
    terminal_type(sam, "\r");
    terminal_wait_row(sam, 0, "DIRECTORY", SOON);
    network_leave(sam);
    const struct terminal_options tall = {.rows = 50, .cols = 200};
    struct terminal *lena = network_console(n, "lena", &tall, NULL);
    terminal_wait(lena, "AWAY     Tomas Silva from Mon, Nadia Petrova covers", SOON);
    /* Whoever covers goes on covering where only the days are changed. */
    network_go_to(lena, "AWAY     Tomas");
    terminal_type(lena, "\r");
    terminal_wait(lena, "Who covers  Nadia Petrova", SOON);
    terminal_type(lena, "\x1b");
    terminal_wait_row(lena, 0, "TODAY", SOON);
    network_leave(lena);
    lena = network_start(n, "lena", NULL, "lines");
    terminal_check_cursor(lena, false);
    terminal_wait(lena, "Away soon: Maria Soto from Mon, no cover named; Tomas Silva from Mon,",
                  SOON);
    terminal_type(lena, "q\r");
    (void)terminal_wait_end(lena, SOON);
    terminal_end(lena);
}

/* Whoever is to have it is away before it is due: said where they are chosen, and afterwards. */
static void who_is_given_work_is_told_of(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    tell_away(n, "tomas", "");
    struct terminal *sam = network_console(n, "sam", NULL, NULL);
    terminal_type(sam, "2");
    network_wait_selected(sam, "Rivera, Ana");
    terminal_type(sam, "o");
    terminal_wait(sam, "Tomas Silva  Bright Home Care intake, away from Mon 23 Nov, no cover named",
                  SOON);
    terminal_type(sam, "t");
    terminal_wait(sam, "Tomas Silva.  u undo 17:15  away from Mon 23 Nov", SOON);
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

/* A snow day, from the directory: seen first, done by one Enter, and taken back the same way. */
static void an_office_is_closed_for_a_day(void **state)
{
    struct network *n = *state;
    static const char closings[] =
        "SELECT count(*) FROM app.closure WHERE withdrawn_at IS NULL AND from_time = '13:00'";
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_console(n, "adm", NULL, NULL);
    terminal_type(t, "8");
    terminal_wait(t, "Lantern Crisis Team", SOON);
    terminal_type(t, "/");
    terminal_send(t, "617-555-0112");
    terminal_wait_row(t, HINT, "617-555-0112", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, HINT, "Enter close its office for a day", SOON);
    for (int undo = 0; undo < 2; undo++) {
        network_pause(t);
        terminal_type(t, "\r");
        terminal_wait_row(t, 0, "CLOSE  calendar office", SOON);
        terminal_type(t, "Mon\t");
        terminal_wait(t, "Mon 23 Nov 00:00", SOON);
        terminal_type(t, "13:00\t\tsnow\t");
        terminal_wait(t, "o It was said before", SOON);
        terminal_type(t, undo ? "o\t" : "\t");
        terminal_wait_gone(t, "empty: it is closed", SOON);
        terminal_type(t, "\r");
        terminal_wait(t, "Mon 23 Nov from 13:00", SOON);
        terminal_wait(t, "1 deadline: Bright Home Care 1", SOON);
        assert_int_equal(network_count(n, closings), undo);
        network_pause(t);
        terminal_type(t, "\r");
        terminal_wait_row(t, NOTICE,
                          undo ? "open after all on Mon 23 Nov from 13:00"
                               : "office is closed on Mon 23 Nov from 13:00",
                          SOON);
        terminal_wait_row(t, 0, "DIRECTORY", SOON);
        assert_int_equal(network_count(n, closings), !undo);
    }
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(one_says_so_and_the_other_acts), NETWORK_TEST(the_directory_shows_the_gap),
        NETWORK_TEST(today_tells_who_will_be_away),   NETWORK_TEST(who_is_given_work_is_told_of),
        NETWORK_TEST(in_lean_it_is_told_in_words),    NETWORK_TEST(an_office_is_closed_for_a_day),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
