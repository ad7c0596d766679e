/* The console kit under a real pseudo-terminal. Run with the argument "demo" it is the tiny program
 * that the tests drive. */
#include "support/kit_demo.h"
#include "support/terminal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS };

static const char self[] = "/proc/self/exe";

static struct terminal *start_with(const struct terminal_options *options, const char *a,
                                   const char *b)
{
    const char *argv[] = {self, "demo", a, b, NULL};
    return terminal_start(options, argv);
}

static struct terminal *start(const char *option)
{
    struct terminal *t = start_with(NULL, option, NULL);
    terminal_wait(t, "Person 1 ", SOON);
    return t;
}

static void leave(struct terminal *t)
{
    terminal_type(t, "Q");
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_false(terminal_alternate(t));
    assert_false(terminal_brackets(t));
    terminal_end(t);
}

static void assert_given_back(struct terminal *t)
{
    struct termios settings;
    terminal_settings(t, &settings);
    assert_true(settings.c_lflag & ICANON);
    assert_true(settings.c_lflag & ECHO);
    assert_false(terminal_alternate(t));
    assert_false(terminal_brackets(t));
}

static void shows_the_frame(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_wait_row(t, 0, "DEMO  acts 0", SOON);
    terminal_wait_row(t, 0, "Maria Soto  Fri 20 Nov 17:05 EST", SOON);
    assert_int_equal(strlen(terminal_row(t, 0)), 80);
    terminal_wait_row(t, 1, "DUE        PERSON", SOON);
    terminal_wait_row(
        t, 23, "a accept as you  d decline: no staff who speak Cantonese  Enter open  ? more",
        SOON);
    assert_int_equal(terminal_selected(t), 2);
    assert_true(terminal_reverse(t, 2, 29));
    assert_false(terminal_reverse(t, 2, 30));
    leave(t);
}

/* A key that acts keeps its place, and what it would do is cut. */
static void a_narrow_window_keeps_the_keys(void **state)
{
    (void)state;
    struct terminal *t = start_with(&(struct terminal_options){.rows = 24, .cols = 60}, NULL, NULL);
    terminal_wait_row(t, 23, "a accept as you  d decline: no staff who speak Cant~  ? more", SOON);
    leave(t);
}

/* ---- the list ---- */

static bool selects(struct terminal *t, void *context)
{
    int row = terminal_selected(t);
    return row >= 0 && strstr(terminal_row(t, row), context) != NULL;
}

static void wait_selected(struct terminal *t, const char *text)
{
    char what[128], copy[64];
    snprintf(what, sizeof what, "the selected row has \"%s\"", text);
    snprintf(copy, sizeof copy, "%s", text);
    terminal_wait_for(t, selects, copy, what, SOON);
}

static void moves_and_scrolls(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "jj");
    wait_selected(t, "Person 3 ");
    assert_int_equal(terminal_selected(t), 4);
    for (int i = 0; i < 20; i++)
        terminal_type(t, "\033[B");
    wait_selected(t, "Person 23 ");
    leave(t);
}

static void goes_through_all_pages(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    for (int i = 0; i < 12; i++)
        terminal_type(t, "\033[6~");
    wait_selected(t, "Person 205 ");
    terminal_type(t, "G");
    wait_selected(t, "Person 1000 ");
    terminal_type(t, "k");
    wait_selected(t, "Person 999 ");
    for (int i = 0; i < 6; i++)
        terminal_type(t, "\033[5~");
    wait_selected(t, "Person 897 ");
    terminal_type(t, "g");
    wait_selected(t, "Person 1 ");
    leave(t);
}

static void held_key_scrolls(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_send(t, "jjjjjjjjjj");
    wait_selected(t, "Person 11 ");
    leave(t);
}

static void searches(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "/");
    terminal_wait_row(t, 23, "/", SOON);
    terminal_send(t, "person 12");
    terminal_wait_row(t, 23, "/person 12", SOON);
    terminal_type(t, "\r");
    wait_selected(t, "Person 12 ");
    terminal_type(t, "/");
    terminal_send(t, "nobody");
    terminal_type(t, "\r");
    terminal_wait(t, "Not found: nobody", SOON);
    leave(t);
}

static void keeps_the_selection_on_refresh(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "jjjj");
    wait_selected(t, "Person 5 ");
    int row = terminal_selected(t);
    terminal_type(t, "r");
    terminal_wait(t, "Refreshed.", SOON);
    wait_selected(t, "gone");
    assert_int_equal(terminal_selected(t), row);
    assert_non_null(strstr(terminal_row(t, row), "Person 5 "));
    terminal_type(t, "k");
    wait_selected(t, "Person 4 ");
    leave(t);
}

static void tags(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    /* Held, it tags once. */
    terminal_type(t, "tttt");
    terminal_wait_row(t, 2, " *in 3h", SOON);
    terminal_type(t, "k");
    terminal_type(t, "t");
    terminal_wait_row(t, 2, "  in 3h", SOON);
    leave(t);
}

static size_t cost(struct terminal *t, const char *key, const char *selected)
{
    terminal_settle(t, 60);
    terminal_bytes_reset(t);
    terminal_type(t, key);
    wait_selected(t, selected);
    terminal_settle(t, 60);
    return terminal_bytes(t);
}

static void spends_few_bytes(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "jj");
    wait_selected(t, "Person 3 ");
    size_t move = cost(t, "j", "Person 4 ");
    for (int i = 0; i < 14; i++)
        terminal_type(t, "j");
    wait_selected(t, "Person 18 ");
    size_t scroll = cost(t, "j", "Person 19 ");
    size_t up = cost(t, "k", "Person 18 ");
    print_message("bytes: move %zu, scroll %zu, move up %zu\n", move, scroll, up);
    assert_in_range(move, 1, 120);
    assert_in_range(up, 1, 120);
    assert_in_range(scroll, 1, 300);
    leave(t);
}

static void lean_marks_the_row(void **state)
{
    (void)state;
    struct terminal *t = start("--lean");
    terminal_type(t, "j");
    terminal_wait_row(t, 3, "> in 3h", SOON);
    assert_false(terminal_reverse(t, 3, 0));
    assert_int_equal(terminal_find(t, "-----"), -1);
    size_t move = cost(t, "j", "Person 3 ");
    print_message("bytes: lean move %zu\n", move);
    assert_in_range(move, 1, 40);
    leave(t);
}

/* Whoever feels only the row of the cursor reads there what was refused, and where they are. */
static void lean_tells_on_the_row_of_the_cursor(void **state)
{
    (void)state;
    struct terminal *t = start("--lean");
    terminal_type(t, "j");
    terminal_wait_row(t, 3, "> in 3h", SOON);
    terminal_type(t, "\033");
    terminal_wait_row(t, 3, "> This is the first screen. Q leaves the program. > in 3h Person 2",
                      SOON);
    terminal_wait_row(t, 22, "This is the first screen. Q leaves the program.", SOON);
    terminal_type(t, "j");
    terminal_wait_row(t, 4, "> in 3h      Person 3", SOON);
    terminal_wait_row(t, 3, "  in 3h      Person 2", SOON);
    terminal_type(t, "/nobody\r");
    terminal_wait_row(t, 4, "> Not found: nobody > in 3h Person 3", SOON);
    leave(t);
}

/* A form does so behind its field: what would be taken, how many choices there are, what is wrong.
 */
static void lean_tells_beside_the_field(void **state)
{
    (void)state;
    struct terminal *t = start("--lean");
    terminal_type(t, "R");
    terminal_wait_row(t, 1, "Person     (Type some letters of the name.)", SOON);
    terminal_send(t, "riv");
    terminal_wait_row(t, 1, "Person     riv  1 of 2, Enter: Rivera, Ana 1951", SOON);
    terminal_type(t, "\033[B");
    terminal_wait_row(t, 1, "Person     riv  2 of 2, Enter: Rivers, Tom 1960", SOON);
    terminal_type(t, "\r\t");
    terminal_wait_row(
        t, 3, "Priority   (needed)  (3 to choose from: Right, or their first letters)", SOON);
    terminal_type(t, "x");
    terminal_wait_row(t, 3, "Priority   (needed)  No choice begins with \"x\".", SOON);
    terminal_type(t, "u");
    terminal_wait_row(t, 3, "Priority   urgent  (u, 2 of 3)", SOON);
    terminal_type(t, "\t");
    terminal_send(t, "noon");
    terminal_type(t, "\t\033[Z");
    terminal_wait_row(t, 4, "Needed by  noon  \"noon\" is not a time of day", SOON);
    terminal_type(t, "\033");
    terminal_wait(t, "What you typed was not sent.", SOON);
    terminal_type(t, "z");
    terminal_wait(t, "> Press the key before a choice, or Esc to leave.", SOON);
    terminal_type(t, "l");
    terminal_wait_row(t, 0, "DEMO", SOON);
    leave(t);
}

/* ---- acting is safe ---- */

static void acts_on_one_keystroke(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "a");
    terminal_wait_row(t, 22, "Accepted R-1, act 1.  u undo", SOON);
    terminal_wait_row(t, 2, "DONE 1", SOON);
    assert_int_equal(terminal_selected(t), 2);
    terminal_type(t, "ja");
    terminal_wait_row(t, 22, "Accepted R-2, act 2.", SOON);
    leave(t);
}

static void held_act_counts_once(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    for (int i = 0; i < 12; i++)
        terminal_type(t, "a");
    terminal_wait(t, "counts once", SOON);
    terminal_wait_row(t, 0, "acts 1 ", SOON);
    /* The confirmation comes back by itself. */
    terminal_wait_row(t, 22, "Accepted R-1, act 1.", SOON);
    leave(t);
}

static void burst_never_acts(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_send(t, "jja");
    terminal_wait(t, "Several keys came at once, so a did nothing.", SOON);
    wait_selected(t, "Person 3 ");
    terminal_send(t, "aaaaaaaa");
    terminal_send(t, ":accept\r");
    terminal_wait(t, "did nothing", SOON);
    terminal_wait_row(t, 0, "acts 0 ", SOON);
    leave(t);
}

static void paste_never_acts(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_paste(t, "aajjQ");
    terminal_wait(t, "Pasted text does nothing here", SOON);
    terminal_wait_row(t, 0, "acts 0 ", SOON);
    wait_selected(t, "Person 1 ");
    leave(t);
}

static void safe_keys_want_the_prefix(void **state)
{
    (void)state;
    struct terminal *t = start("--safe");
    terminal_wait_row(t, 23, ",a accept as you", SOON);
    terminal_type(t, "a");
    terminal_wait(t, "press , first, then a", SOON);
    terminal_type(t, ",");
    terminal_type(t, "a");
    terminal_wait_row(t, 22, "Accepted R-1, act 1.", SOON);
    terminal_type(t, "j");
    wait_selected(t, "Person 2 ");
    terminal_send(t, ",a");
    terminal_wait_row(t, 22, "Accepted R-2, act 2.", SOON);
    leave(t);
}

static void picks_by_one_key(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "d");
    terminal_wait(t, "o Outside our area", SOON);
    assert_true(terminal_shows(t, "n No staff"));
    assert_true(terminal_shows(t, "c Conflict of interest"));
    terminal_type(t, "o");
    terminal_wait_row(t, 22, "Declined: Outside our area.", SOON);
    terminal_type(t, "d");
    terminal_wait(t, "Why?", SOON);
    terminal_type(t, "\033");
    terminal_wait_row(t, 22, "Nothing chosen.", SOON);
    leave(t);
}

/* ---- keys ---- */

static void escape_is_quick_and_utf8_whole(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "\xC4\x85");
    terminal_wait(t, "\xC4\x85 does nothing.", SOON);
    wait_selected(t, "Person 1 ");
    terminal_type(t, "?");
    terminal_wait_row(t, 0, "HELP", SOON);
    terminal_type(t, "\033");
    terminal_wait_row(t, 0, "DEMO", 200);
    terminal_type(t, "\033[99;99X");
    terminal_type(t, "j");
    wait_selected(t, "Person 2 ");
    leave(t);
}

static void command_line_completes(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, ":acc");
    terminal_wait_row(t, 23, ":acc", SOON);
    terminal_type(t, "\t");
    terminal_wait_row(t, 23, ":accept", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 22, "Accepted R-1, act 1.", SOON);
    terminal_type(t, ":tell good day\r");
    terminal_wait_row(t, 22, "good day", SOON);
    terminal_type(t, ":nonsense\r");
    terminal_wait(t, "There is no action \"nonsense\"", SOON);
    terminal_type(t, ":accept R-2\r");
    terminal_wait(t, "takes nothing behind it", SOON);
    assert_false(terminal_shows(t, "act 2"));
    leave(t);
}

static void help_tells_every_key(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "?");
    terminal_wait(t, "j Down", SOON);
    terminal_type(t, "G");
    terminal_wait(t, ":tell", SOON);
    assert_true(terminal_shows(t, "Fill in a form."));
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "DEMO", SOON);
    leave(t);
}

static void first_screen_does_not_close(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "q");
    terminal_wait(t, "This is the first screen. Q leaves the program.", SOON);
    leave(t);
}

static void lock_lets_nothing_through(void **state)
{
    (void)state;
    struct terminal *t = start("--idle");
    terminal_wait_row(t, 0, "LOCKED", SOON);
    terminal_type(t, "Q:?\033");
    terminal_type(t, "\x1A");
    terminal_paste(t, "o");
    terminal_wait_row(t, 0, "LOCKED", SOON);
    terminal_type(t, "o");
    terminal_wait_row(t, 0, "DEMO", SOON);
    leave(t);
}

/* ---- the form ---- */

static void fills_in_a_form(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "R");
    terminal_wait(t, "Type some letters of the name.", SOON);
    terminal_send(t, "riv");
    terminal_wait(t, "> Rivera, Ana 1951", SOON);
    terminal_type(t, "\033[B");
    terminal_wait(t, "> Rivers, Tom 1960", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "One line.", SOON);
    terminal_paste(t, "Lives\nalone");
    terminal_wait(t, "Lives alone", SOON);
    terminal_type(t, "\t");
    terminal_wait(t, "r routine  u urgent  a as soon as possible", SOON);
    terminal_type(t, "u\t");
    terminal_wait(t, "A time of day", SOON);
    terminal_send(t, "noon");
    terminal_type(t, "\t");
    terminal_wait(t, "\"noon\" is not a time of day", SOON);
    terminal_type(t, "\033[Z");
    terminal_type(t, "\x15");
    terminal_send(t, "12:00");
    terminal_type(t, "\t");
    terminal_wait_gone(t, "is not a time of day", SOON);
    terminal_type(t, "oc");
    terminal_wait(t, "[x] c Conflict of interest", SOON);
    terminal_type(t, "\r");
    terminal_wait_for(t, selects, "Send referral", "the button is selected", SOON);
    terminal_settle(t, 800); /* longer than a doubled Enter */
    terminal_type(t, "\r");
    terminal_wait_row(t, 22, "Sent 2, Lives alone, urgent, 12:00, out_of_area,conflict", SOON);
    leave(t);
}

static void form_cursor_is_in_the_field(void **state)
{
    (void)state;
    int row, col;
    struct terminal *t = start(NULL);
    terminal_type(t, "R");
    terminal_wait(t, "Type some letters", SOON);
    terminal_type(t, "\t");
    terminal_wait(t, "One line.", SOON);
    terminal_send(t, "ab\xC4\x85");
    terminal_wait(t, "ab\xC4\x85", SOON);
    terminal_cursor(t, &row, &col);
    assert_non_null(strstr(terminal_row(t, row), "Note"));
    assert_int_equal(col, 11 + 3);
    terminal_type(t, "\033");
    terminal_wait(t, "What you typed was not sent.", SOON);
    terminal_type(t, "l");
    terminal_wait_row(t, 0, "DEMO", SOON);
    leave(t);
}

static void held_enter_never_sends(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_type(t, "R");
    terminal_wait(t, "Type some letters", SOON);
    terminal_send(t, "chu");
    terminal_wait(t, "> Chu, Walter", SOON);
    terminal_type(t, "\r\tu\t\t\t");
    terminal_type(t, "\r\r\r");
    terminal_wait_row(t, 22, "Sent 3", SOON); /* the first one was alone */
    terminal_type(t, "R");
    terminal_wait(t, "Type some letters", SOON);
    terminal_send(t, "chu");
    terminal_wait(t, "> Chu, Walter", SOON);
    terminal_send(t, "\r\r\ru\r\r\r\r\r");
    terminal_wait(t, "Press Enter once more, by itself, to send.", SOON);
    terminal_type(t, "\033");
    terminal_wait(t, "What you typed was not sent.", SOON);
    terminal_type(t, "l");
    terminal_wait_row(t, 0, "DEMO", SOON);
    leave(t);
}

/* ---- the terminal ---- */

static void follows_every_size(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    for (int i = 0; i < 60; i++)
        terminal_resize(t, 24 + i % 30, 80 + i % 70);
    terminal_resize(t, 30, 100);
    terminal_wait_row(t, 29, "? more", SOON);
    terminal_wait_row(t, 0, "17:05 EST", SOON);
    assert_int_equal(strlen(terminal_row(t, 0)), 100);
    terminal_resize(t, 20, 40);
    terminal_wait(t, "40 columns", SOON);
    assert_true(terminal_shows(t, "holdfast --help"));
    terminal_resize(t, 24, 80);
    terminal_wait_row(t, 23, "? more", SOON);
    terminal_type(t, "j");
    wait_selected(t, "Person 2 ");
    leave(t);
}

static void suspends_and_comes_back(void **state)
{
    (void)state;
    char command[256], path[150];
    ssize_t len = readlink(self, path, sizeof path - 1);
    assert_true(len > 0);
    path[len] = '\0';
    snprintf(command, sizeof command, "%s demo; echo STOPPED; read x; fg; echo OVER $?", path);
    const char *argv[] = {"bash", "-mc", command, NULL};
    struct terminal *t = terminal_start(NULL, argv);
    terminal_wait(t, "Person 1 ", SOON);
    terminal_type(t, "jj");
    wait_selected(t, "Person 3 ");
    terminal_type(t, "\x1A");
    terminal_wait(t, "STOPPED", SOON);
    assert_given_back(t);
    terminal_type(t, "\r");
    terminal_wait(t, "Person 1 ", SOON);
    wait_selected(t, "Person 3 ");
    assert_true(terminal_alternate(t));
    terminal_type(t, "j");
    wait_selected(t, "Person 4 ");
    terminal_type(t, "Q");
    terminal_wait(t, "OVER 0", SOON);
    assert_given_back(t);
    terminal_end(t);
}

static void dies_of(int number, const char *keys)
{
    struct terminal *t = start(NULL);
    terminal_type(t, "j");
    wait_selected(t, "Person 2 ");
    if (keys != NULL)
        terminal_type(t, keys);
    else
        terminal_signal(t, number);
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), number);
    assert_given_back(t);
    terminal_end(t);
}

static void signals_give_the_terminal_back(void **state)
{
    (void)state;
    if (getenv("HOLDFAST_SANITIZED") != NULL)
        skip(); /* the sanitizers answer these signals themselves */
    static const int numbers[] = {SIGTERM, SIGINT, SIGQUIT, SIGSEGV, SIGBUS, SIGFPE};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        dies_of(numbers[i], NULL);
    dies_of(SIGABRT, ":crash\r");
}

static void hangup_ends_cleanly(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_signal(t, SIGHUP);
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    terminal_end(t);
}

static void continues_after_a_stop(void **state)
{
    (void)state;
    struct terminal *t = start(NULL);
    terminal_signal(t, SIGSTOP);
    terminal_signal(t, SIGCONT);
    terminal_type(t, "j");
    wait_selected(t, "Person 2 ");
    leave(t);
}

static void stalled_terminal_freezes_nothing(void **state)
{
    (void)state;
    struct terminal *t = start("--idle");
    terminal_stall(t, true);
    for (int i = 0; i < 200; i++)
        terminal_send(t, "\x0C");
    terminal_signal(t, SIGTERM);
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFSIGNALED(status));
    terminal_end(t);
}

static void refuses(const char *term, const char *why)
{
    struct terminal_options options = {.term = term};
    struct terminal *t = start_with(&options, NULL, NULL);
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EX_USAGE);
    terminal_wait(t, why, SOON);
    assert_true(terminal_shows(t, "plain commands"));
    terminal_end(t);
}

static void refuses_terminals_that_do_not_serve(void **state)
{
    (void)state;
    refuses("dumb", "cannot move its cursor");
    refuses("no-such-terminal", "knows no terminal");
    refuses("", "TERM is not set");
}

static bool any_colour(struct terminal *t)
{
    for (int row = 0; row < 24; row++)
        for (int col = 0; col < 80; col++)
            if (terminal_foreground(t, row, col) >= 0 || terminal_background(t, row, col) >= 0)
                return true;
    return false;
}

static void uses_colour_only_where_wanted(void **state)
{
    (void)state;
    static const char *const no_color[] = {"NO_COLOR=1", NULL};
    struct terminal_options plain = {.env = no_color}, mono = {.term = "vt100"};
    struct terminal_options eight = {.term = "xterm-color"};
    const struct {
        const struct terminal_options *options;
        const char *option;
        bool colour;
    } cases[] = {{NULL, NULL, true},
                 {&plain, NULL, false},
                 {NULL, "--no-color", false},
                 {&mono, NULL, false},
                 {&eight, NULL, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct terminal *t = start_with(cases[i].options, cases[i].option, NULL);
        terminal_wait(t, "Person 3 ", SOON);
        terminal_settle(t, 40);
        assert_int_equal(any_colour(t), cases[i].colour);
        assert_true(terminal_reverse(t, 2, 0));
        terminal_type(t, "Q");
        terminal_wait_end(t, SOON);
        terminal_end(t);
    }
}

static void takes_themes(void **state)
{
    (void)state;
    struct terminal *t = start_with(NULL, "--theme", "light");
    terminal_check_cursor(t, false);
    terminal_wait(t, "Person 1 ", SOON);
    assert_int_equal(terminal_background(t, 0, 0), 252);
    leave(t);
    t = start_with(NULL, "--theme", "nowhere");
    terminal_wait(t, "there is no theme \"nowhere\"", SOON);
    terminal_end(t);
}

static void is_small(void **state)
{
    (void)state;
    if (getenv("HOLDFAST_SANITIZED") != NULL)
        skip(); /* its shadow memory is not ours */
    struct terminal *t = start(NULL);
    for (int i = 0; i < 30; i++)
        terminal_type(t, "\033[6~");
    terminal_settle(t, 60);
    long kb = terminal_memory(t);
    print_message("resident: %ld kB\n", kb);
    assert_in_range(kb, 1, 12 * 1024);
    leave(t);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "demo") == 0)
        return kit_demo(argc - 1, argv + 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_the_frame),
        cmocka_unit_test(a_narrow_window_keeps_the_keys),
        cmocka_unit_test(moves_and_scrolls),
        cmocka_unit_test(goes_through_all_pages),
        cmocka_unit_test(held_key_scrolls),
        cmocka_unit_test(searches),
        cmocka_unit_test(keeps_the_selection_on_refresh),
        cmocka_unit_test(tags),
        cmocka_unit_test(spends_few_bytes),
        cmocka_unit_test(lean_marks_the_row),
        cmocka_unit_test(lean_tells_on_the_row_of_the_cursor),
        cmocka_unit_test(lean_tells_beside_the_field),
        cmocka_unit_test(acts_on_one_keystroke),
        cmocka_unit_test(held_act_counts_once),
        cmocka_unit_test(burst_never_acts),
        cmocka_unit_test(paste_never_acts),
        cmocka_unit_test(safe_keys_want_the_prefix),
        cmocka_unit_test(picks_by_one_key),
        cmocka_unit_test(escape_is_quick_and_utf8_whole),
        cmocka_unit_test(command_line_completes),
        cmocka_unit_test(help_tells_every_key),
        cmocka_unit_test(first_screen_does_not_close),
        cmocka_unit_test(lock_lets_nothing_through),
        cmocka_unit_test(fills_in_a_form),
        cmocka_unit_test(form_cursor_is_in_the_field),
        cmocka_unit_test(held_enter_never_sends),
        cmocka_unit_test(follows_every_size),
        cmocka_unit_test(suspends_and_comes_back),
        cmocka_unit_test(signals_give_the_terminal_back),
        cmocka_unit_test(hangup_ends_cleanly),
        cmocka_unit_test(continues_after_a_stop),
        cmocka_unit_test(stalled_terminal_freezes_nothing),
        cmocka_unit_test(refuses_terminals_that_do_not_serve),
        cmocka_unit_test(uses_colour_only_where_wanted),
        cmocka_unit_test(takes_themes),
        cmocka_unit_test(is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
