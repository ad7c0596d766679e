/* What is lawfully erased (`holdfast ledger erase`) is gone from screens too, those that were open
 * included, and where it was they say so; drawn and in lean. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NEXT_POLL = 15000, NOTICE = 22 };

struct told {
    const char *person, *ref;
};

/* Ana, her plan with a summary and a note, a referral with context and a message. */
static struct told tell(struct network *n)
{
    struct told told = {.person = network_person(n, "Rivera", "Ana")};
    told.ref = network_nursing(n, told.person, "routine", NULL);
    (void)network_ask(n, "lena",
                      "SELECT api.plan_edit(gen_random_uuid(), '%s', 'plan', NULL,"
                      " '{\"open\": true}')",
                      told.person);
    (void)network_ask(n, "lena",
                      "SELECT api.plan_edit(gen_random_uuid(), '%s', 'note/new', NULL,"
                      " '{\"kind\": \"barrier\", \"text\": \"No stairs any more\"}')",
                      told.person);
    (void)network_ask(n, "maria",
                      "SELECT api.message(gen_random_uuid(), '%s', '{\"text\": \"Dog bites\"}')",
                      told.ref);
    return told;
}

static void close_all(struct network *n, const struct told *told)
{
    (void)network_ask(n, "lena",
                      "SELECT api.plan_edit(gen_random_uuid(), '%s', 'plan', (api.plan('%s') #>>"
                      " '{plan,version}')::integer, '{\"close\": true, \"reason\": \"moved\"}')",
                      told->person, told->person);
}

static void erase(struct network *n, const struct told *told)
{
    (void)network_ask(n, "casey", "SELECT api.ledger_erase(gen_random_uuid(), '%s', 'order 7')",
                      told->person);
}

static void assert_forgotten(struct terminal *t)
{
    static const char *const words[] = {"Rivera",   "Ana",    "No stairs",   "Dog bites",
                                        "dressing", "Elm St", "617-555-0142"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (terminal_shows(t, words[i])) {
            terminal_print(t);
            fail_msg("\"%s\" is still there", words[i]);
        }
}

/* Opened before: the queue with the acted row that stays, the item, the plan; they forget it by
 * themselves. */
static void open_screens_forget_what_is_erased(void **state)
{
    struct network *n = *state;
    struct told told = tell(n);
    close_all(n, &told);
    struct terminal *queue = network_console(n, "drew", NULL, NULL);
    terminal_type(queue, "2");
    network_wait_selected(queue, "Rivera, Ana");
    terminal_type(queue, "x");
    terminal_wait(queue, "no longer needed", SOON);
    terminal_type(queue, "n");
    terminal_wait(queue, "CANCELLED", SOON);
    struct terminal *item = network_console(n, "lena", NULL, NULL);
    network_look_up(item, told.ref, "ITEM R-");
    terminal_wait(item, "dressing", SOON);
    struct terminal *plan = network_console(n, "lena", NULL, "--lean");
    network_look_up(plan, told.person, "PERSON P-");
    terminal_type(plan, "p");
    terminal_wait_row(plan, 0, "PLAN  Rivera, Ana", SOON);
    erase(n, &told);
    terminal_wait(item, "Erased", NEXT_POLL);
    terminal_wait_gone(item, "Rivera", NEXT_POLL);
    terminal_wait_row(plan, 0, "PLAN  Erased", NEXT_POLL);
    terminal_wait_gone(queue, "Rivera, Ana", NEXT_POLL);
    terminal_wait(queue, "Erased", SOON);
    terminal_type(item, "G");
    terminal_wait(item, "erased on 20 Nov 2026", SOON);
    assert_forgotten(item);
    assert_forgotten(plan);
    assert_forgotten(queue);
    terminal_end(queue);
    terminal_end(item);
    terminal_end(plan);
    network_assert_whole(n);
}

/* What a coordinator who comes later reads of it. */
static void says_so(struct network *n, const struct told *told, const char *option)
{
    struct terminal *t = network_console(n, "lena", NULL, option);
    network_look_up(t, told->person, "PERSON P-");
    terminal_wait_row(t, 0, "Erased", SOON);
    assert_forgotten(t);
    terminal_type(t, "p");
    terminal_wait_row(t, 0, "PLAN  Erased", SOON);
    assert_forgotten(t);
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "PERSON", SOON);
    terminal_type(t, "L");
    terminal_wait_row(t, 0, "RECORD", SOON);
    terminal_wait(t, "erased the words and personal data", SOON);
    terminal_wait(t, "erased on 20 Nov 2026", SOON);
    terminal_wait(t, "Casey Brooks", SOON);
    assert_forgotten(t);
    network_look_up(t, told->ref, "ITEM R-");
    terminal_wait(t, "Erased", SOON);
    terminal_type(t, "G");
    terminal_wait(t, "erased on 20 Nov 2026", SOON);
    assert_forgotten(t);
    network_leave(t);
}

static void later_screens_say_that_it_was_erased(void **state)
{
    struct network *n = *state;
    struct told told = tell(n);
    network_act(n, "drew", told.ref, "cancel", "{\"reason\": \"not_needed\"}");
    close_all(n, &told);
    erase(n, &told);
    says_so(n, &told, NULL);
    says_so(n, &told, "--lean");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(open_screens_forget_what_is_erased),
        NETWORK_TEST(later_screens_say_that_it_was_erased),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
