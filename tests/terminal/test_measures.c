/* Screen 7: the numbers, what they mean, and the way from a number to an item and back; and the
 * reports as a person reads them on a terminal. */
#include "support/network.h"
#include "support/program.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { SOON = 3 * TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

/* Within the last thirteen whole weeks: one referral that was answered at once, one that was not.
 */
static void play(struct network *n)
{
    char answered[24];
    network_at(n, "2026-11-10 09:00-05");
    (void)snprintf(answered, sizeof answered, "%s", network_case(n, "Rivera", "Ana"));
    (void)network_case(n, "Petrov", "Irina");
    network_at(n, "2026-11-10 09:30-05");
    network_act(n, "maria", answered, "accept", "{}");
    network_at(n, "2026-11-12 17:00-05");
    network_sweep(n);
    network_at(n, "2026-11-20 17:05-05");
}

static struct terminal *open_measures(struct network *n, const char *login, int rows, int cols,
                                      const char *option)
{
    const struct terminal_options options = {.rows = rows, .cols = cols};
    struct terminal *t = network_console(n, login, &options, option);
    terminal_type(t, "7");
    terminal_wait_row(t, 0, "MEASURES  17 Aug to 15 Nov", SOON);
    return t;
}

static void leads_from_a_number_to_an_item_and_back(void **state)
{
    struct network *n = *state;
    play(n);
    struct terminal *t = open_measures(n, "lena", 24, 80, NULL);
    network_wait_selected(t, "each try");
    network_wait_selected(t, "50.0 %");
    network_wait_selected(t, "1/2");
    terminal_wait(t, "Answered in time, each try: 1 of 2 tries: answered in time", SOON);
    terminal_wait(t, "missed: answered late, or past due and still unanswered.", SOON);
    terminal_wait_row(t, HINT, "Enter behind it", SOON);
    assert_null(strstr(terminal_row(t, HINT), "q back")); /* nothing is below */
    terminal_wait(t, "13 WEEKS", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "BEHIND  Answered in time, each try", SOON);
    terminal_wait(t, "50.0 %, 1 of 2, missed 1", SOON);
    terminal_wait(t, "from 17 Aug: none, none", SOON);
    terminal_wait(t, "counted in: answered in time", SOON);
    network_wait_selected(t, "Rivera, Ana 1951");
    terminal_type(t, "\t");
    terminal_wait(t, "missed: answered late", SOON);
    terminal_wait(t, "Petrov, Irina 1951", SOON);
    terminal_wait_gone(t, "Rivera, Ana", SOON);
    network_go_to(t, "Petrov, Irina");
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "ITEM R-", SOON);
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "BEHIND  Answered in time, each try", SOON);
    network_wait_selected(t, "Petrov, Irina 1951");
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "MEASURES  17 Aug", SOON);
    network_wait_selected(t, "each try");
    network_leave(t);
}

/* Tab before the first rows have come: the heading says whose rows they are. */
static void rows_stand_under_their_own_heading(void **state)
{
    struct network *n = *state;
    play(n);
    struct terminal *t = open_measures(n, "lena", 24, 80, NULL);
    network_wait_selected(t, "each try");
    terminal_type(t, "\r\t");
    terminal_wait(t, "Rivera, Ana 1951", SOON);
    assert_true(terminal_shows(t, "counted in: answered in time"));
    network_leave(t);
}

static void goes_through_periods_and_groups(void **state)
{
    struct network *n = *state;
    play(n);
    struct terminal *t = open_measures(n, "lena", 50, 200, NULL);
    terminal_wait(t, "CHANGE", SOON);
    terminal_wait(t, "Source: ", SOON);
    terminal_type(t, "\x1b[D");
    terminal_wait_row(t, 0, "MEASURES  18 May to 16 Aug", SOON);
    terminal_type(t, "\x1b[C");
    terminal_wait_row(t, 0, "MEASURES  17 Aug to 15 Nov", SOON);
    terminal_type(t, "\x1b[C");
    terminal_wait(t, "These are the last whole weeks.", SOON);
    terminal_type(t, "\t");
    terminal_wait_row(t, 1, "2026, by organization", SOON);
    terminal_wait(t, "Bright Home Care", SOON);
    terminal_type(t, "F");
    terminal_wait(t, "Of whom, and when", SOON);
    terminal_type(t, "1");
    terminal_wait_row(t, 0, "MEASURES  9 Nov to 15 Nov", SOON);
    network_leave(t);
}

/* From now on counting lasts until it is told to go on. */
static void count_slowly(struct network *n)
{
    (void)network_ask(n, NULL, "CREATE TABLE public.slow ()");
    (void)network_ask(n, NULL, "ALTER FUNCTION api.measure_table(jsonb) RENAME TO counted");
    (void)network_ask(n, NULL,
                      "CREATE FUNCTION api.measure_table(filter jsonb) RETURNS jsonb LANGUAGE"
                      " plpgsql SECURITY DEFINER AS $$ BEGIN"
                      " WHILE EXISTS (SELECT FROM pg_tables WHERE tablename = 'slow') LOOP"
                      " PERFORM pg_sleep(0.02); END LOOP; RETURN api.counted(filter); END $$");
    (void)network_ask(n, NULL, "GRANT EXECUTE ON FUNCTION api.measure_table TO holdfast_person");
}

static void keeps_what_is_pressed_while_it_counts(void **state)
{
    struct network *n = *state;
    play(n);
    struct terminal *t = open_measures(n, "lena", 24, 80, NULL);
    count_slowly(n);
    terminal_type(t, "\x1b[D");
    network_pause(t);
    terminal_type(t, "\x1b[D");
    terminal_wait_row(t, 0, "MEASURES  counting 16 Feb to 17 May", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Still counting.", SOON);
    (void)network_ask(n, NULL, "DROP TABLE public.slow");
    terminal_wait_row(t, 0, "MEASURES  16 Feb to 17 May", SOON);
    network_leave(t);
}

static void nobody_who_leaves_waits_for_numbers(void **state)
{
    static const char counting[] = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                                   " AND pid <> pg_backend_pid() AND query LIKE '%measure_table%'";
    struct network *n = *state;
    play(n);
    count_slowly(n);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    terminal_type(t, "7");
    terminal_wait_row(t, 0, "MEASURES", SOON);
    network_wait(n, "1", counting);
    terminal_type(t, "1");
    terminal_wait_row(t, 0, "TODAY", SOON);
    terminal_wait(t, "WAITING SINCE THE NEED BEGAN", SOON);
    network_wait(n, "0", counting);
    network_leave(t);
}

/* Without bars and sparklines the same is there in lines: in words, week by week, what it means. */
static void is_numbers_in_lines_in_lean(void **state)
{
    struct network *n = *state;
    play(n);
    struct terminal *t = open_measures(n, "lena", 24, 80, "--lean");
    network_wait_selected(t, "> ");
    network_wait_selected(t, "Answered in time, each try"); /* its heading has no cursor */
    network_wait_selected(t, "50.0 %");
    network_wait_selected(t, "1/2");
    terminal_wait(t, "1 of 2 tries: answered in time", SOON);
    terminal_wait(t, "13 weeks from 17 Aug: none, none", SOON);
    terminal_wait(t, "Means: Of the tries that were answered", SOON);
    assert_false(terminal_shows(t, "13 WEEKS"));
    assert_false(terminal_shows(t, "█"));
    assert_false(terminal_shows(t, "▏"));
    assert_false(terminal_shows(t, "---"));
    terminal_type(t, "j");
    network_wait_selected(t, "1 of 2 tries: answered in time");
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "BEHIND", SOON);
    terminal_wait(t, "Of the tries that were answered", SOON);
    network_leave(t);
}

/* What somebody else is measured by has no number here: the row says why, and so does Enter. */
static void says_why_there_is_no_number(void **state)
{
    struct network *n = *state;
    play(n);
    struct terminal *t = open_measures(n, "sam", 24, 80, NULL);
    network_go_to(t, "each referral");
    network_wait_selected(t, "for who asked only");
    terminal_wait(t, "This is counted for whoever sent the referral.", SOON);
    terminal_wait_row(t, HINT, "Enter why not", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "This is counted for whoever sent the referral.", SOON);
    network_leave(t);
}

static void is_there_again_after_a_lost_terminal(void **state)
{
    struct network *n = *state;
    play(n);
    struct terminal *t = open_measures(n, "sam", 24, 80, NULL);
    terminal_wait(t, "Bright Home Care, 17 Aug 2026 to 15 Nov 2026", SOON);
    terminal_type(t, "\t");
    terminal_wait_row(t, 1, "2026, by organization", SOON);
    terminal_wait(t, "13 WEEKS", SOON);
    terminal_signal(t, SIGTERM);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
    t = network_start(n, "sam", NULL, NULL);
    terminal_wait_row(t, NOTICE, "Back where you were: Measures", SOON);
    terminal_wait_row(t, 1, "2026, by organization", SOON);
    terminal_type(t, "5");
    terminal_wait_row(t, HINT, "Name, birth date or number:", SOON);
    terminal_signal(t, SIGTERM);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
    /* The question would stand where it is told. */
    t = network_start(n, "sam", NULL, NULL);
    terminal_wait_row(t, NOTICE, "Back where you were: People. Esc for Today.", SOON);
    terminal_type(t, "/");
    terminal_wait_row(t, HINT, "Name, birth date or number:", SOON);
    terminal_type(t, "\x1b");
    network_leave(t);
}

/* Of other organisations a supervisor reads numbers, none small, and nothing behind them. */
static void tells_no_small_numbers_to_others(void **state)
{
    struct network *n = *state;
    play(n);
    struct terminal *t = open_measures(n, "sam", 24, 80, NULL);
    terminal_type(t, "F");
    terminal_wait(t, "Of whom, and when", SOON);
    terminal_type(t, "o");
    terminal_wait(t, "Which, by its id", SOON);
    terminal_send(t, "*");
    terminal_type(t, "\r");
    terminal_wait(t, "Small numbers are not told here", SOON);
    terminal_wait(t, "13 WEEKS", SOON);
    network_go_to(t, "each referral");
    terminal_wait_row(t, HINT, "Enter why not", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Items are shown to whoever has the work", SOON);
    network_leave(t);
}

/* ---- the reports, as lines on a terminal ---- */

static struct terminal *report(struct network *n, const char *name, const char *option)
{
    const struct terminal_options options = {.rows = 199, .cols = 190};
    const char *const argv[] = {program_path(), "-d", network_conninfo(n, "lena"), "report", name,
                                option,         NULL};
    struct terminal *t = terminal_start(&options, argv);
    terminal_check_cursor(t, false);
    return t;
}

static void reports_have_bars_or_numbers_alone(void **state)
{
    struct network *n = *state;
    play(n);
    struct terminal *t = report(n, "measures", NULL);
    (void)terminal_wait_end(t, SOON);
    assert_true(terminal_shows(t, "█"));
    assert_true(terminal_shows(t, "1 of 2, missed 1"));
    assert_false(terminal_shows(t, "The thirteen weeks in numbers"));
    assert_true(terminal_shows(t, "What each number means"));
    terminal_end(t);
    t = report(n, "escalations", NULL);
    (void)terminal_wait_end(t, SOON);
    assert_true(terminal_shows(t, "By who should have acted"));
    assert_true(terminal_shows(t, "█"));
    terminal_end(t);
    t = report(n, "escalations", "--lean");
    (void)terminal_wait_end(t, SOON);
    assert_true(terminal_shows(t, "By who should have acted"));
    assert_false(terminal_shows(t, "█"));
    terminal_end(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(leads_from_a_number_to_an_item_and_back),
        NETWORK_TEST(rows_stand_under_their_own_heading),
        NETWORK_TEST(goes_through_periods_and_groups),
        NETWORK_TEST(keeps_what_is_pressed_while_it_counts),
        NETWORK_TEST(nobody_who_leaves_waits_for_numbers),
        NETWORK_TEST(is_numbers_in_lines_in_lean),
        NETWORK_TEST(says_why_there_is_no_number),
        NETWORK_TEST(is_there_again_after_a_lost_terminal),
        NETWORK_TEST(tells_no_small_numbers_to_others),
        NETWORK_TEST(reports_have_bars_or_numbers_alone),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
