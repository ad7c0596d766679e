/* Drew asks for help: the person is found, several services are chosen, and before anything is sent
 * it shows by when each of them will be answered. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

static struct terminal *open_form(struct network *n)
{
    struct terminal *t = network_console(n, "drew", NULL, NULL);
    terminal_type(t, "R");
    terminal_wait_row(t, 0, "NEW REFERRAL", SOON);
    terminal_wait(t, "For whom", SOON);
    return t;
}

static void choose_person(struct terminal *t)
{
    terminal_type(t, "riv");
    terminal_wait(t, "> Rivera, Ana  14 Mar 1951", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "[ ]", SOON);
}

static void leave_form(struct terminal *t)
{
    terminal_type(t, "\033");
    terminal_wait(t, "What you typed was not sent.", SOON);
    terminal_type(t, "l");
    terminal_wait(t, "TODAY", SOON);
    network_leave(t);
}

/* From the services to the button; orders are asked for because nursing visits want them. */
static void fill_the_rest(struct terminal *t, const char *orders)
{
    terminal_type(t, "\t\t");
    terminal_type(t, "Sat 12:00\t");
    terminal_wait(t, "Sat 21 Nov 12:00 EST", SOON);
    terminal_send(t, "Hip repair 16 Nov; lives alone.");
    terminal_wait(t, "lives alone.", SOON);
    terminal_type(t, "\t\t\t");
    terminal_wait(t, "Orders", SOON);
    terminal_send(t, orders);
    terminal_wait(t, orders, SOON);
}

static void sends_two_services(void **state)
{
    struct network *n = *state;
    (void)network_person(n, "Rivera", "Ana");
    (void)network_person(n, "Rivero", "Luis");
    struct terminal *t = open_form(n);
    choose_person(t);
    terminal_type(t, "nm");
    terminal_wait(t, "[x] n Nursing visits at home", SOON);
    terminal_wait(t, "[x] m Meals at home", SOON);
    fill_the_rest(t, "dressing daily");
    terminal_wait(t, "Nursing visits at home: Harbor Nursing intake answers by", SOON);
    terminal_wait(t, "Meals at home: Bay Meals intake answers by", SOON);
    terminal_type(t, "\t");
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Sent R-", SOON);
    terminal_wait_row(t, NOTICE, "Harbor Nursing intake, who answer by", SOON);
    terminal_wait_row(t, NOTICE, "and 1 more", SOON);
    terminal_wait_row(t, 0, "TODAY", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.referral"), 2);
    network_assert_whole(n);
    network_leave(t);
}

/* It is told before anything is sent, and sending it all the same says so too. */
static void says_what_is_missing(void **state)
{
    struct network *n = *state;
    (void)network_person(n, "Rivera", "Ana");
    struct terminal *t = open_form(n);
    choose_person(t);
    terminal_type(t, "n");
    terminal_wait(t, "Nursing visits at home needs orders", SOON);
    fill_the_rest(t, "");
    terminal_type(t, "\t\r");
    terminal_wait_row(t, NOTICE, "needs orders", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.referral"), 0);
    terminal_type(t, "\033[Z");
    terminal_send(t, "dressing daily");
    terminal_wait(t, "Harbor Nursing intake answers by", SOON);
    terminal_type(t, "\t\r");
    terminal_wait_row(t, NOTICE, "Sent R-", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.referral"), 1);
    network_leave(t);
}

/* The same once more needs a reason; without one nothing is made. */
static void asks_why_once_more(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = open_form(n);
    choose_person(t);
    terminal_type(t, "n");
    fill_the_rest(t, "dressing daily");
    terminal_wait(t, "Nursing visits at home: asked for already, R-", SOON);
    terminal_wait(t, "Once more", SOON);
    terminal_type(t, "\t\r");
    terminal_wait(t, "This is needed.", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.referral"), 1);
    terminal_send(t, "another wound");
    terminal_wait(t, "another wound", SOON);
    terminal_type(t, "\t\t\t\t\t\r");
    terminal_wait_row(t, NOTICE, "Sent R-", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.referral"), 2);
    network_leave(t);
}

static void esc_loses_nothing_unasked(void **state)
{
    struct network *n = *state;
    (void)network_person(n, "Rivera", "Ana");
    struct terminal *t = open_form(n);
    choose_person(t);
    terminal_type(t, "\033");
    terminal_wait(t, "What you typed was not sent.", SOON);
    terminal_type(t, "s");
    terminal_wait(t, "For whom   Rivera, Ana", SOON);
    leave_form(t);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.referral"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(sends_two_services),
        NETWORK_TEST(says_what_is_missing),
        NETWORK_TEST(asks_why_once_more),
        NETWORK_TEST(esc_loses_nothing_unasked),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
