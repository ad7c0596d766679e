/* Keys that were held, doubled, pasted or sent in a burst: at most one act, on one person. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

static struct terminal *open_queue_of_four(struct network *n)
{
    static const char *const families[] = {"Abdi", "Chu", "Ferraro", "Rivera"};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        (void)network_case(n, families[i], "Ana");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Abdi, Ana");
    return t;
}

/* Acts in the record, and that nobody was touched but the one under the cursor. */
static void assert_acts(struct network *n, long wanted)
{
    assert_int_equal(network_acts(n, NULL, "accept") + network_acts(n, NULL, "decline"), wanted);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.task t JOIN app.individual i ON"
                                      " i.id = t.individual_id WHERE t.kind = 'referral' AND"
                                      " t.version > 1 AND i.family <> 'Abdi'"),
                     0);
}

static void a_held_key_acts_once(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_four(n);
    terminal_type(t, "aaaaaaaaaaaaaaaaaaaa");
    terminal_wait_row(t, NOTICE, "counts once", SOON);
    terminal_wait_row(t, NOTICE, "Accepted", SOON);
    assert_acts(n, 1);
    network_leave(t);
}

static void two_keys_in_turn_touch_one_person(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_four(n);
    terminal_type(t, "adadadadad");
    terminal_wait_row(t, 3, "ACCEPTED  Abdi", SOON);
    network_pause(t);
    network_wait_selected(t, "Abdi, Ana");
    assert_acts(n, 1);
    network_leave(t);
}

static void pasted_text_does_nothing(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_four(n);
    terminal_paste(t, "aaaa");
    terminal_wait_row(t, NOTICE, "Pasted text does nothing here", SOON);
    terminal_paste(t, "dj\rdj\rdQ");
    network_pause(t);
    network_wait_selected(t, "Abdi, Ana");
    assert_acts(n, 0);
    network_leave(t);
}

static void a_burst_does_nothing(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_four(n);
    terminal_send(t, "aaaa");
    terminal_wait_row(t, NOTICE, "Several keys came at once", SOON);
    network_pause(t);
    terminal_send(t, "jdjdjd");
    network_wait_selected(t, "Rivera, Ana");
    network_pause(t);
    assert_acts(n, 0);
    network_leave(t);
}

/* The same for what asks first: held, the second press must not answer its own question. */
static void a_held_key_answers_no_question(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_four(n);
    terminal_type(t, "iiiiiiii");
    terminal_wait(t, "Something else", SOON);
    terminal_type(t, "\033");
    terminal_wait_row(t, NOTICE, "Nothing was done", SOON);
    assert_int_equal(network_acts(n, NULL, "ask"), 0);
    network_leave(t);
}

/* What was declined takes no second key of another kind, and Enter only opens. */
static void an_acted_row_takes_no_other_quick_act(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_four(n);
    terminal_type(t, "d");
    terminal_wait_row(t, 3, "DECLINED  Abdi", SOON);
    terminal_wait_row(t, NOTICE, "u undo 17:15", SOON);
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "You have just acted on", SOON);
    terminal_type(t, "e");
    terminal_wait_row(t, NOTICE, "You have just acted on", SOON);
    assert_acts(n, 1);
    assert_int_equal(network_acts(n, NULL, "escalate"), 0);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(a_held_key_acts_once),
        NETWORK_TEST(two_keys_in_turn_touch_one_person),
        NETWORK_TEST(pasted_text_does_nothing),
        NETWORK_TEST(a_burst_does_nothing),
        NETWORK_TEST(a_held_key_answers_no_question),
        NETWORK_TEST(an_acted_row_takes_no_other_quick_act),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
