/* The line mode: the console's work in a window of 40 columns, as with a braille display. Lines are
 * printed, a line is read, no cursor is moved. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS };

static const struct terminal_options narrow = {.rows = 24, .cols = 40};

/* Two items for Maria: Chu is due first. */
static void add_work(struct network *n)
{
    (void)network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    (void)network_case(n, "Rivera", "Ana");
}

static void type_line(struct terminal *t, const char *line)
{
    terminal_type(t, line);
    terminal_type(t, "\r");
}

static struct terminal *open_lines(struct network *n, const char *login)
{
    struct terminal *t = network_start(n, login, &narrow, NULL);
    terminal_check_cursor(t, false); /* every line that was typed stands behind a '>' */
    terminal_wait(t, "2 the queue, ? help.", SOON);
    return t;
}

static struct terminal *open_queue(struct network *n)
{
    struct terminal *t = open_lines(n, "maria");
    type_line(t, "2");
    terminal_wait(t, "2  ", SOON);
    return t;
}

static void leave(struct terminal *t)
{
    struct termios settings;
    type_line(t, "q");
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    terminal_settings(t, &settings);
    assert_true(settings.c_lflag & ICANON);
    terminal_end(t);
}

static const char *reference(struct network *n, const char *family)
{
    return network_ask(n, NULL,
                       "SELECT engine.task_ref(t) FROM app.task t JOIN app.individual i ON i.id ="
                       " t.individual_id WHERE i.family = '%s' AND t.kind = 'referral'",
                       family);
}

static const char *status_of(struct network *n, const char *family)
{
    return network_status(n, reference(n, family));
}

static void begins_with_today_and_lists_the_queue(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_lines(n, "maria");
    assert_false(terminal_alternate(t));
    assert_true(terminal_shows(t, "Narrow window: line mode."));
    assert_true(terminal_shows(t, "TODAY Bright Home Care intake"));
    assert_true(terminal_shows(t, "Thu 26 Nov: "));
    type_line(t, "2");
    terminal_wait(t, "2 open", SOON);
    terminal_wait(t, "1  in 2h, needs answer, Chu Walter", SOON);
    terminal_wait(t, "2  Mon", SOON);
    type_line(t, "2");
    terminal_wait(t, "accept: accept as you", SOON);
    leave(t);
    /* Of several, by what they are ordered, as on the screen. */
    (void)network_nursing(n, network_person(n, "Abdi", "Hodan"), "urgent", "2026-11-21 12:00-05");
    t = open_lines(n, "maria");
    assert_true(terminal_shows(t, "Do first (danger, high risk, needed by"));
    leave(t);
    /* What is late names no day behind its reason. */
    network_at(n, "2026-11-24 12:00-05");
    t = open_lines(n, "maria");
    terminal_wait(t, "Rivera, Ana 1951, late", SOON);
    assert_false(terminal_shows(t, " , R-"));
    leave(t);
}

static void says_what_the_letters_would_do(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n);
    type_line(t, "? 1");
    terminal_wait(t, "a: accept as you", SOON);
    terminal_wait(t, "d: decline: no staff", SOON);
    type_line(t, "?");
    terminal_wait(t, "u alone: takes the last step back", SOON);
    assert_string_equal(status_of(n, "Chu"), "requested");
    leave(t);
}

static void accepts_and_takes_it_back(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n);
    type_line(t, "a 1");
    terminal_wait(t, "Chu, Walter: accept as", SOON);
    terminal_wait(t, "17:15: u.", SOON);
    assert_string_equal(status_of(n, "Chu"), "accepted");
    type_line(t, "u");
    terminal_wait(t, "needs an answer, with Bright Home", SOON);
    assert_string_equal(status_of(n, "Chu"), "requested");
    assert_string_equal(status_of(n, "Rivera"), "requested");
    type_line(t, "a 1"); /* live again */
    terminal_wait(t, "is accepted", SOON);
    network_wait(n, "accepted",
                 "SELECT t.status FROM app.task t JOIN app.individual i ON i.id = t.individual_id"
                 " WHERE i.family = 'Chu'");
    leave(t);
    network_assert_whole(n);
}

static void declines_once(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n);
    type_line(t, "d 2");
    terminal_wait(t, "Opened: T-", SOON);
    type_line(t, "d 2");
    terminal_wait(t, "You have just acted on", SOON);
    assert_string_equal(status_of(n, "Rivera"), "rejected");
    assert_int_equal(network_acts(n, NULL, "decline"), 1);
    leave(t);
}

/* Neither both lines of a paste, nor one of them. */
static void pasted_lines_do_not_act(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n);
    terminal_send(t, "a 1\ra 2\r");
    terminal_wait(t, "Several lines came at once", SOON);
    terminal_send(t, "a 1\ra 1\rd 2\rd 2\r");
    terminal_settle(t, 400);
    assert_int_equal(network_acts(n, NULL, "accept") + network_acts(n, NULL, "decline"), 0);
    terminal_send(t, "He said a 1 and then d 2\r");
    terminal_wait(t, "understood. ? says what is.", SOON);
    assert_int_equal(network_acts(n, NULL, "accept") + network_acts(n, NULL, "decline"), 0);
    leave(t);
}

static void asks_for_what_a_step_needs(void **state)
{
    struct network *n = *state;
    add_work(n);
    network_act(n, "maria", reference(n, "Chu"), "accept", "{}");
    struct terminal *t = open_queue(n);
    type_line(t, "h 1");
    terminal_wait(t, "Which number?", SOON);
    type_line(t, "1");
    terminal_wait(t, "Until when", SOON);
    type_line(t, "");
    terminal_wait(t, "Nothing was done.", SOON);
    assert_string_equal(status_of(n, "Chu"), "accepted");
    type_line(t, "s 1");
    terminal_wait(t, "When it started", SOON);
    type_line(t, "today");
    terminal_wait(t, "Who confirmed it", SOON);
    type_line(t, "Walter himself");
    terminal_wait(t, "is running", SOON);
    assert_string_equal(status_of(n, "Chu"), "in-progress");
    leave(t);
}

static void says_who_was_first(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n);
    network_act(n, "tomas", reference(n, "Chu"), "accept", "{}");
    type_line(t, "d 1");
    terminal_wait(t, "Tomas", SOON);
    assert_string_equal(status_of(n, "Chu"), "accepted");
    leave(t);
}

static void filters_and_finds(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n);
    type_line(t, "f urgent");
    terminal_wait(t, "Only urgent", SOON);
    terminal_wait(t, "1 open", SOON);
    type_line(t, "/riv");
    terminal_wait(t, "Rivera, Ana, born 14 Mar", SOON);
    terminal_wait(t, "1  Mon", SOON);
    type_line(t, "n");
    terminal_wait(t, "That was all.", SOON);
    type_line(t, "t");
    terminal_wait(t, "TODAY", SOON);
    leave(t);
}

/* From a screen into lines and back: it stands as it was left, and half a line is no key. */
static void takes_over_while_the_window_is_narrow(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = network_queue(n, "maria");
    network_go_to(t, "Rivera, Ana");
    terminal_resize(t, 24, 40);
    terminal_wait(t, "Narrow window: line mode.", SOON);
    assert_false(terminal_alternate(t));
    terminal_check_cursor(t, false);
    type_line(t, "2");
    terminal_wait(t, "1  in 2h, needs answer", SOON);
    type_line(t, "a 1");
    terminal_wait(t, "is accepted", SOON);
    terminal_type(t, "a");
    terminal_resize(t, 24, 80);
    terminal_wait_row(t, 0, "QUEUE", SOON);
    terminal_check_cursor(t, true);
    network_wait_selected(t, "Rivera, Ana");
    terminal_wait(t, "not started", 9000);
    assert_string_equal(status_of(n, "Rivera"), "requested");
    network_leave(t);
}

static void keeps_what_was_being_written(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_console(n, "drew", NULL, NULL);
    terminal_type(t, "R");
    terminal_wait(t, "REFERRAL", SOON);
    terminal_type(t, "Mor");
    terminal_wait(t, "Mor", SOON);
    terminal_resize(t, 24, 40);
    terminal_wait(t, "What you typed is kept there.", SOON);
    terminal_check_cursor(t, false);
    type_line(t, "q");
    terminal_wait(t, "was not sent", SOON);
    terminal_resize(t, 24, 80);
    terminal_wait(t, "REFERRAL", SOON);
    terminal_wait(t, "Mor", SOON);
    terminal_resize(t, 24, 40);
    terminal_wait(t, "What you typed is kept there.", SOON);
    type_line(t, "q");
    terminal_wait(t, "was not sent", SOON);
    leave(t);
}

static void grows_into_the_console(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_lines(n, "maria");
    terminal_resize(t, 24, 80);
    terminal_wait(t, "WAITING SINCE", SOON);
    assert_true(terminal_alternate(t));
    terminal_check_cursor(t, true);
    network_leave(t);
}

static void stays_in_lines_when_asked_to(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_start(n, "maria", NULL, "lines");
    terminal_check_cursor(t, false);
    terminal_wait(t, "2 the queue, ? help.", SOON);
    assert_false(terminal_alternate(t));
    terminal_type(t, "half a line\003");
    terminal_wait(t, "q leaves.", SOON);
    type_line(t, "2");
    terminal_wait(t, "Nothing is here.", SOON);
    terminal_type(t, "\004");
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    terminal_end(t);
}

/* The server goes away and comes back between two lines. */
static void stays_as_it_is(struct terminal *t, const char *who, const char *counted)
{
    char question[96];
    (void)snprintf(question, sizeof question, "%s is late.", who);
    type_line(t, "seen");
    terminal_wait(t, question, SOON);
    type_line(t, "they know");
    terminal_wait(t, counted, SOON);
}

/* What is to decide is read one by one; a letter decides it, u takes that back; the list, the end.
 */
static void holds_a_review(void **state)
{
    struct network *n = *state;
    (void)network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    (void)network_nursing(n, network_person(n, "Abel", "Ana"), "routine", "2026-11-22 12:00-05");
    network_at(n, "2026-11-23 16:30-05");
    network_sweep(n);
    (void)network_nursing(n, network_person(n, "Young", "Zoe"), "routine", NULL);
    struct terminal *t = open_lines(n, "lena");
    type_line(t, "review");
    terminal_wait(t, "review daily: begins it", SOON);
    type_line(t, "review daily");
    terminal_wait(t, "Daily review: 0 of 2 decided", SOON);
    stays_as_it_is(t, "Chu, Walter", "Daily review: 1 of 2 decided");
    type_line(t, "u");
    terminal_wait(t, "Daily review: 0 of 2 decided", SOON);
    type_line(t, "later");
    terminal_wait(t, "(1 put off)", SOON);
    stays_as_it_is(t, "Abel, Ana", "Daily review: 1 of 2 decided");
    type_line(t, "u");
    terminal_settle(t, 300);
    type_line(t, "u");
    terminal_settle(t, 300);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.review_item WHERE turn > 0"), 0);
    type_line(t, "later");
    terminal_settle(t, 300);
    stays_as_it_is(t, "Abel, Ana", "Daily review: 1 of 2 decided");
    stays_as_it_is(t, "Chu, Walter", "Nothing more to decide one by one.");
    type_line(t, "review acknowledge");
    terminal_wait(t, "The record will say", SOON);
    terminal_wait(t, "Acknowledge all 2 as a list?", SOON);
    type_line(t, "");
    terminal_wait(t, "Nothing was done.", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.review_list"), 0);
    type_line(t, "review acknowledge");
    terminal_wait(t, "Acknowledge all 2 as a list?", SOON);
    type_line(t, "yes");
    terminal_wait(t, "items were acknowledged", SOON);
    type_line(t, "review acknowledge --yes");
    terminal_wait(t, "> ", SOON);
    type_line(t, "review end");
    terminal_wait(t, "It was held.", SOON);
    leave(t);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.review WHERE status = 'held'"), 1);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.review_decision"), 4);
    t = open_lines(n, "ines");
    type_line(t, "review performance");
    terminal_wait(t, "Bright Home Care", SOON);
    terminal_settle(t, 300);
    type_line(t, "seen");
    terminal_wait(t, "Bright Home Care is decided", SOON);
    assert_false(terminal_shows(t, "bright_home"));
    leave(t);
}

static void outlives_a_lost_link(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = open_queue(n);
    network_cut(n);
    network_mend(n);
    type_line(t, "a 1");
    terminal_wait(t, "is accepted", 20000);
    assert_int_equal(network_acts(n, NULL, "accept"), 1);
    leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(begins_with_today_and_lists_the_queue),
        NETWORK_TEST(says_what_the_letters_would_do),
        NETWORK_TEST(accepts_and_takes_it_back),
        NETWORK_TEST(declines_once),
        NETWORK_TEST(pasted_lines_do_not_act),
        NETWORK_TEST(asks_for_what_a_step_needs),
        NETWORK_TEST(says_who_was_first),
        NETWORK_TEST(filters_and_finds),
        NETWORK_TEST(takes_over_while_the_window_is_narrow),
        NETWORK_TEST(keeps_what_was_being_written),
        NETWORK_TEST(grows_into_the_console),
        NETWORK_TEST(stays_in_lines_when_asked_to),
        NETWORK_TEST(holds_a_review),
        NETWORK_TEST(outlives_a_lost_link),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
