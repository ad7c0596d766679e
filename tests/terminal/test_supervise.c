/* A supervisor over ssh, 600 ms away each way: what reached them, how, why and what was tried is
 * there in one trip, and what they press works without waiting for the last answer. */
#include "support/directory.h"
#include "support/network.h"
#include "support/program.h"
#include "support/slow_line.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, FAR = 15000, PRACTISED_MS = 90, NOTICE = 22, HINT = 23 };

enum { CASES = 10, TASK = CASES - 1, BYTES_MOST = 20000, TRIPS_MOST = CASES + 3 };

static const char *const families[CASES] = {"Ames", "Bell", "Cole", "Dunn", "East",
                                            "Ford", "Gray", "Hill", "Ives", "Jost"};

/* A question to the desk about somebody, passed up by hand. */
static const char *ask_desk(struct network *n, const char *family)
{
    const char *about = network_case(n, family, "Ana");
    const char *ref = network_ask(n, "drew",
                                  "SELECT api.message(gen_random_uuid(), '%s', '{\"text\": \"Which"
                                  " day?\", \"question\": true}') ->> 'task_ref'",
                                  about);
    network_act(n, "maria", ref, "escalate", "{}");
    return ref;
}

/* Nine urgent requests that nobody answered in time, one of which was at least looked at. */
static void pass_up(struct network *n, const char *refs[CASES])
{
    for (int i = 0; i < TASK; i++)
        refs[i] = network_nursing(n, network_person(n, families[i], "Ana"), "urgent",
                                  "2026-11-21 12:00-05");
    network_at(n, "2026-11-20 18:36-05");
    network_sweep(n);
    (void)network_ask(n, "maria", "SELECT api.item('%s')", refs[0]);
    network_at(n, "2026-11-20 19:06-05");
    network_sweep(n);
    refs[TASK] = ask_desk(n, families[TASK]);
}

static struct terminal *log_in(struct network *n, const char *login, const char *ms)
{
    const char *argv[] = {SLOW_LINE, ms, program_path(), "--db", network_conninfo(n, login), NULL};
    struct terminal *t = terminal_start(NULL, argv);
    terminal_wait(t, "passed up to you (10)", FAR);
    return t;
}

/* The selected row has that name, and what lies under the list is about it. */
static bool tells_of(struct terminal *t, void *context)
{
    int selected = terminal_selected(t);
    for (int row = selected + 1; selected >= 0 && row < NOTICE; row++)
        if (strncmp(terminal_row(t, row), context, strlen(context)) == 0)
            return strstr(terminal_row(t, selected), context) != NULL;
    return false;
}

/* Looking up from the keyboard: one trip. */
static void look(struct terminal *t, const char *family, int *trips)
{
    char name[32];
    (void)snprintf(name, sizeof name, "%s, Ana", family);
    terminal_wait_for(t, tells_of, name, name, FAR);
    ++*trips;
}

static const char *owner_of(struct network *n, const char *ref)
{
    return network_ask(n, NULL,
                       "SELECT coalesce((SELECT s.login FROM app.staff s WHERE s.id ="
                       " t.owner_staff_id), (SELECT r.code FROM app.role r WHERE r.id ="
                       " t.owner_role_id)) FROM app.task t WHERE t.id = engine.task_id('%s')",
                       ref);
}

static const char *last_act(struct network *n, const char *ref)
{
    return network_ask(n, NULL,
                       "SELECT l.actor || ' ' || l.action FROM app.ledger l WHERE l.entity_kind ="
                       " 'task' AND l.entity_id = engine.task_id('%s') AND l.action <> 'seen'"
                       " ORDER BY l.seq DESC LIMIT 1",
                       ref);
}

/* Key after key as fingers know them; j goes on at once. */
static const struct {
    const char *keys, *act, *owner;
} work[CASES] = {
    {"a", "sam claim", "sam"},
    {"om", "sam assign", "maria"},
    {"bCall the daughter first\r", "sam return", "home_care_intake"},
    {"e", "sam escalate", "home_care_intake"},
    {"=lawound vac is there\r", "sam relevel", "home_care_intake"},
    {"a", "sam claim", "sam"},
    {"ot", "sam assign", "tomas"},
    {"bOffer Monday\r", "sam return", "home_care_intake"},
    {"=pSat 10:00\rTomas is back then\r", "sam promise", "home_care_intake"},
    {"=dTue 12:00\rDrew agreed\r", "sam redate", "home_care_intake"},
};

static void ten_escalations_from_far_away(void **state)
{
    struct network *n = *state;
    const char *refs[CASES];
    int trips = 0;
    pass_up(n, refs);
    struct terminal *t = log_in(n, "sam", "600");
    terminal_rhythm(t, PRACTISED_MS);
    terminal_bytes_reset(t);
    terminal_type(t, "4");
    look(t, families[0], &trips);
    terminal_wait(t, "Told you 19:06, step 2 of 4: not answered by 19:05.", 0);
    terminal_wait(t, "18:36 Maria Soto reminded", 0);
    terminal_wait(t, "Tried: 18:36 Maria Soto opened it", 0);
    terminal_wait_row(t, HINT, "a take it over  e tell Omar", 0);
    for (int i = 0; i < CASES; i++) {
        if (i > 0)
            look(t, families[i], &trips);
        terminal_type(t, work[i].keys);
        if (i < CASES - 1)
            terminal_type(t, "j");
    }
    terminal_wait_row(t, NOTICE, "Date changed", FAR);
    trips++;
    print_message("%d trips, %zu bytes\n", trips, terminal_bytes(t));
    assert_in_range(trips, 1, TRIPS_MOST);
    assert_in_range(terminal_bytes(t), 1, BYTES_MOST);
    terminal_wait(t, "YOURS     Ames, Ana", 0);
    terminal_wait(t, "GIVEN     Bell, Ana", 0);
    terminal_wait(t, "SENT BACK Cole, Ana", 0);
    for (int i = 0; i < CASES; i++) {
        assert_string_equal(last_act(n, refs[i]), work[i].act);
        assert_string_equal(owner_of(n, refs[i]), work[i].owner);
    }
    assert_string_equal(network_ask(n, NULL,
                                    "SELECT priority FROM app.task WHERE id = engine.task_id('%s')",
                                    refs[4]),
                        "asap");
    network_assert_whole(n);
    terminal_end(t);
}

/* By when somebody needs it is not the provider's to say: the list says whose it is, and the same
 * key asks them. */
static void whose_the_date_is(void **state)
{
    struct network *n = *state;
    const char *refs[CASES];
    pass_up(n, refs);
    struct terminal *t = network_console(n, "sam", NULL, NULL);
    terminal_wait(t, "passed up to you (10)", FAR);
    terminal_type(t, "4");
    network_wait_selected(t, families[0]);
    network_pause(t);
    terminal_wait_row(t, HINT, "= level, date", SOON);
    terminal_type(t, "=");
    terminal_wait(t, "d the date needed is for whoever asked: ask them", SOON);
    terminal_wait(t, "p promise a date: tells whoever asked and puts off nothing", SOON);
    terminal_type(t, "d");
    terminal_wait(t, "QUESTION to whoever asked for", SOON);
    terminal_wait(t, "and why? It is theirs to change.", SOON);
    network_pause(t);
    terminal_send(t, "Would Monday do?");
    network_pause(t);
    terminal_type(t, "\023");
    terminal_wait_row(t, NOTICE, "Asked. It is work for them", FAR);
    assert_string_equal(network_ask(n, "drew", "SELECT api.today() #>> '{messages,questions}'"),
                        "1");
    network_leave(t);
}

/* In lean the cursor goes through what is told of a row, and only then to the next row. */
static void in_lean_the_lines_are_gone_through(void **state)
{
    struct network *n = *state;
    const char *refs[CASES];
    int row, col;
    pass_up(n, refs);
    struct terminal *t = network_console(n, "sam", NULL, "--lean");
    terminal_wait(t, "passed up to you (10)", FAR);
    terminal_type(t, "4");
    network_wait_selected(t, families[0]);
    terminal_wait(t, "Told you 19:06, step 2 of 4: not answered by 19:05.", FAR);
    terminal_type(t, "j");
    network_pause(t);
    terminal_type(t, "j");
    terminal_wait(t, "> Told you 19:06, step 2 of 4: not answered by 19:05.", SOON);
    terminal_cursor(t, &row, &col);
    assert_non_null(strstr(terminal_row(t, row), "Told you 19:06, step 2 of 4"));
    terminal_type(t, "k");
    network_pause(t);
    terminal_type(t, "k");
    network_wait_selected(t, families[0]);
    for (int i = 0; i < 9 && terminal_find(t, families[1]) != -1; i++) {
        terminal_cursor(t, &row, &col);
        if (strstr(terminal_row(t, row), families[1]) != NULL)
            break;
        terminal_type(t, "j");
        network_pause(t);
    }
    network_wait_selected(t, families[1]);
    network_leave(t);
}

/* Whoever it was sent back to reads first what is wanted of them. */
static void an_instruction_is_read_first(void **state)
{
    struct network *n = *state;
    const char *refs[CASES];
    pass_up(n, refs);
    network_act(n, "sam", refs[2], "return", "{\"note\": \"Call the daughter first\"}");
    struct terminal *t = network_console(n, "maria", NULL, NULL);
    terminal_wait(t, "Messages: 2 unread, 1 to answer", SOON);
    terminal_type(t, "2");
    terminal_wait(t, "Cole, Ana", SOON);
    terminal_type(t, "/Cole\r");
    network_wait_selected(t, "Cole, Ana");
    terminal_wait(t, "Sam Whitaker 19:06: Call the daughter first.", FAR);
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "Please   Sam Whitaker 19:06: Call the daughter first", FAR);
    network_leave(t);
}

/* The server is far away instead: what is typed ahead goes where it was meant, and not to the list
 * below; Esc gives up what is not there yet. */
static void typing_ahead_of_a_far_server(void **state)
{
    struct network *n = *state;
    const char *refs[CASES];
    char *directory = test_directory(), conninfo[1024];
    pass_up(n, refs);
    pid_t line = slow_line_socket(directory, network_conninfo(n, "sam"), 250);
    (void)snprintf(conninfo, sizeof conninfo, "%s host=%s", network_conninfo(n, "sam"), directory);
    const char *argv[] = {program_path(), "--db", conninfo, NULL};
    struct terminal *t = terminal_start(NULL, argv);
    terminal_wait(t, "passed up to you (10)", FAR);
    terminal_type(t, "4");
    terminal_wait(t, "Told you 19:06", FAR);
    terminal_type(t, "ot");
    terminal_wait_row(t, HINT, "Reading what this needs", FAR);
    terminal_type(t, "j");
    terminal_type(t, "bplease call\r");
    terminal_type(t, "j");
    terminal_wait(t, "SENDING", FAR);
    network_wait_selected(t, "Cole, Ana");
    terminal_wait_row(t, NOTICE, "Sent back", FAR);
    terminal_type(t, "o");
    terminal_type(t, "\033");
    terminal_wait_row(t, NOTICE, "Nothing was done.", SOON);
    assert_string_equal(owner_of(n, refs[0]), "tomas");
    assert_string_equal(last_act(n, refs[1]), "sam return");
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.ledger WHERE actor = 'sam' AND"
                                      " action <> 'seen'"),
                     2);
    network_leave(t);
    (void)kill(line, SIGKILL);
    test_directory_remove(directory);
}

int main(int argc, char **argv)
{
    slow_line_main(argc, argv);
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(ten_escalations_from_far_away),
        NETWORK_TEST(whose_the_date_is),
        NETWORK_TEST(in_lean_the_lines_are_gone_through),
        NETWORK_TEST(an_instruction_is_read_first),
        NETWORK_TEST(typing_ahead_of_a_far_server),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
