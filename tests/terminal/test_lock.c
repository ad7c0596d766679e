/* The lock: who is not at the keyboard is shown nothing and does nothing, and who comes back finds
 * everything as it was. Maria signs in with a password, Sam without one. */
#include "support/network.h"

#include "holdfast/command/command.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

enum {
    SOON = TERMINAL_PATIENCE_MS,
    BACK = 20000,
    NOTICE = 22,
    NO_POLL = 6000 /* longer than a console that is not locked stays silent */
};

#define PASSWORD "correct horse"

static int open_guarded(void **state)
{
    if (network_open(state) != 0)
        return -1;
    network_demand_password(*state, "maria", PASSWORD);
    return 0;
}

static struct terminal *sign_in(struct network *n, const struct terminal_options *options)
{
    struct terminal *t = network_start(n, "maria", options, NULL);
    terminal_wait(t, "Password:", SOON);
    terminal_send(t, PASSWORD "\r");
    return t;
}

static struct terminal *open_queue(struct network *n)
{
    struct terminal *t = sign_in(n, NULL);
    terminal_wait(t, "WAITING SINCE", SOON);
    terminal_type(t, "2");
    terminal_wait_row(t, 0, "QUEUE", SOON);
    terminal_wait_gone(t, "Counting", SOON);
    terminal_wait_gone(t, "Reading", SOON);
    return t;
}

static void set_rest(struct network *n, int seconds)
{
    (void)network_ask(n, NULL, "UPDATE app.network SET idle_lock = '%d s'", seconds);
}

static void lock(struct terminal *t)
{
    terminal_type(t, "Z");
    terminal_wait_row(t, 0, "LOCKED", SOON);
}

static void unlock(struct terminal *t)
{
    terminal_send(t, PASSWORD);
    terminal_wait(t, "*************", SOON);
    terminal_type(t, "\r");
    terminal_wait_gone(t, "LOCKED", SOON);
}

static void assert_nobody_shows(struct terminal *t)
{
    static const char *const told[] = {"Chu",      "Rivera", "R-",   "nursing", "Bright",  "late",
                                       "accepted", "urgent", "1951", "QUEUE",   "Accepted"};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        assert_false(terminal_shows(t, told[i]));
}

/* What Maria's console asked last of what concerns people, and when. */
static const char *last_read(struct network *n)
{
    return network_ask(n, NULL,
                       "SELECT coalesce(string_agg(query_start::text, ' '), '') FROM"
                       " pg_stat_activity WHERE usename = 'maria' AND query ~"
                       " 'api\\.(queue|counts|peek|item|today|me|find)\\M'");
}

/* ---- locking ---- */

static void locks_after_the_policys_time(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    set_rest(n, 3);
    struct terminal *t = open_queue(n);
    terminal_wait_row(t, NOTICE, "No key for a while: the screen locks in", SOON);
    terminal_type(t, "j");
    terminal_wait_gone(t, "No key for a while", SOON);
    assert_true(terminal_shows(t, "Rivera"));
    terminal_wait_row(t, 0, "LOCKED", SOON);
    assert_nobody_shows(t);
    terminal_wait(t, "Maria Soto (maria): type your password, then Enter.", SOON);
    unlock(t);
    network_wait_selected(t, "Rivera, Ana");
    network_leave(t);
}

static void nothing_shows_and_nothing_is_read(void **state)
{
    struct network *n = *state;
    (void)network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = open_queue(n);
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "Accepted", SOON);
    terminal_type(t, "j");
    lock(t);
    assert_nobody_shows(t);
    network_wait(n, "1", "SELECT count(*) FROM app.place");
    const char *before = last_read(n);
    (void)network_case(n, "Abdi", "Hodan");
    terminal_settle(t, NO_POLL);
    assert_string_equal(last_read(n), before);
    assert_nobody_shows(t);
    unlock(t);
    terminal_wait(t, "Abdi, Hodan", SOON);
    network_leave(t);
}

/* Whatever is typed goes into the password field, and nowhere else. */
static void no_key_reaches_what_lies_below(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    struct terminal *t = open_queue(n);
    network_wait_selected(t, "Rivera, Ana");
    lock(t);
    terminal_type(t, "aduQ:?1\x1A\x0C");
    terminal_paste(t, "a\rd\r");
    terminal_type(t, "\033");
    terminal_wait(t, "Esc once more ends the session", SOON);
    assert_nobody_shows(t);
    terminal_resize(t, 30, 100);
    terminal_wait_row(t, 0, "LOCKED", SOON);
    terminal_resize(t, 24, 80);
    assert_nobody_shows(t);
    unlock(t);
    network_wait_selected(t, "Rivera, Ana");
    assert_string_equal(network_status(n, ref), "requested");
    assert_int_equal(network_acts(n, ref, "accept") + network_acts(n, ref, "decline"), 0);
    network_leave(t);
}

/* A picker or a half-typed line that lay open is there again, and got none of it. */
static void what_lay_open_is_as_it_was(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    set_rest(n, 3);
    struct terminal *t = open_queue(n);
    terminal_type(t, "/Riv");
    terminal_wait_row(t, 23, "Riv", SOON);
    terminal_wait_row(t, 0, "LOCKED", SOON);
    assert_false(terminal_shows(t, "Riv"));
    unlock(t);
    terminal_wait_row(t, 23, "Riv", SOON);
    terminal_type(t, "\033");
    network_leave(t);
}

/* An answer that comes while it is locked shows neither itself nor what it opens. */
static void a_late_answer_stays_hidden(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    struct terminal *t = open_queue(n);
    network_wait_selected(t, "Rivera, Ana");
    network_cut(n);
    terminal_wait_row(t, 0, "offline since", SOON);
    terminal_type(t, "a");
    terminal_wait(t, "SENDING", SOON);
    terminal_type(t, "Z");
    terminal_wait_row(t, 0, "LOCKED  no link to the database now", SOON);
    network_mend(n);
    network_wait(n, "accepted", "SELECT status FROM app.task LIMIT 1");
    terminal_wait_gone(t, "no link to the database", BACK);
    assert_nobody_shows(t);
    unlock(t);
    terminal_wait(t, "ACCEPTED", SOON);
    assert_int_equal(network_acts(n, ref, "accept"), 1);
    network_leave(t);
}

/* ---- unlocking ---- */

static void a_wrong_password_waits_longer_each_time(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = open_queue(n);
    lock(t);
    terminal_type(t, "\r");
    terminal_wait(t, "Nothing was typed yet.", SOON);
    terminal_send(t, "guess");
    terminal_wait(t, "*****", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "Wrong password. The next one counts in 2 seconds.", SOON);
    terminal_send(t, PASSWORD);
    terminal_type(t, "\r");
    terminal_wait(t, "Not tried: wait", SOON);
    terminal_wait(t, "Type your password once more.", SOON);
    terminal_send(t, "guess again");
    terminal_type(t, "\r");
    terminal_wait(t, "Wrong password. The next one counts in 4 seconds.", SOON);
    assert_false(terminal_shows(t, "guess"));
    /* Another size, and the line mode, are no way round it. */
    terminal_resize(t, 24, 40);
    terminal_wait(t, "LOCKED", SOON);
    terminal_send(t, PASSWORD);
    terminal_type(t, "\r");
    terminal_wait(t, "Not tried: wait", SOON);
    assert_nobody_shows(t);
    terminal_resize(t, 24, 80);
    terminal_wait(t, "Type your password once more.", SOON);
    unlock(t);
    network_wait_selected(t, "Rivera, Ana");
    network_leave(t);
}

static void a_password_may_be_pasted(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = open_queue(n);
    lock(t);
    terminal_paste(t, PASSWORD "\n");
    terminal_wait(t, "*************", SOON);
    assert_false(terminal_shows(t, "horse"));
    terminal_type(t, "\r");
    network_wait_selected(t, "Rivera, Ana");
    network_leave(t);
}

static void stays_locked_without_a_link(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = open_queue(n);
    lock(t);
    network_cut(n);
    terminal_wait_row(t, 0, "no link to the database now", SOON);
    terminal_send(t, PASSWORD "\r");
    terminal_wait(t, "Not unlocked: no server answers there", SOON);
    assert_nobody_shows(t);
    network_mend(n);
    terminal_wait_gone(t, "no link to the database", BACK);
    terminal_wait_row(t, 0, "LOCKED", SOON);
    unlock(t);
    network_wait_selected(t, "Rivera, Ana");
    network_leave(t);
}

/* Whoever was shut out meanwhile does not come back in. */
static void a_disabled_login_cannot_unlock(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue(n);
    lock(t);
    (void)network_ask(n, NULL, "ALTER ROLE maria NOLOGIN");
    terminal_send(t, PASSWORD);
    terminal_type(t, "\r");
    int status = terminal_wait_end(t, SOON);
    (void)network_ask(n, NULL, "ALTER ROLE maria LOGIN");
    assert_true(WIFEXITED(status));
    terminal_wait(t, "The session has ended: it could not be unlocked any more.", SOON);
    terminal_end(t);
}

/* The password was changed elsewhere: the next link needs the new one, and nothing shows until it
 * is typed. */
static void a_changed_password_is_asked_for(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = open_queue(n);
    network_wait_selected(t, "Rivera, Ana");
    (void)network_ask(n, NULL, "ALTER ROLE maria PASSWORD 'battery staple'");
    (void)network_ask(n, NULL,
                      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      " WHERE usename = 'maria'");
    terminal_wait(t, "The database does not take your password any more.", SOON);
    assert_nobody_shows(t);
    terminal_send(t, "battery staple");
    terminal_type(t, "\r");
    network_wait_selected(t, "Rivera, Ana");
    terminal_wait_gone(t, "offline", BACK);
    (void)network_ask(n, NULL, "ALTER ROLE maria PASSWORD '" PASSWORD "'");
    network_leave(t);
}

/* ---- without a password ---- */

static void without_a_password_the_session_ends(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    network_sweep(n);
    set_rest(n, 3);
    struct terminal *t = network_queue(n, "sam");
    network_go_to(t, "Rivera, Ana");
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "ITEM", SOON);
    terminal_wait_row(t, NOTICE, "the session ends in", SOON);
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_false(terminal_alternate(t));
    terminal_wait(t, "The session has ended, as there is no password to unlock it with.", SOON);
    terminal_end(t);
    set_rest(n, 600);
    t = network_start(n, "sam", NULL, NULL);
    terminal_wait_row(t, 0, ref, SOON);
    terminal_wait_row(t, NOTICE, "Back where you were: Queue", SOON);
    terminal_type(t, "\033");
    network_wait_selected(t, "Rivera, Ana");
    terminal_wait_gone(t, "Back where you were", SOON);
    terminal_type(t, "\033");
    terminal_wait_row(t, 0, "TODAY", SOON);
    network_leave(t);
    network_wait(n, "0", "SELECT count(*) FROM app.place");
    t = network_console(n, "sam", NULL, NULL);
    network_leave(t);
}

/* A page that asks whom it is about is not where anybody was. */
static void a_question_is_no_place(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_queue(n, "drew");
    terminal_type(t, "9");
    terminal_wait(t, "Record of", SOON);
    terminal_signal(t, SIGHUP);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
    t = network_start(n, "drew", NULL, NULL);
    terminal_wait_row(t, 0, "TODAY", SOON);
    terminal_wait(t, "queue", SOON);
    assert_false(terminal_shows(t, "Record of"));
    network_leave(t);
}

/* A hang-up in the middle of a form: it is there again, person and services too, until somebody
 * leaves it. */
static void a_half_entered_form_comes_back(void **state)
{
    struct network *n = *state;
    (void)network_person(n, "Rivera", "Ana");
    struct terminal *t = network_console(n, "drew", NULL, NULL);
    terminal_type(t, "R");
    terminal_wait(t, "For whom", SOON);
    terminal_type(t, "riv");
    terminal_wait(t, "> Rivera, Ana  14 Mar 1951", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "[ ]", SOON);
    terminal_type(t, "n\t\t\t");
    terminal_send(t, "Lives alone");
    terminal_wait(t, "Lives alone", SOON);
    terminal_signal(t, SIGHUP);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
    t = network_start(n, "drew", NULL, NULL);
    terminal_wait_row(t, 0, "NEW REFERRAL", SOON);
    terminal_wait(t, "What you began to enter here is back.", SOON);
    terminal_wait(t, "Rivera, Ana", SOON);
    terminal_wait(t, "What       Nursing visits", SOON);
    terminal_wait(t, "Lives alone", SOON);
    terminal_type(t, "\033");
    terminal_wait(t, "What you typed was not sent.", SOON);
    terminal_type(t, "l");
    terminal_wait_row(t, 0, "TODAY", SOON);
    network_leave(t);
    network_wait(n, "0", "SELECT count(*) FROM app.draft");
    network_wait(n, "0", "SELECT count(*) FROM app.place");
}

/* Where there is no second screen that goes away with what was on it. */
static void a_simple_terminal_keeps_nothing(void **state)
{
    struct network *n = *state;
    static const struct terminal_options simple = {.term = "vt100"};
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_console(n, "drew", &simple, NULL);
    terminal_type(t, "2");
    terminal_wait(t, "Rivera", SOON);
    terminal_type(t, "Q");
    (void)terminal_wait_end(t, SOON);
    terminal_wait_gone(t, "Rivera", SOON);
    assert_nobody_shows(t);
    assert_false(terminal_shows(t, "$<"));
    terminal_end(t);
}

/* ---- in lines ---- */

static const struct terminal_options narrow = {.rows = 24, .cols = 40};

static struct terminal *open_lines(struct network *n)
{
    struct terminal *t = sign_in(n, &narrow);
    terminal_check_cursor(t, false);
    terminal_wait(t, "2 the queue, ? help.", SOON);
    terminal_send(t, "2\r");
    terminal_wait(t, "Rivera", SOON);
    return t;
}

/* The prompt stands below the answer. */
static bool asks_again(struct terminal *t, void *context)
{
    (void)context;
    int wrong = terminal_find(t, "Wrong password.");
    for (int row = wrong + 1; wrong >= 0 && row < 24; row++)
        if (strncmp(terminal_row(t, row), "Password:", 9) == 0)
            return true;
    return false;
}

static void locks_in_lines(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    set_rest(n, 3);
    struct terminal *t = open_lines(n);
    terminal_wait(t, "This locks in 1 seconds; Enter goes on.", SOON);
    terminal_wait(t, "Locked: Maria Soto (maria).", SOON);
    assert_nobody_shows(t);
    terminal_wait(t, "Password:", SOON);
    /* A wider window is no way out. */
    terminal_resize(t, 24, 80);
    terminal_send(t, "guess\r");
    terminal_wait(t, "Wrong password.", SOON);
    assert_false(terminal_shows(t, "guess"));
    assert_nobody_shows(t);
    terminal_wait_for(t, asks_again, NULL, "the password is asked for once more", SOON);
    terminal_send(t, PASSWORD "\r");
    terminal_wait_row(t, 0, "TODAY", SOON);
    set_rest(n, 600);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(locks_after_the_policys_time),
        NETWORK_TEST(nothing_shows_and_nothing_is_read),
        NETWORK_TEST(no_key_reaches_what_lies_below),
        NETWORK_TEST(what_lay_open_is_as_it_was),
        NETWORK_TEST(a_late_answer_stays_hidden),
        NETWORK_TEST(a_wrong_password_waits_longer_each_time),
        NETWORK_TEST(a_password_may_be_pasted),
        NETWORK_TEST(stays_locked_without_a_link),
        NETWORK_TEST(a_disabled_login_cannot_unlock),
        NETWORK_TEST(a_changed_password_is_asked_for),
        NETWORK_TEST(without_a_password_the_session_ends),
        NETWORK_TEST(a_question_is_no_place),
        NETWORK_TEST(a_half_entered_form_comes_back),
        NETWORK_TEST(a_simple_terminal_keeps_nothing),
        NETWORK_TEST(locks_in_lines),
    };
    return cmocka_run_group_tests(tests, open_guarded, network_close);
}
