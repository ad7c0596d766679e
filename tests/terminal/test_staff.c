/* Passwords as people type them, on a server that asks for them and writes everything it can to its
 * log; and an open console whose login is disabled. */
#include "support/directory.h"
#include "support/guarded.h"
#include "support/network.h"
#include "support/program.h"
#include "support/slow_line.h"
#include "support/terminal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS };

#define FIRST "umbrella in the hall"
#define OWN   "seven quiet herons"

static void run_all(PGconn *link, const char *const *statements)
{
    for (; *statements != NULL; statements++) {
        PGresult *result = PQexec(link, *statements);
        if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
            fail_msg("%s: %s", *statements, PQresultErrorMessage(result));
        PQclear(result);
    }
}

/* Everything that a server can be told to write down. */
static int open_talkative(void **state)
{
    static const char *const settings[] = {
        "ALTER SYSTEM SET log_statement = 'all'",
        "ALTER SYSTEM SET log_min_duration_statement = 0",
        "ALTER SYSTEM SET log_parameter_max_length = -1",
        "ALTER SYSTEM SET log_parameter_max_length_on_error = -1",
        "ALTER SYSTEM SET log_min_error_statement = 'debug1'",
        "ALTER SYSTEM SET log_min_messages = 'debug2'",
        "ALTER SYSTEM SET log_error_verbosity = 'verbose'",
        "ALTER SYSTEM SET log_connections = on",
        "ALTER SYSTEM SET log_disconnections = on",
        "SELECT pg_reload_conf()",
        NULL};
    (void)guarded_open(state);
    PGconn *link = guarded_connect(*state, NULL);
    run_all(link, settings);
    PQfinish(link);
    return 0;
}

static struct terminal *start(struct guarded *g, const char *login, const char *password,
                              const char *const *words)
{
    char conninfo[700];
    const char *argv[8] = {program_path(), "-d", conninfo};
    (void)snprintf(conninfo, sizeof conninfo, password != NULL ? "%s password='%s'" : "%s",
                   guarded_conninfo(g, login), password);
    for (size_t i = 0; words[i] != NULL; i++)
        argv[3 + i] = words[i];
    struct terminal *t = terminal_start(NULL, argv);
    terminal_check_cursor(t, false);
    return t;
}

#define START(g, login, password, ...)                                                             \
    start(g, login, password, (const char *const[]){__VA_ARGS__, NULL})

/* Types a line when it is asked for; it must not show. */
static void give(struct terminal *t, const char *asked, const char *line)
{
    terminal_wait(t, asked, SOON);
    terminal_send(t, line);
    terminal_send(t, "\n");
    assert_false(terminal_shows(t, line));
}

static void assert_ends(struct terminal *t, int status)
{
    int ended = terminal_wait_end(t, 2 * SOON);
    if (!WIFEXITED(ended) || WEXITSTATUS(ended) != status) {
        terminal_print(t);
        fail_msg("status %d instead of %d", WEXITSTATUS(ended), status);
    }
    terminal_end(t);
}

static bool signs_in(struct guarded *g, const char *login, const char *password)
{
    char conninfo[700];
    (void)snprintf(conninfo, sizeof conninfo, "%s password='%s'", guarded_conninfo(g, login),
                   password);
    PGconn *link = PQconnectdb(conninfo);
    bool good = PQstatus(link) == CONNECTION_OK;
    PQfinish(link);
    return good;
}

/* A verifier begins as the third; the rule of what one is may be written down. */
static const char *const secrets[] = {FIRST, OWN, "SCRAM-SHA-256$4096:", "holdfast.verifier=S"};

static void assert_unlogged(struct guarded *g)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/server.log", test_server_local(guarded_server(g))->log);
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t size = 0;
    bool talks = false;
    assert_non_null(file);
    while (getline(&line, &size, file) > 0) {
        for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
            if (strstr(line, secrets[i]) != NULL)
                fail_msg("in the log: %.200s", line);
        talks = talks || strstr(line, "api.staff_password") != NULL;
    }
    (void)fclose(file);
    free(line);
    assert_true(talks); /* it does write down what it is sent */
}

/* --- passwords -------------------------------------------------------------------------------- */

static void administrator_gives_a_first_password(struct guarded *g, const char *login)
{
    struct terminal *t = START(g, "adm", guarded_password(), "staff", "passwd", login);
    give(t, "New password for", FIRST);
    give(t, "The same once more", FIRST);
    terminal_wait(t, "has a first password", SOON);
    assert_ends(t, EX_OK);
    assert_true(signs_in(g, login, FIRST));
}

static void a_given_password_serves_for_nothing_but_an_own_one(void **state)
{
    struct guarded *g = *state;
    administrator_gives_a_first_password(g, "maria");
    assert_false(signs_in(g, "maria", guarded_password()));
    struct terminal *t = START(g, "maria", FIRST, "queue", "mine");
    terminal_wait(t, "given to you by somebody else", SOON);
    assert_ends(t, EX_DATAERR);
    /* The console asks for it, and goes on. */
    t = START(g, "maria", FIRST, "console");
    give(t, "New password for maria", OWN);
    give(t, "The same once more", OWN);
    terminal_wait(t, "TODAY", 2 * SOON);
    terminal_type(t, "Q");
    assert_ends(t, EX_OK);
    assert_true(signs_in(g, "maria", OWN));
    assert_false(signs_in(g, "maria", FIRST));
    assert_unlogged(g);
}

static void an_own_password_asks_for_the_old_one(void **state)
{
    struct guarded *g = *state;
    struct terminal *t = START(g, "tomas", guarded_password(), "staff", "passwd");
    give(t, "Your present password", "not the one");
    give(t, "New password for tomas", OWN);
    give(t, "The same once more", OWN);
    terminal_wait(t, "login or password is wrong", SOON);
    assert_ends(t, EX_NOPERM);
    assert_true(signs_in(g, "tomas", guarded_password()));
    t = START(g, "tomas", guarded_password(), "staff", "passwd");
    give(t, "Your present password", guarded_password());
    give(t, "New password for tomas", OWN);
    give(t, "The same once more", OWN);
    terminal_wait(t, "The password is changed", SOON);
    assert_ends(t, EX_OK);
    assert_true(signs_in(g, "tomas", OWN));
    assert_unlogged(g);
}

/* As often as that and once more. */
static bool asked_again(struct terminal *t, void *context)
{
    size_t rows = 0;
    for (int row = 0; row < 24; row++)
        rows += strstr(terminal_row(t, row), "The same once more") != NULL;
    return rows > *(size_t *)context;
}

static void refuse_password(struct guarded *g, const char *first, const char *again,
                            const char *why)
{
    struct terminal *t = START(g, "adm", guarded_password(), "staff", "passwd", "sam");
    static const char *const asked[] = {"twelve characters or more", "Try 2 of 3", "Try 3 of 3"};
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        give(t, asked[i], first);
        if (again != NULL) {
            terminal_wait_for(t, asked_again, &i, "it is asked for once more", SOON);
            terminal_send(t, again);
            terminal_send(t, "\n");
        }
    }
    terminal_wait(t, why, SOON);
    assert_ends(t, EX_DATAERR);
    assert_true(signs_in(g, "sam", guarded_password()));
}

static void bad_passwords_are_refused(void **state)
{
    struct guarded *g = *state;
    refuse_password(g, "too short", NULL, "less than twelve");
    refuse_password(g, "               ", NULL, "it is blank");
    refuse_password(g, FIRST, OWN, "the two are not the same");
}

/* It is asked for again on the spot: what is typed next must not be read by a shell. */
static void a_bad_password_is_asked_for_again(void **state)
{
    struct guarded *g = *state;
    struct terminal *t = START(g, "adm", guarded_password(), "staff", "passwd", "omar");
    give(t, "New password for omar", "too short");
    give(t, "Try 2 of 3: it has less than twelve characters", FIRST);
    give(t, "The same once more", FIRST);
    terminal_wait(t, "has a first password", SOON);
    assert_ends(t, EX_OK);
    assert_true(signs_in(g, "omar", FIRST));
}

/* Ctrl-C where a password is typed ends the command and gives the terminal back. */
static void giving_up_gives_the_terminal_back(void **state)
{
    struct termios settings;
    struct terminal *t = START(*state, "adm", guarded_password(), "staff", "passwd", "sam");
    terminal_wait(t, "New password for sam", SOON);
    terminal_send(t, "half a\x03");
    terminal_wait(t, "none was typed", SOON);
    terminal_settings(t, &settings);
    assert_true((settings.c_lflag & ECHO) != 0);
    assert_ends(t, EX_USAGE);
}

static struct terminal *open_lines(struct guarded *g, const char *typed)
{
    struct terminal *t = START(g, "adm", guarded_password(), "lines");
    terminal_wait(t, "Referrals and people are not shown to you", SOON);
    terminal_type(t, typed);
    return t;
}

static void leave_lines(struct terminal *t)
{
    terminal_type(t, "q\r");
    assert_ends(t, EX_OK);
}

/* In the line mode, too, where what is typed otherwise shows; blanks at its ends belong to it. */
static void lines_give_passwords_unseen(void **state)
{
    struct guarded *g = *state;
    struct termios settings;
    struct terminal *t = open_lines(g, "staff passwd sam\r");
    terminal_wait(t, "New password for sam", SOON);
    terminal_send(t, "half a\x03");
    terminal_wait(t, "none was typed", SOON);
    terminal_settings(t, &settings);
    assert_true((settings.c_lflag & ECHO) != 0);
    terminal_type(t, "staff passwd rosa\r");
    give(t, "New password for rosa", " " FIRST " ");
    give(t, "The same once more", " " FIRST " ");
    terminal_wait(t, "has a first password", SOON);
    leave_lines(t);
    assert_true(signs_in(g, "rosa", " " FIRST " "));
    assert_unlogged(g);
}

static void lines_change_ones_own_password_unseen(void **state)
{
    struct guarded *g = *state;
    struct terminal *t = open_lines(g, "staff passwd\r");
    give(t, "Your present password", guarded_password());
    give(t, "New password for adm", OWN);
    give(t, "The same once more", OWN);
    terminal_wait(t, "The password is changed", SOON);
    leave_lines(t);
    assert_true(signs_in(g, "adm", OWN));
    assert_unlogged(g);
}

static void others_set_nobodys_password(void **state)
{
    struct guarded *g = *state;
    struct terminal *t = START(g, "sam", guarded_password(), "staff", "passwd", "nadia");
    give(t, "New password for nadia", FIRST);
    give(t, "The same once more", FIRST);
    terminal_wait(t, "not yours to change", SOON);
    assert_ends(t, EX_NOPERM);
    assert_true(signs_in(g, "nadia", guarded_password()));
}

/* --- an open console -------------------------------------------------------------------------- */

static void disable(struct guarded *g, const char *login)
{
    char call[128];
    (void)snprintf(call, sizeof call,
                   "SELECT (api.staff_disable(gen_random_uuid(), '%s') ->> 'sessions') >= '1'",
                   login);
    assert_string_equal(guarded_ask(g, "adm", call), "=t");
}

static void assert_shut_out(struct terminal *t, struct guarded *g, const char *login)
{
    terminal_wait(t, "no longer let in", 2 * SOON);
    assert_false(terminal_alternate(t));
    assert_ends(t, EX_NOPERM);
    assert_false(signs_in(g, login, guarded_password()));
}

/* Whatever it reads at that moment. */
static void an_open_console_ends_in_words(void **state)
{
    struct guarded *g = *state;
    struct terminal *t = START(g, "joan", guarded_password(), "console");
    terminal_wait(t, "TODAY", 2 * SOON);
    disable(g, "joan");
    assert_shut_out(t, g, "joan");
}

/* So far away that the console does not even know yet who sits before it. */
static void a_console_that_just_opens_ends_in_words(void **state)
{
    struct guarded *g = *state;
    char *directory = test_directory(), conninfo[1024];
    pid_t line = slow_line_socket(directory, guarded_conninfo(g, "drew"), 400);
    (void)snprintf(conninfo, sizeof conninfo, "%s password='%s' host=%s",
                   guarded_conninfo(g, "drew"), guarded_password(), directory);
    const char *argv[] = {program_path(), "-d", conninfo, "console", NULL};
    struct terminal *t = terminal_start(NULL, argv);
    terminal_wait(t, "TODAY", 4 * SOON);
    disable(g, "drew");
    assert_shut_out(t, g, "drew");
    (void)kill(line, SIGKILL);
    test_directory_remove(directory);
}

/* --- the screen ------------------------------------------------------------------------------- */

static struct terminal *open_staff(struct guarded *g, const char *login, const char *name)
{
    struct terminal *t = START(g, login, guarded_password(), "console");
    terminal_wait(t, "TODAY", 2 * SOON);
    terminal_type(t, "U");
    terminal_wait(t, "STAFF", SOON);
    terminal_wait(t, "open;", SOON);
    terminal_type(t, "/");
    terminal_wait_row(t, 23, "/", SOON);
    terminal_type(t, name);
    terminal_type(t, "\r");
    network_pause(t);
    terminal_wait(t, name, SOON);
    return t;
}

static void the_screen_shows_what_it_would_do_and_does_it_at_one_key(void **state)
{
    struct guarded *g = *state;
    struct terminal *t = open_staff(g, "adm", "Denise");
    terminal_wait(t, "C disable", SOON);
    terminal_type(t, "C");
    terminal_wait(t, "Who takes over", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "WHAT WOULD BECOME OF IT", SOON);
    terminal_wait(t, "Then answers for VNA East supervisor: Marcus", SOON);
    terminal_wait(t, "Enter disable Denise", SOON);
    assert_true(signs_in(g, "denise", guarded_password()));
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "can no longer sign in", SOON);
    terminal_wait(t, "DISABLED", SOON);
    assert_false(signs_in(g, "denise", guarded_password()));
    terminal_wait(t, "C let in again", SOON);
    terminal_type(t, "C");
    terminal_wait(t, "sign in again?", SOON);
    terminal_type(t, "y");
    terminal_wait(t, "can sign in again", SOON);
    assert_true(signs_in(g, "denise", guarded_password()));
    terminal_type(t, "Q");
    assert_ends(t, EX_OK);
}

static void the_screen_says_why_not(void **state)
{
    struct terminal *t = open_staff(*state, "adm", "Ines");
    terminal_type(t, "C");
    terminal_wait(t, "Who takes over", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "THIS CANNOT BE DONE YET", SOON);
    terminal_wait(t, "operational owner", SOON);
    assert_false(terminal_shows(t, "Enter disable"));
    terminal_type(t, "Q");
    assert_ends(t, EX_OK);
}

static void supervisors_read_what_their_people_have(void **state)
{
    struct terminal *t = open_staff(*state, "sam", "Tomas");
    assert_false(terminal_shows(t, "Wes Tran"));
    assert_false(terminal_shows(t, "C disable"));
    terminal_type(t, "\r");
    terminal_wait(t, "nothing in their name", SOON);
    terminal_wait(t, "Bright Home Care intake", SOON);
    assert_false(terminal_shows(t, "WHAT WOULD"));
    terminal_type(t, "Q");
    assert_ends(t, EX_OK);
}

int main(int argc, char **argv)
{
    slow_line_main(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_given_password_serves_for_nothing_but_an_own_one),
        cmocka_unit_test(an_own_password_asks_for_the_old_one),
        cmocka_unit_test(bad_passwords_are_refused),
        cmocka_unit_test(giving_up_gives_the_terminal_back),
        cmocka_unit_test(a_bad_password_is_asked_for_again),
        cmocka_unit_test(lines_give_passwords_unseen),
        cmocka_unit_test(others_set_nobodys_password),
        cmocka_unit_test(an_open_console_ends_in_words),
        cmocka_unit_test(a_console_that_just_opens_ends_in_words),
        cmocka_unit_test(the_screen_shows_what_it_would_do_and_does_it_at_one_key),
        cmocka_unit_test(the_screen_says_why_not),
        cmocka_unit_test(supervisors_read_what_their_people_have),
        cmocka_unit_test(lines_change_ones_own_password_unseen), /* the last that adm signs in */
    };
    return cmocka_run_group_tests(tests, open_talkative, guarded_close);
}
