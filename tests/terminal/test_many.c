/* Tagging rows of the queue, and one act for all of them: said before, each by itself, undone at
 * once. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, COUNTS = 1, FIRST = 3, NOTICE = 22, HINT = 23 };

static struct terminal *open_queue_of_three(struct network *n)
{
    (void)network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    (void)network_case(n, "Abdi", "Hodan");
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    return t;
}

static void type_line(struct terminal *t, const char *text)
{
    terminal_send(t, text);
    terminal_wait_row(t, HINT, text, SOON);
    terminal_type(t, "\r");
}

static void tag(struct terminal *t, int row)
{
    terminal_type(t, "t");
    terminal_wait_row(t, row, " *", SOON);
}

static void arm(struct terminal *t, const char *how_many)
{
    terminal_type(t, ";");
    terminal_wait_row(t, HINT, how_many, SOON);
}

static void confirm(struct terminal *t)
{
    terminal_wait(t, "y Yes, do it", SOON);
    terminal_type(t, "\r");
}

static long accepted(struct network *n)
{
    return network_count(n, "SELECT count(*) FROM app.task WHERE status = 'accepted'");
}

static void says_first_then_acts_and_undoes(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_three(n);
    terminal_type(t, "t");
    terminal_wait_row(t, NOTICE, "Chu, Walter is tagged. Tagged: 1.", SOON);
    terminal_wait_row(t, COUNTS, "1 tagged ", SOON);
    terminal_type(t, "jj");
    tag(t, FIRST + 2);
    terminal_wait_row(t, COUNTS, "2 tagged ", SOON);
    arm(t, "on all 2 tagged:  a accept as you");
    terminal_type(t, "a");
    terminal_wait(t, "Accept 2 as you.", SOON);
    assert_int_equal(accepted(n), 0);
    confirm(t);
    terminal_wait_row(t, NOTICE, "Accepted: 2 of 2.  u undo all 17:15", SOON);
    terminal_wait_row(t, FIRST, "ACCEPTED", SOON);
    terminal_wait_row(t, FIRST + 2, "ACCEPTED", SOON);
    terminal_wait_gone(t, " tagged ", SOON);
    terminal_wait_row(t, HINT, "u undo all", SOON);
    assert_int_equal(network_acts(n, NULL, "accept"), 2);
    /* One u takes all of it back, wherever the cursor is. */
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back: 2 of 2.", SOON);
    terminal_wait_gone(t, "ACCEPTED", SOON);
    assert_int_equal(accepted(n), 0);
    assert_int_equal(network_acts(n, NULL, "undo"), 2);
    network_leave(t);
    network_assert_whole(n);
}

/* Esc, n, and a second ; cost nothing. */
static void leaving_does_nothing(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_three(n);
    tag(t, FIRST);
    arm(t, "on all 1 tagged:");
    network_pause(t);
    terminal_type(t, ";");
    terminal_wait_gone(t, "on all 1 tagged:", SOON);
    arm(t, "on all 1 tagged:");
    terminal_type(t, "\033");
    terminal_wait_gone(t, "on all 1 tagged:", SOON);
    arm(t, "on all 1 tagged:");
    terminal_type(t, "a");
    terminal_wait(t, "Accept 1 as you.", SOON);
    terminal_type(t, "\033");
    terminal_wait_row(t, NOTICE, "Nothing was done.", SOON);
    terminal_wait_row(t, COUNTS, "1 tagged ", SOON);
    assert_int_equal(accepted(n), 0);
    network_leave(t);
}

/* What cannot be done is told before; what changed since it was tagged says so and is not done. */
static void tag_three_of_which_one_changes(struct network *n, struct terminal *t)
{
    terminal_type(t, "T");
    terminal_wait(t, "p What this page shows", SOON);
    terminal_type(t, "p");
    terminal_wait_row(t, COUNTS, "3 tagged ", SOON);
    network_act(n, "tomas",
                network_ask(n, NULL,
                            "SELECT 'R-' || t.referral_id FROM app.task t JOIN"
                            " app.individual i ON i.id = t.individual_id"
                            " WHERE i.family = 'Abdi'"),
                "accept", "{}");
    terminal_wait_row(t, FIRST + 1, "CHANGED", SOON);
}

static void one_that_changed_is_not_done(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_three(n);
    tag_three_of_which_one_changes(n, t);
    terminal_wait_row(t, COUNTS, "3 tagged, 1 of them changed", SOON);
    arm(t, "on all 3 tagged:");
    terminal_type(t, "a");
    terminal_wait(t, "Accept 2 as you; 1 cannot: 1 changed since.", SOON);
    confirm(t);
    /* The page of those that did not go. */
    terminal_wait(t, "NOT DONE, AND WHY", SOON);
    terminal_wait(t, "Accepted: 2 of 3", SOON);
    terminal_wait(t, "Tomas Silva accepted it at 17:05.", SOON);
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "Abdi, Hodan", SOON);
    terminal_wait_row(t, 0, "ITEM", SOON);
    network_pause(t);
    terminal_type(t, "q");
    terminal_wait(t, "NOT DONE, AND WHY", SOON);
    network_pause(t);
    terminal_type(t, "q");
    /* The rows say what became of each. */
    terminal_wait_row(t, FIRST, "ACCEPTED", SOON);
    terminal_wait_row(t, FIRST + 1, "*CHANGED", SOON);
    terminal_wait_row(t, FIRST + 2, "ACCEPTED", SOON);
    terminal_wait_row(t, COUNTS, "1 tagged, 1 of them changed", SOON);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back: 2 of 2.", SOON);
    assert_int_equal(accepted(n), 1);
    assert_int_equal(network_acts(n, NULL, "accept"), 3);
    network_leave(t);
}

/* Taken back from the page that lies on the list: the rows below it know. */
static void undone_on_the_page_above(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_three(n);
    tag_three_of_which_one_changes(n, t);
    arm(t, "on all 3 tagged:");
    terminal_type(t, "a");
    terminal_wait(t, "Accept 2 as you; 1 cannot: 1 changed since.", SOON);
    confirm(t);
    terminal_wait(t, "NOT DONE, AND WHY", SOON);
    network_pause(t);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back: 2 of 2.", SOON);
    network_pause(t);
    terminal_type(t, "q");
    terminal_wait_gone(t, "NOT DONE, AND WHY", SOON);
    terminal_wait_gone(t, "ACCEPTED", SOON);
    assert_int_equal(accepted(n), 1);
    network_leave(t);
}

/* What a step needs is asked once. */
static void one_answer_for_all(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_three(n);
    terminal_type(t, "T");
    terminal_wait(t, "p What this page shows", SOON);
    terminal_type(t, "p");
    arm(t, "on all 3 tagged:");
    terminal_type(t, "o");
    terminal_wait(t, "3 tagged: give to a person", SOON);
    terminal_type(t, "t");
    terminal_wait(t, "Give 3 to Tomas Silva.", SOON);
    confirm(t);
    terminal_wait_row(t, NOTICE, "Given on: 3 of 3.", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.task t JOIN app.staff s ON s.id ="
                                      " t.owner_staff_id WHERE s.login = 'tomas'"),
                     3);
    network_leave(t);
}

/* A step that needs a look at each is done to one at a time. */
static void not_every_step(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_three(n);
    terminal_type(t, "T");
    terminal_wait(t, "p What this page shows", SOON);
    terminal_type(t, "p");
    arm(t, "on all 3 tagged:");
    terminal_type(t, "a");
    confirm(t);
    terminal_wait_row(t, NOTICE, "Accepted: 3 of 3.", SOON);
    terminal_type(t, "T");
    terminal_wait(t, "p What this page shows", SOON);
    terminal_type(t, "p");
    arm(t, "on all 3 tagged:");
    terminal_type(t, "s");
    terminal_wait_row(t, HINT, "When it started", SOON);
    type_line(t, "");
    terminal_wait_row(t, HINT, "Who confirmed it", SOON);
    type_line(t, "all of them");
    terminal_wait(t, "One at a time", SOON);
    network_leave(t);
}

static void fill(struct network *n, int count)
{
    (void)network_ask(
        n, "drew",
        "SELECT count(api.refer(gen_random_uuid(), jsonb_build_object('individual',"
        " api.enter_individual(gen_random_uuid(), jsonb_build_object('family', 'Case' ||"
        " lpad(i::text, 3, '0'), 'given', 'Ana', 'birth_date', '1951-03-14', 'address', '1 Elm',"
        " 'city', 'Boston', 'postal_code', '02128', 'contacts', '[{\"phone\": "
        "\"617-555-0142\"}]'::jsonb)) ->> 'individual_ref',"
        " 'provided', '{\"orders\": \"dressing daily\"}'::jsonb, 'items',"
        " '[{\"type\": \"home_care\", \"service\": \"bright_home_care\"}]'::jsonb)))"
        " FROM generate_series(1, %d) i",
        count);
}

/* Tags hold over pages; what the list has beyond the rows at hand is tagged by the server; it goes
 * in several calls, and one u takes all of them back. */
static void over_many_pages(void **state)
{
    struct network *n = *state;
    fill(n, 130);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Case001");
    tag(t, FIRST);
    terminal_type(t, "G");
    network_wait_selected(t, "Case130");
    terminal_type(t, "t");
    terminal_wait_row(t, COUNTS, "2 tagged ", SOON);
    terminal_type(t, "g");
    network_wait_selected(t, "Case001");
    terminal_wait_row(t, FIRST, " *", SOON);
    terminal_type(t, ":");
    type_line(t, "tag none");
    terminal_wait_gone(t, " tagged  ", SOON);
    terminal_type(t, ":");
    type_line(t, "tag all");
    terminal_wait_row(t, NOTICE, "All that is listed is tagged. Tagged: 130.", SOON);
    terminal_wait_row(t, COUNTS, "130 tagged ", SOON);
    arm(t, "on all 130 tagged:");
    terminal_type(t, "a");
    terminal_wait(t, "Accept 130 as you.", SOON);
    confirm(t);
    terminal_wait_row(t, NOTICE, "Accepted: 130 of 130.  u undo all", SOON);
    assert_int_equal(accepted(n), 130);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.batch"), 1);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back: 130 of 130.", SOON);
    assert_int_equal(accepted(n), 0);
    network_leave(t);
}

/* Another list: what was tagged is out of sight, and not acted upon unseen. */
static void tags_stay_with_their_list(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_three(n);
    tag(t, FIRST);
    terminal_type(t, "F");
    terminal_wait_row(t, HINT, "Only (late", SOON);
    type_line(t, "riv");
    terminal_wait_row(t, NOTICE, "Another list: nothing is tagged any more (was: 1).", SOON);
    network_wait_selected(t, "Rivera, Ana");
    network_pause(t);
    terminal_type(t, ";");
    terminal_wait_row(t, NOTICE, "Nothing is tagged.", SOON);
    network_leave(t);
}

/* No held key, no burst, no paste acts, nor answers the question. */
static void accidents_do_nothing(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_queue_of_three(n);
    tag(t, FIRST);
    terminal_paste(t, ";ay");
    terminal_wait_row(t, NOTICE, "Pasted text does nothing here", SOON);
    terminal_send(t, ";ay");
    terminal_wait_row(t, NOTICE, "Several keys came at once", SOON);
    assert_false(terminal_shows(t, "Yes, do it"));
    terminal_wait_row(t, HINT, "on all 1 tagged:", SOON);
    terminal_type(t, "\033");
    terminal_wait_gone(t, "on all 1 tagged:", SOON);
    arm(t, "on all 1 tagged:");
    terminal_type(t, "a");
    terminal_wait(t, "y Yes, do it", SOON);
    terminal_send(t, "yyyyyyyy");
    terminal_wait_row(t, NOTICE, "Several keys came at once, so nothing was chosen", SOON);
    assert_int_equal(accepted(n), 0);
    terminal_type(t, "\r");
    terminal_wait_row(t, FIRST, "ACCEPTED", SOON);
    assert_int_equal(network_acts(n, NULL, "accept"), 1);
    network_leave(t);
}

/* A supervisor passes on what somebody has: seen first, one Enter, one u. */
static void a_caseload_moves(void **state)
{
    struct network *n = *state;
    static const char has[] = "SELECT count(*) FROM app.task t JOIN app.staff s ON s.id ="
                              " t.owner_staff_id WHERE s.login = '%s'";
    for (int i = 0; i < 3; i++)
        network_act(n, "maria",
                    network_case(n, "Rivera",
                                 i == 0   ? "Ana"
                                 : i == 1 ? "Bo"
                                          : "Cy"),
                    "accept", "{}");
    struct terminal *t = network_console(n, "sam", NULL, NULL);
    terminal_type(t, ":");
    type_line(t, "caseload");
    terminal_wait_row(t, HINT, "Whose work", SOON);
    type_line(t, "maria");
    terminal_wait_row(t, HINT, "To whom", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "PASS ON  Maria Soto", SOON);
    terminal_wait(t, "3 open by name", SOON);
    terminal_wait(t, "3 referrals; has 0, then 3", SOON);
    terminal_wait_row(t, HINT, "Enter pass on all 3", SOON);
    assert_int_equal(network_count(n, has, "maria"), 3);
    network_pause(t);
    terminal_type(t, "\r");
    /* It asks as every other step on many does; n does nothing. */
    terminal_wait(t, "Give 3 that Maria Soto has to Tomas Silva.", SOON);
    terminal_wait(t, "y Yes, do it", SOON);
    terminal_type(t, "n");
    terminal_wait_row(t, NOTICE, "Nothing was done.", SOON);
    assert_int_equal(network_count(n, has, "maria"), 3);
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "y Yes, do it", SOON);
    terminal_type(t, "y");
    terminal_wait_row(t, NOTICE, "Given on: 3 of 3.  u undo all 17:15", SOON);
    terminal_wait(t, "0 open by name", SOON);
    terminal_wait(t, "Nothing is left to pass on.", SOON);
    terminal_wait(t, "3, each on its own record", SOON);
    assert_int_equal(network_count(n, has, "tomas"), 3);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back: 3 of 3.", SOON);
    terminal_wait(t, "3 open by name", SOON);
    terminal_wait_gone(t, "PASSED ON JUST NOW", SOON);
    assert_int_equal(network_count(n, has, "maria"), 3);
    network_leave(t);
}

/* In lean mode everything is told in words. */
static void in_words(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Abdi", "Hodan");
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_console(n, "maria", NULL, "--lean");
    terminal_type(t, "2");
    terminal_wait(t, "Rivera, Ana", SOON);
    terminal_type(t, "t");
    terminal_wait_row(t, NOTICE, "Abdi, Hodan is tagged. Tagged: 1.", SOON);
    network_pause(t);
    terminal_type(t, "t");
    terminal_wait_row(t, NOTICE, "Abdi, Hodan is not tagged any more. Tagged: 0.", SOON);
    network_pause(t);
    terminal_type(t, "t");
    terminal_wait_row(t, NOTICE, "Abdi, Hodan is tagged. Tagged: 1.", SOON);
    terminal_type(t, "j");
    terminal_type(t, "t");
    terminal_wait_row(t, NOTICE, "Rivera, Ana is tagged. Tagged: 2.", SOON);
    arm(t, "on all 2 tagged:");
    terminal_type(t, "d");
    /* On the row of the cursor stand the question and the choice: some read that row alone. */
    int row, col;
    terminal_wait(t, "> Decline 2: no staff.  y Yes, do it", SOON);
    terminal_cursor(t, &row, &col);
    assert_non_null(strstr(terminal_row(t, row), "Decline 2: no staff.  y Yes, do it"));
    terminal_type(t, "j");
    terminal_wait(t, "> Decline 2: no staff.  n No, do nothing", SOON);
    terminal_type(t, "k");
    terminal_wait(t, "> Decline 2: no staff.  y Yes, do it", SOON);
    confirm(t);
    terminal_wait_row(t, NOTICE, "Declined: 2 of 2.  u undo all", SOON);
    terminal_wait(t, "DECLINED", SOON);
    assert_int_equal(network_acts(n, NULL, "decline"), 2);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(says_first_then_acts_and_undoes),
        NETWORK_TEST(leaving_does_nothing),
        NETWORK_TEST(one_that_changed_is_not_done),
        NETWORK_TEST(undone_on_the_page_above),
        NETWORK_TEST(one_answer_for_all),
        NETWORK_TEST(not_every_step),
        NETWORK_TEST(over_many_pages),
        NETWORK_TEST(tags_stay_with_their_list),
        NETWORK_TEST(accidents_do_nothing),
        NETWORK_TEST(in_words),
        NETWORK_TEST(a_caseload_moves),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
