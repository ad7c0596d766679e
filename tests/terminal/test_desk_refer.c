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
    terminal_print(t);
    leave_form(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(sends_two_services),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
