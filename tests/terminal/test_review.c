/* The daily review, by keys: 140 items to the stored summary; two at once; interrupted; a held key;
 * what changed meanwhile. Lena leads, Noor shares it. Everything stands still on Monday, 16:30. */
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

enum { SOON = TERMINAL_PATIENCE_MS, LATER = 4 * SOON, FAR = 15000 };
enum { NOTICE = 22, HINT = 23, REST = 350, FAR_MS = 600 };

#define MONDAY "2026-11-23 16:30:00-05"

/* People whose names begin so (alike ones would be taken for one), each with so many referrals by
 * Bright Home Care. */
static void enter(struct network *n, const char *family, int people, const char *types)
{
    (void)network_ask(
        n, "drew",
        "DO $$ DECLARE person text; BEGIN FOR i IN 0..%d LOOP"
        " person := api.enter_individual(gen_random_uuid(), jsonb_build_object('family', '%s'"
        " || chr(97 + i / 26) || chr(97 + i %% 26), 'given', 'Ana', 'birth_date', '1951-03-14', "
        "'address',"
        " '12 Elm St', 'city', 'Boston', 'postal_code', '02128', 'contacts',"
        " '[{\"phone\": \"617-555-0142\"}]'::jsonb)) ->> 'individual_ref';"
        " PERFORM api.refer(gen_random_uuid(), jsonb_build_object('individual', person, 'priority',"
        " 'routine', 'provided', '{\"orders\": \"dressing daily\"}'::jsonb, 'items',"
        " (SELECT jsonb_agg(jsonb_build_object('type', x, 'service', CASE x WHEN 'home_care' THEN"
        " 'bright_home_care' ELSE 'bright_wound_care' END)) FROM unnest('%s'::text[]) x)));"
        " END LOOP; END $$",
        people - 1, family, types);
}

/* Sent on Friday evening, and late on Monday afternoon: one of one item, the other of two. */
static void enter_late(struct network *n, int with_one, int with_two)
{
    if (with_one > 0)
        enter(n, "Sole", with_one, "{home_care}");
    if (with_two > 0)
        enter(n, "Twain", with_two, "{home_care,wound_care}");
}

static void enter_on_time(struct network *n, int people)
{
    network_at(n, "2026-11-23 10:00:00-05");
    if (people > 0)
        enter(n, "Timely", people, "{home_care}");
    network_at(n, MONDAY);
    network_sweep(n);
}

static struct terminal *begin(struct network *n, const char *login)
{
    struct terminal *t = network_console(n, login, NULL, NULL);
    terminal_type(t, "6");
    terminal_wait_row(t, 0, "REVIEW", SOON);
    terminal_wait(t, "Daily review", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "Because", SOON);
    return t;
}

/* The item is on the screen and rests; then the key, and what it asks: it stays as it is although
 * late, since somebody works on it; or it is not needed any more. */
enum decision { STAYS, ENDS };

static void decide(struct terminal *t, enum decision decision)
{
    terminal_settle(t, REST);
    terminal_type(t, decision == STAYS ? " " : "x");
    terminal_wait(t, decision == STAYS ? "stays as it is, because" : "no longer needed", SOON);
    terminal_type(t, decision == STAYS ? "w" : "n");
}

static void wait_decided(struct terminal *t, int decided, int all)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%d of %d decided", decided, all);
    terminal_wait(t, text, SOON);
}

static long decisions(struct network *n, const char *where)
{
    return network_count(n, "SELECT count(*) FROM app.review_decision d WHERE %s", where);
}

/* The stored summary as it is printed, and its line among the reviews. */
static void assert_printed(struct network *n)
{
    struct buffer out = {0};
    const char *link = network_conninfo(n, "lena");
    const char *ref = network_ask(n, NULL, "SELECT engine.meeting_ref(id) FROM app.review");
    assert_int_equal(PROGRAM(&out, NULL, "--db", link, "report", "review", "--format", "csv"), 0);
    assert_non_null(strstr(out.data, ",held,Lena Ortiz,"));
    assert_non_null(strstr(out.data, ",12,12,128,0,0,0\n"));
    assert_int_equal(
        PROGRAM(&out, NULL, "--db", link, "report", "review", "--review", ref, "--format", "html"),
        0);
    assert_non_null(strstr(out.data, "acknowledged as a list"));
    assert_non_null(strstr(out.data, "as it was at its end"));
    assert_null(strstr(out.data, "Soleaa"));
    buffer_free(&out);
}

/* 12 one by one, of 10 people, and 128 as a list: one of those is that nobody has held it in time.
 */
static void a_whole_review_of_140_items(void **state)
{
    struct network *n = *state;
    enter_late(n, 8, 2);
    enter_on_time(n, 127);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    terminal_wait(t, "REVIEW   LATE: 12 to decide one by one, 128 as a list", SOON);
    terminal_type(t, "6");
    terminal_wait(t, "not started: 12 to decide one by one, 128 as a list", SOON);
    terminal_type(t, "\r");
    for (int i = 0; i < 12; i++) {
        wait_decided(t, i, 12);
        terminal_wait_row(t, HINT, "Space seen, no change", SOON);
        decide(t, i % 2 == 0 ? STAYS : ENDS);
    }
    terminal_wait(t, "128 need no decision", LATER);
    terminal_wait_row(t, HINT, "c acknowledge all 128 as a list, and end the review", SOON);
    terminal_settle(t, REST);
    terminal_type(t, "c");
    terminal_wait(t, "Acknowledge all 128 as a list? The record will say that you read them", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.review_list"), 0);
    terminal_settle(t, REST);
    terminal_type(t, "y");
    terminal_wait_row(t, 0, "summary", SOON);
    terminal_wait(t, "acknowledged as a list       128", SOON);
    terminal_wait(t, "seen, no change                6", SOON);
    terminal_wait(t, "EVERY DECISION", SOON);
    assert_int_equal(decisions(n, "d.action = 'seen'"), 6);
    assert_int_equal(decisions(n, "d.action = 'cancel'"), 6);
    assert_int_equal(network_acts(n, NULL, "seen"), 6);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.review WHERE status = 'held'"), 1);
    assert_int_equal(network_count(n, "SELECT cardinality(tasks) FROM app.review_list"), 128);
    /* It is held now: what waited for that is done. */
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.task WHERE closed_at IS NULL"),
                     133);
    /* Enter once too often begins no other. */
    terminal_type(t, "6");
    terminal_wait(t, "held; it can be held once more", SOON);
    terminal_settle(t, REST);
    terminal_type(t, "\r");
    terminal_wait(t, "Daily review: it was held today, until", SOON);
    terminal_settle(t, REST);
    terminal_type(t, "n");
    terminal_wait_row(t, NOTICE, "Nothing was done.", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.review"), 1);
    network_leave(t);
    assert_printed(n);
    network_assert_whole(n);
}

static void two_reviewers_never_meet_on_an_item(void **state)
{
    struct network *n = *state;
    enter_late(n, 4, 2);
    enter_on_time(n, 0);
    struct terminal *lena = begin(n, "lena"), *noor = begin(n, "noor");
    terminal_wait_row(noor, 1, "Lena Ortiz on R-", SOON);
    struct terminal *turns[] = {lena, noor};
    for (int i = 0; i < 8; i++) {
        struct terminal *t = turns[i % 2];
        terminal_settle(t, REST);
        if (!terminal_shows(t, "Because"))
            t = turns[(i + 1) % 2];
        decide(t, (i / 2) % 2 == 0 ? ENDS : STAYS);
        char counted[96];
        (void)snprintf(counted, sizeof counted, "%d", i + 1);
        network_wait(n, counted, "SELECT count(*) FROM app.review_decision");
    }
    assert_int_equal(decisions(n, "true"), 8);
    assert_int_equal(network_count(n, "SELECT count(DISTINCT item_no) FROM app.review_decision"),
                     8);
    assert_int_equal(network_count(n, "SELECT count(DISTINCT staff_id) FROM app.review_decision"),
                     2);
    assert_int_equal(
        network_count(n, "SELECT count(*) FROM (SELECT i.about FROM app.review_decision d"
                         " JOIN app.review_item i ON i.review_id = d.review_id AND i.no = d.item_no"
                         " GROUP BY i.about HAVING count(DISTINCT d.staff_id) > 1) x"),
        0);
    terminal_wait_row(lena, 0, "the list", LATER);
    network_leave(lena);
    network_leave(noor);
}

static void an_interrupted_review_goes_on_where_it_was(void **state)
{
    struct network *n = *state;
    enter_late(n, 4, 0);
    enter_on_time(n, 1);
    struct terminal *t = begin(n, "lena");
    decide(t, ENDS);
    wait_decided(t, 1, 4);
    terminal_type(t, "q");
    terminal_wait(t, "under way since", SOON);
    terminal_wait(t, "1 of 4 decided", SOON);
    /* Whoever shares it waits for nothing that was given to somebody who is gone. */
    network_wait(n, "0",
                 "SELECT count(*) FROM app.review_group WHERE open > 0 AND held_until IS NOT NULL");
    terminal_type(t, "\r");
    terminal_wait(t, "Because", SOON);
    decide(t, STAYS);
    wait_decided(t, 2, 4);
    terminal_signal(t, SIGHUP);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
    t = network_start(n, "lena", NULL, NULL);
    terminal_wait_row(t, NOTICE, "Back where you were", SOON);
    wait_decided(t, 2, 4);
    terminal_wait(t, "Because", SOON);
    decide(t, ENDS);
    wait_decided(t, 3, 4);
    network_leave(t);
    assert_int_equal(decisions(n, "true"), 3);
}

static void a_held_key_decides_one_item(void **state)
{
    struct network *n = *state;
    enter_late(n, 3, 1);
    enter_on_time(n, 0);
    struct terminal *t = begin(n, "lena");
    terminal_settle(t, REST);
    terminal_type(t, "                ");
    terminal_wait(t, "stays as it is, because", SOON);
    assert_int_equal(decisions(n, "true"), 0);
    /* Rolled on: the next item has only just come, and then again. */
    terminal_type(t, "w w w w w w w");
    terminal_wait_row(t, NOTICE, "has only just come", SOON);
    wait_decided(t, 1, 5);
    terminal_paste(t, "xn n");
    terminal_wait_row(t, NOTICE, "Pasted text does nothing here", SOON);
    terminal_settle(t, REST);
    terminal_send(t, "xnx");
    terminal_wait_row(t, NOTICE, "Several keys came at once", SOON);
    assert_int_equal(decisions(n, "true"), 1);
    network_leave(t);
}

/* u takes back what the line names, and that item is the one to decide again. */
static void what_was_decided_can_be_taken_back(void **state)
{
    struct network *n = *state;
    enter_late(n, 2, 0);
    enter_on_time(n, 0);
    struct terminal *t = begin(n, "lena");
    char first[40];
    (void)snprintf(first, sizeof first, "%.10s", terminal_row(t, 3) + 2);
    decide(t, ENDS);
    terminal_wait_row(t, NOTICE, "Cancelled", SOON);
    wait_decided(t, 1, 2);
    terminal_wait_gone(t, first, SOON);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back", SOON);
    wait_decided(t, 0, 2);
    terminal_wait_row(t, 3, first, SOON);
    network_leave(t);
}

/* So is that it was only looked at; what is put off is still to decide, wherever that is told; and
 * what was taken back is told apart. */
static void a_look_can_be_taken_back_and_what_is_put_off_counts(void **state)
{
    struct network *n = *state;
    struct buffer out = {0};
    enter_late(n, 2, 0);
    enter_on_time(n, 0);
    struct terminal *t = begin(n, "lena");
    char first[40];
    (void)snprintf(first, sizeof first, "%.10s", terminal_row(t, 3) + 2);
    decide(t, STAYS);
    terminal_wait_row(t, NOTICE, "u undo 16:40", SOON);
    wait_decided(t, 1, 2);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back", SOON);
    wait_decided(t, 0, 2);
    terminal_wait_row(t, 3, first, SOON);
    terminal_settle(t, REST);
    terminal_type(t, "l");
    terminal_wait(t, "0 of 2 decided (1 put off)", SOON);
    terminal_type(t, "\t");
    terminal_wait(t, "2 are still to decide one by one (1 put off)", SOON);
    terminal_type(t, "1");
    terminal_wait(t, "REVIEW   under way: 2 to decide (1 put off), 0 decided", SOON);
    network_leave(t);
    assert_int_equal(decisions(n, "d.undone_at IS NOT NULL"), 1);
    assert_int_equal(PROGRAM(&out, NULL, "--db", network_conninfo(n, "lena"), "report", "review",
                             "--review",
                             network_ask(n, NULL, "SELECT engine.meeting_ref(id) FROM app.review")),
                     0);
    assert_non_null(strstr(out.data, "; taken back 2026-11-23 16:30 EST, Lena Ortiz"));
    assert_non_null(strstr(out.data, "still to decide"));
    assert_null(strstr(out.data, "left undecided"));
    buffer_free(&out);
}

static void what_got_late_meanwhile_comes_back(void **state)
{
    struct network *n = *state;
    enter_late(n, 1, 0);
    enter_on_time(n, 1);
    struct terminal *t = begin(n, "lena");
    decide(t, STAYS);
    terminal_wait(t, "2 need no decision", SOON);
    network_at(n, "2026-11-24 12:00:00-05");
    terminal_settle(t, REST);
    terminal_type(t, "c");
    terminal_wait(t, "Acknowledge all ", SOON);
    terminal_settle(t, REST);
    terminal_type(t, "y");
    terminal_wait(t, "1 are still to decide one by one", SOON);
    terminal_wait(t, "acknowledged as a list by Lena Ortiz, Tue 12:00. The record says", SOON);
    terminal_type(t, "u");
    terminal_wait(t, "That a list was read is on the record and stays.", SOON);
    network_pause(t);
    terminal_type(t, "\t");
    terminal_wait(t, "Timelyaa, Ana", SOON);
    terminal_wait(t, "Because", SOON);
    decide(t, ENDS);
    terminal_wait_row(t, 0, "the list", SOON);
    network_leave(t);
}

/* The weekly review of risks: the grave ones singly, decided by the steps of a risk; none is left,
 * and it ends. */
static void the_risks_of_the_week(void **state)
{
    struct network *n = *state;
    (void)network_ask(
        n, "wes", "%s",
        "SELECT api.record_risk(gen_random_uuid(), jsonb_build_object('individual',"
        " api.enter_individual(gen_random_uuid(), '{\"family\": \"Webb\", \"given\": \"Terrence\","
        " \"birth_date\": \"1979-05-02\"}') ->> 'individual_ref', 'category',"
        " 'housing_instability', 'level', 'high', 'legal_deadline', '2026-12-02 09:00-05'))");
    network_at(n, MONDAY);
    network_sweep(n);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    terminal_type(t, "6");
    terminal_wait(t, "Weekly risk review", SOON);
    terminal_type(t, "j");
    terminal_wait_row(t, HINT, "Enter begin", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "Webb, Terrence", SOON);
    terminal_wait(t, "high risk", SOON);
    terminal_wait(t, "0 of 1 decided", SOON);
    terminal_settle(t, REST);
    terminal_type(t, "o");
    terminal_wait(t, "Noor", SOON);
    terminal_type(t, "noor\r");
    terminal_wait_row(t, NOTICE, "Given on T-", SOON);
    terminal_wait(t, "Nothing is left to acknowledge as a list", SOON);
    terminal_wait_row(t, HINT, "c end the review", SOON);
    terminal_settle(t, REST);
    terminal_type(t, "c");
    terminal_wait_row(t, 0, "summary: Weekly risk", SOON);
    terminal_wait(t, "gave it to somebody", SOON);
    network_leave(t);
    network_assert_whole(n);
}

/* The weekly review of performance: by organisation; a note is a follow-up of who answers for it,
 * and can be taken back. */
static void the_performance_of_the_week(void **state)
{
    struct network *n = *state;
    enter_late(n, 2, 0);
    enter_on_time(n, 0);
    struct terminal *t = network_console(n, "ines", NULL, NULL);
    terminal_type(t, "6");
    terminal_wait(t, "Weekly performance review", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "Bright Home Care", SOON);
    terminal_wait(t, "2 never answered", SOON);
    terminal_wait(t, "Such as  R-", SOON);
    assert_false(terminal_shows(t, "bright_ho"));
    terminal_wait_row(t, HINT, "m ask Sam Whitaker", SOON);
    terminal_settle(t, REST);
    terminal_type(t, "m");
    terminal_wait(t, "What you write to them", SOON);
    terminal_type(t, "Who answers on Mondays?\r");
    terminal_wait_row(t, NOTICE, "u undo", SOON);
    terminal_wait(t, "Nothing is left to acknowledge as a list", SOON);
    terminal_type(t, "u");
    terminal_wait_row(t, NOTICE, "Taken back", SOON);
    terminal_type(t, "\t");
    terminal_wait(t, "0 of 1 decided", SOON);
    terminal_settle(t, REST);
    terminal_type(t, " ");
    terminal_wait_row(t, HINT, "c end the review", SOON);
    terminal_settle(t, REST);
    terminal_type(t, "c");
    terminal_wait_row(t, 0, "summary: Weekly perf", SOON);
    terminal_wait(t, "TAKEN BACK", SOON);
    terminal_wait(t, "taken back 16:30, Ines Vale", SOON);
    network_leave(t);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.task WHERE kind = 'follow_up' AND"
                                      " label LIKE 'last week%%' AND status = 'cancelled'"),
                     1);
}

/* Another item is there while the decision on the one before is still on its way. */
static bool next_is_there(struct terminal *t, void *before)
{
    return terminal_shows(t, "Because") && terminal_shows(t, "on the way") &&
           !terminal_shows(t, before);
}

/* The server is 600 ms away, each way. The next item is there as soon as a key has decided the one
 * before, what is on its way is told, and what is typed ahead hits nothing. */
static void ten_decisions_far_from_the_server(void **state)
{
    enum { ITEMS = 12, DECIDED = 10 };
    struct network *n = *state;
    char *directory = test_directory(), conninfo[1024], counted[32];
    enter_late(n, ITEMS, 0);
    enter_on_time(n, 0);
    pid_t line = slow_line_socket(directory, network_conninfo(n, "lena"), FAR_MS);
    (void)snprintf(conninfo, sizeof conninfo, "%s host=%s", network_conninfo(n, "lena"), directory);
    const char *argv[] = {program_path(), "--db", conninfo, NULL};
    struct terminal *t = terminal_start(NULL, argv);
    terminal_wait(t, "REVIEW   LATE: 12 to decide", FAR);
    terminal_type(t, "6");
    terminal_wait(t, "Daily review", FAR);
    terminal_type(t, "\r");
    terminal_wait(t, "Because", FAR);
    for (int i = 0; i < DECIDED; i++) {
        char present[40];
        terminal_wait(t, "Because", FAR);
        (void)snprintf(present, sizeof present, "%.12s", terminal_row(t, 3));
        terminal_settle(t, REST);
        terminal_type(t, " ");
        terminal_wait(t, "stays as it is, because", SOON);
        terminal_type(t, "wx"); /* drumming on decides nothing */
        terminal_wait_for(t, next_is_there, present, "the next, before an answer", SOON);
    }
    (void)snprintf(counted, sizeof counted, "%d", DECIDED);
    network_wait(n, counted, "SELECT count(DISTINCT item_no) FROM app.review_decision");
    wait_decided(t, DECIDED, ITEMS);
    network_leave(t);
    assert_int_equal(decisions(n, "true"), DECIDED);
    (void)kill(line, SIGKILL);
    test_directory_remove(directory);
}

static void who_holds_none_is_told_so(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_console(n, "maria", NULL, NULL);
    terminal_type(t, "6");
    terminal_wait(t, "None of your roles holds a review", SOON);
    network_leave(t);
}

int main(int argc, char **argv)
{
    slow_line_main(argc, argv);
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(a_whole_review_of_140_items),
        NETWORK_TEST(two_reviewers_never_meet_on_an_item),
        NETWORK_TEST(an_interrupted_review_goes_on_where_it_was),
        NETWORK_TEST(a_held_key_decides_one_item),
        NETWORK_TEST(what_was_decided_can_be_taken_back),
        NETWORK_TEST(a_look_can_be_taken_back_and_what_is_put_off_counts),
        NETWORK_TEST(what_got_late_meanwhile_comes_back),
        NETWORK_TEST(the_risks_of_the_week),
        NETWORK_TEST(the_performance_of_the_week),
        NETWORK_TEST(ten_decisions_far_from_the_server),
        NETWORK_TEST(who_holds_none_is_told_so),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
