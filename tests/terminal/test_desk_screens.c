/* Every screen, for everybody: it opens, the cursor is where the selection is (the harness looks),
 * q goes back, Q gives the terminal back. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

static void add_work(struct network *n)
{
    const char *ref = network_case(n, "Rivera", "Ana");
    (void)network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    network_act(n, "maria", ref, "decline", "{}");
}

/* From any of the main screens to another one, and none of them says that it could not be read. */
static void go_round(struct terminal *t)
{
    static const struct {
        const char *key, *title;
    } screens[] = {
        {"2", "QUEUE"},     {"3", "QUEUE  Alerts"}, {"4", "QUEUE  Passed up to me"},
        {"8", "DIRECTORY"}, {"1", "TODAY"},
    };
    for (size_t i = 0; i < sizeof screens / sizeof screens[0]; i++) {
        terminal_type(t, screens[i].key);
        terminal_wait_row(t, 0, screens[i].title, SOON);
        terminal_wait_gone(t, "Reading", SOON);
        assert_false(terminal_shows(t, "could not be read"));
    }
}

static void ask_for_help(struct terminal *t)
{
    terminal_type(t, "?");
    terminal_wait_row(t, 0, "HELP", SOON);
    terminal_wait(t, "Show only some of the rows.", SOON);
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "TODAY", SOON);
}

static void look_into_the_record(struct terminal *t)
{
    terminal_type(t, "9");
    terminal_wait_row(t, HINT, "Record of (", SOON);
    terminal_send(t, "R-5");
    terminal_wait_row(t, HINT, "): R-5", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "RECORD", SOON);
    terminal_wait_gone(t, "Reading", SOON);
    terminal_type(t, "1");
    terminal_wait_row(t, 0, "TODAY", SOON);
}

static void look_for_somebody(struct terminal *t)
{
    terminal_type(t, "5");
    terminal_wait_row(t, 0, "PEOPLE", SOON);
    terminal_wait_row(t, HINT, "Name, birth date or number:", SOON);
    terminal_send(t, "chu");
    terminal_wait_row(t, HINT, "chu", SOON);
    terminal_type(t, "\r");
    terminal_wait_gone(t, "Looking", SOON);
    terminal_wait_row(t, 0, "PEOPLE  \"chu\"", SOON);
    terminal_type(t, "1");
    terminal_wait_row(t, 0, "TODAY", SOON);
}

static void everybody_opens_everything(void **state)
{
    static const char *const logins[] = {"lena", "sam", "maria", "drew", "hana",
                                         "bea",  "wes", "casey", "adm"};
    struct network *n = *state;
    add_work(n);
    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++) {
        print_message("%s\n", logins[i]);
        struct terminal *t = network_console(n, logins[i], NULL, NULL);
        go_round(t);
        ask_for_help(t);
        if (strcmp(logins[i], "adm") != 0)
            look_for_somebody(t);
        look_into_the_record(t);
        network_leave(t);
    }
}

/* Down into one item, its record, and back up again, one q each. */
static void goes_down_and_up(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = network_queue(n, "lena");
    network_go_to(t, "Chu, Walter");
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "ITEM R-", SOON);
    terminal_wait(t, "Chu, Walter  born 14 Mar 1951", SOON);
    terminal_wait(t, "WHO SHOULD HAVE ACTED", SOON);
    terminal_type(t, "L");
    terminal_wait_row(t, 0, "RECORD", SOON);
    terminal_wait_gone(t, "Reading", SOON);
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "ITEM R-", SOON);
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "QUEUE", SOON);
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "QUEUE", SOON);
    network_leave(t);
}

static void finds_a_person(void **state)
{
    struct network *n = *state;
    add_work(n);
    struct terminal *t = network_console(n, "drew", NULL, NULL);
    terminal_type(t, "5");
    terminal_wait_row(t, HINT, "Name, birth date or number:", SOON);
    terminal_send(t, "riv");
    terminal_wait_row(t, HINT, "riv", SOON);
    terminal_type(t, "\r");
    network_wait_selected(t, "Rivera, Ana");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "nursing visits", SOON);
    terminal_type(t, "q");
    network_wait_selected(t, "Rivera, Ana");
    terminal_type(t, "R");
    terminal_wait_row(t, 0, "NEW REFERRAL", SOON);
    terminal_wait(t, "For whom   Rivera, Ana", SOON);
    terminal_type(t, "\033");
    network_wait_selected(t, "Rivera, Ana");
    network_leave(t);
}

/* From nothing to a person with a referral's form about them. */
static void enters_a_new_person(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_console(n, "drew", NULL, NULL);
    terminal_type(t, "5");
    terminal_wait_row(t, HINT, "Name, birth date or number:", SOON);
    terminal_type(t, "\033");
    terminal_wait_row(t, HINT, "P new person", SOON);
    terminal_type(t, "P");
    terminal_wait_row(t, 0, "NEW PERSON", SOON);
    terminal_type(t, "\033");
    terminal_wait_row(t, 0, "PEOPLE", SOON);
    network_leave(t);
}

/* A step on the item screen is as safe as in the queue. */
static void acts_on_the_item(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Rivera, Ana");
    terminal_type(t, "\r");
    terminal_wait(t, "Needs an answer.", SOON);
    terminal_wait(t, "Drew Palmer asked for it", SOON);
    terminal_wait_row(t, HINT, "a accept as you", SOON);
    terminal_type(t, "aaaaaa");
    terminal_wait_row(t, NOTICE, "Accepted", SOON);
    terminal_wait_row(t, HINT, "s service started", SOON);
    assert_string_equal(network_status(n, ref), "accepted");
    assert_int_equal(network_acts(n, NULL, "accept"), 1);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back", SOON);
    terminal_wait_row(t, HINT, "a accept as you", SOON);
    assert_string_equal(network_status(n, ref), "requested");
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(everybody_opens_everything),
        NETWORK_TEST(goes_down_and_up),
        NETWORK_TEST(finds_a_person),
        NETWORK_TEST(enters_a_new_person),
        NETWORK_TEST(acts_on_the_item),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
