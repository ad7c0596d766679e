/* The shared plan: opened, read, written by its owners, by two at a time, over a lost line and a
 * killed console; and messages where they belong. */
#include "support/network.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, BACK = 20000, NOTICE = 22, HINT = 23 };

#define SAVE "\x13"
#define UNDO "\x1A"
#define ESC  "\033"

/* A person with an open plan: P-… */
static const char *planned(struct network *n)
{
    const char *person = network_person(n, "Webb", "Terrence");
    (void)network_nursing(n, person, "routine", NULL);
    (void)network_ask(
        n, "lena", "SELECT api.plan_edit(gen_random_uuid(), '%s', 'plan', 0, '{\"open\": true}')",
        person);
    return person;
}

static const char *area(struct network *n, const char *domain)
{
    return network_ask(n, NULL,
                       "SELECT a.id FROM app.plan_area a JOIN app.domain d ON d.id = a.domain_id"
                       " WHERE d.code = '%s'",
                       domain);
}

/* As somebody else at another desk. */
static void edit(struct network *n, const char *login, const char *person, const char *part,
                 const char *change)
{
    (void)network_ask(n, login,
                      "SELECT api.plan_edit(gen_random_uuid(), '%s', '%s', (api.plan_part('%s',"
                      " '%s') ->> 'version')::int, '%s'::jsonb)",
                      person, part, person, part, change);
}

static void open_plan(struct terminal *t, const char *person)
{
    terminal_type(t, "p");
    terminal_wait_row(t, HINT, "Plan of whom", SOON);
    terminal_send(t, person);
    terminal_wait_row(t, HINT, person, SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "PLAN  Webb, Terrence", SOON);
    terminal_wait_gone(t, "Reading", SOON);
}

static void open_area(struct terminal *t, const char *person, const char *name)
{
    char title[64];
    open_plan(t, person);
    network_go_to(t, name);
    network_pause(t);
    terminal_type(t, "\r");
    (void)snprintf(title, sizeof title, "AREA  %s  Webb, Terrence", name);
    terminal_wait_row(t, 0, title, SOON);
    terminal_wait(t, "GOALS", SOON);
}

static void begin_summary(struct terminal *t)
{
    terminal_type(t, "C");
    terminal_wait_row(t, 0, "SUMMARY  ", SOON);
    terminal_wait_row(t, HINT, "Ctrl-S save", SOON);
}

static const char *summary(struct network *n, const char *domain)
{
    return network_ask(n, NULL, "SELECT coalesce(summary, '') FROM app.plan_area WHERE id = %s",
                       area(n, domain));
}

/* ---- reading and opening ---- */

static void opens_where_there_is_none(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Webb", "Terrence");
    (void)network_nursing(n, person, "routine", NULL);
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Webb, ");
    terminal_type(t, "p");
    terminal_wait_row(t, 0, "PLAN  Webb, Terrence", SOON);
    terminal_wait(t, "A lead coordinator can open one", SOON);
    network_leave(t);
    t = network_console(n, "lena", NULL, NULL);
    open_plan(t, person);
    terminal_wait(t, "There is no shared plan", SOON);
    terminal_wait_row(t, HINT, "A open a plan", SOON);
    terminal_type(t, "A");
    terminal_wait_row(t, NOTICE, "The plan is open", SOON);
    terminal_wait(t, "Harbor Housing, Hana Cole", SOON);
    terminal_wait(t, "Behavioral health", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.plan_area"), 4);
    network_leave(t);
}

static void edits_an_area(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    begin_summary(t);
    terminal_send(t,
                  "Hearing 2 Dec, owes $2,140. Legal aid accepted Fri; rent fund waits for W-9. ");
    terminal_send(t, "Landlord answers by text only.");
    terminal_wait(t, "by text only.", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "Saved", SOON);
    terminal_wait(t, "Landlord answers by text", SOON);
    assert_string_equal(summary(n, "housing"),
                        "Hearing 2 Dec, owes $2,140. Legal aid accepted Fri; rent fund waits for "
                        "W-9. Landlord answers by text only.");
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "PLAN", SOON);
    terminal_wait(t, "Hearing 2 Dec, owes", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.draft"), 0);
    network_leave(t);
}

/* ---- two at a time ---- */

static void neither_loses_a_word(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *hana = network_console(n, "hana", NULL, NULL);
    struct terminal *abel = network_console(n, "abel", NULL, NULL);
    open_area(hana, person, "Housing");
    open_area(abel, person, "Housing");
    begin_summary(hana);
    begin_summary(abel);
    terminal_send(hana, "Hearing on 2 December.");
    terminal_wait(hana, "2 December.", SOON);
    terminal_send(abel, "Owes two months.");
    terminal_wait(abel, "two months.", SOON);
    terminal_type(hana, SAVE);
    terminal_wait_row(hana, NOTICE, "Saved", SOON);
    terminal_type(abel, SAVE);
    terminal_wait_row(abel, 0, "TWO TEXTS", SOON);
    terminal_wait(abel, "THEIRS", SOON);
    terminal_wait(abel, "Hearing on 2 December.", SOON);
    terminal_wait(abel, "YOURS", SOON);
    terminal_wait(abel, "Owes two months.", SOON);
    terminal_type(abel, "\r");
    terminal_wait(abel, "Which text shall stand?", SOON);
    terminal_type(abel, "e");
    terminal_wait_row(abel, 0, "SUMMARY  ", SOON);
    terminal_wait_row(abel, 1, "Hearing on 2 December.", SOON);
    terminal_wait_row(abel, 3, "Owes two months.", SOON);
    terminal_type(abel, SAVE);
    terminal_wait_row(abel, NOTICE, "Saved", SOON);
    assert_string_equal(summary(n, "housing"), "Hearing on 2 December.\n\nOwes two months.");
    network_assert_whole(n);
    network_leave(hana);
    network_leave(abel);
}

/* Theirs is kept on the record when mine stands, and mine can be taken back to before it was sent.
 */
static void keeps_one_of_two(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    char part[64];
    (void)snprintf(part, sizeof part, "area/%s", area(n, "housing"));
    struct terminal *t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    begin_summary(t);
    edit(n, "abel", person, part, "{\"summary\": \"Theirs.\"}");
    terminal_send(t, "Mine.");
    terminal_wait(t, "Mine.", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, 0, "TWO TEXTS", SOON);
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "SUMMARY  ", SOON);
    terminal_wait_row(t, 1, "Mine.", SOON);
    assert_string_equal(summary(n, "housing"), "Theirs.");
    terminal_type(t, SAVE);
    terminal_wait_row(t, 0, "TWO TEXTS", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "Which text shall stand?", SOON);
    terminal_type(t, "m");
    terminal_wait_row(t, NOTICE, "Saved", SOON);
    assert_string_equal(summary(n, "housing"), "Mine.");
    network_assert_whole(n);
    network_leave(t);
}

static void different_parts_do_not_meet(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    char part[64];
    struct terminal *t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    begin_summary(t);
    terminal_send(t, "Hearing on 2 December.");
    terminal_wait(t, "2 December.", SOON);
    (void)snprintf(part, sizeof part, "area/%s", area(n, "health"));
    edit(n, "priya", person, part, "{\"summary\": \"BP 168/94 on Sat.\"}");
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "Saved", SOON);
    assert_string_equal(summary(n, "housing"), "Hearing on 2 December.");
    assert_string_equal(summary(n, "health"), "BP 168/94 on Sat.");
    network_leave(t);
}

/* Another owner or another date is no other text: nothing is asked. */
static void another_owner_is_no_conflict(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    char part[64];
    (void)snprintf(part, sizeof part, "area/%s", area(n, "housing"));
    struct terminal *t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    begin_summary(t);
    terminal_send(t, "Mine.");
    terminal_wait_row(t, 1, "Mine.", SOON);
    edit(n, "lena", person, part, "{\"owner_staff\": \"abel\"}");
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "Saved", SOON);
    assert_string_equal(summary(n, "housing"), "Mine.");
    terminal_wait(t, "Harbor Housing, Abel Santos", SOON);
    network_leave(t);
}

/* ---- nothing typed is lost ---- */

static void a_draft_survives_a_kill(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    begin_summary(t);
    terminal_send(t, "Half a senten");
    terminal_wait(t, "Half a senten", SOON);
    network_wait(n, "Half a senten", "SELECT body ->> 'text' FROM app.draft");
    terminal_signal(t, SIGKILL);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
    t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    terminal_type(t, "C");
    terminal_wait_row(t, NOTICE, "What you began to write here is back", SOON);
    terminal_wait_row(t, 1, "Half a senten", SOON);
    terminal_type(t, UNDO);
    terminal_wait_gone(t, "Half a senten", SOON);
    terminal_type(t, "\x19");
    terminal_wait_row(t, 1, "Half a senten", SOON);
    terminal_send(t, "ce.");
    terminal_wait_row(t, 1, "Half a sentence.", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "Saved", SOON);
    network_wait(n, "0", "SELECT count(*) FROM app.draft");
    assert_string_equal(summary(n, "housing"), "Half a sentence.");
    network_leave(t);
}

/* The terminal goes away in the middle of a word: what the signal ends is kept, too. */
static void a_draft_survives_a_hangup(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    begin_summary(t);
    terminal_send(t, "Cut off in the midd");
    terminal_wait(t, "Cut off in the midd", SOON);
    terminal_signal(t, SIGHUP);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
    network_wait(n, "Cut off in the midd", "SELECT body ->> 'text' FROM app.draft");
}

/* Somebody else saved while the draft lay there: it is an edit of what stood before. */
static void an_old_draft_overwrites_nothing(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    char part[64];
    (void)snprintf(part, sizeof part, "area/%s", area(n, "housing"));
    struct terminal *t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    begin_summary(t);
    terminal_send(t, "Mine.");
    terminal_wait_row(t, 1, "Mine.", SOON);
    terminal_type(t, ESC);
    terminal_wait_row(t, NOTICE, "waits for you here", SOON);
    edit(n, "abel", person, part, "{\"summary\": \"Theirs.\"}");
    terminal_wait(t, "Theirs.", BACK);
    terminal_type(t, "C");
    terminal_wait_row(t, 1, "Mine.", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, 0, "TWO TEXTS", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "Which text shall stand?", SOON);
    terminal_type(t, "t");
    terminal_wait_row(t, NOTICE, "Theirs stands", SOON);
    network_wait(n, "0", "SELECT count(*) FROM app.draft");
    assert_string_equal(summary(n, "housing"), "Theirs.");
    network_leave(t);
}

static void writes_on_without_a_link(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    begin_summary(t);
    network_cut(n);
    terminal_wait_row(t, 0, "offline since", SOON);
    terminal_send(t, "Written in a tunnel.");
    terminal_wait_row(t, 1, "Written in a tunnel.", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "There is no link now", SOON);
    terminal_wait_row(t, 1, "Written in a tunnel.", SOON);
    network_mend(n);
    terminal_wait_row(t, NOTICE, "Saved", BACK);
    terminal_wait_row(t, 0, "AREA", SOON);
    assert_string_equal(summary(n, "housing"), "Written in a tunnel.");
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.ledger WHERE entity_kind ="
                                      " 'care_plan' AND actor_id = (SELECT id FROM app.staff"
                                      " WHERE login = 'hana')"),
                     1);
    network_leave(t);
}

/* ---- goals, notes, owners ---- */

static void adds_a_goal_and_what_is_in_the_way(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *t = network_console(n, "hana", NULL, NULL);
    open_area(t, person, "Housing");
    terminal_type(t, "A");
    terminal_wait(t, "what stands in the way", SOON);
    terminal_type(t, "g");
    terminal_wait_row(t, 0, "NEW GOAL", SOON);
    terminal_send(t, "Stay in the flat over the winter");
    terminal_wait(t, "over the winter", SOON);
    terminal_type(t, "\t");
    terminal_send(t, "28 Feb");
    terminal_wait(t, "28 Feb", SOON);
    terminal_type(t, "\t\r");
    terminal_wait_row(t, NOTICE, "The goal stands", SOON);
    terminal_wait(t, "Stay in the flat over the winter  by 28 Feb 2027", SOON);
    terminal_type(t, "A");
    terminal_wait(t, "what stands in the way", SOON);
    terminal_type(t, "b");
    terminal_wait_row(t, HINT, "Ctrl-S save", SOON);
    terminal_send(t, "Phone cut off mid-month");
    terminal_wait(t, "mid-month", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "Added to the plan", SOON);
    terminal_wait(t, "HANDED OVER", SOON);
    network_go_to(t, "Stay in the flat");
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "GOAL  Housing", SOON);
    terminal_type(t, "\t\t\tm\t\r");
    terminal_wait_row(t, NOTICE, "The goal stands", SOON);
    terminal_type(t, "q");
    terminal_wait(t, "1 of 1", SOON);
    terminal_wait(t, "In the way  Phone cut off mid-month", SOON);
    network_leave(t);
}

static void a_coordinator_comments_and_reassigns(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    open_area(t, person, "Housing");
    terminal_type(t, "C");
    terminal_wait(t, "Only Hana Cole changes this area", SOON);
    terminal_type(t, "A");
    terminal_wait(t, "a comment, for its owner to read", SOON);
    terminal_type(t, "c");
    terminal_wait_row(t, HINT, "Ctrl-S save", SOON);
    terminal_send(t, "Ask for a payment plan.");
    terminal_wait(t, "payment plan.", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "Added to the plan", SOON);
    terminal_wait(t, "COMMENTS", SOON);
    terminal_type(t, "o");
    terminal_wait_row(t, HINT, "New owner", SOON);
    terminal_send(t, "abel");
    terminal_wait_row(t, HINT, "abel", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Owned by Abel", SOON);
    terminal_wait(t, "Harbor Housing, Abel", SOON);
    network_leave(t);
    t = network_console(n, "abel", NULL, NULL);
    open_area(t, person, "Housing");
    network_go_to(t, "payment plan");
    terminal_type(t, ":");
    terminal_send(t, "redate");
    terminal_type(t, "\r");
    terminal_wait_row(t, HINT, "Review by", SOON);
    terminal_send(t, "4 Dec");
    terminal_wait_row(t, HINT, "4 Dec", SOON);
    /* Somebody was first, and the console has not heard of it: what was typed is there still. */
    (void)network_ask(n, NULL,
                      "UPDATE app.plan_area SET version = version + 1,"
                      " summary = 'Owes two months.' RETURNING 1");
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "changed it at", SOON);
    terminal_wait_row(t, HINT, "Review by (11 Dec, +14d): 4 Dec", SOON);
    terminal_wait(t, "Owes two months.", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Looked at again by 4 Dec", SOON);
    network_leave(t);
}

/* ---- messages ---- */

static void a_question_is_answered_in_place(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    open_plan(t, person);
    network_go_to(t, "Hana Cole");
    terminal_type(t, "m");
    terminal_wait(t, "A message to whom?", SOON);
    terminal_wait(t, "Hana Cole, Harbor Housing (Housing)", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "a question: it becomes work", SOON);
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "QUESTION to Hana Cole", SOON);
    terminal_send(t, "Is the W-9 there?");
    terminal_wait(t, "W-9 there?", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "Sent", SOON);
    terminal_wait(t, "ASKS: Is the W-9 there?", SOON);
    network_leave(t);
    t = network_console(n, "hana", NULL, NULL);
    open_plan(t, person);
    terminal_wait(t, "1 unread", SOON);
    terminal_type(t, "G");
    network_go_to(t, "Is the W-9 there?");
    terminal_wait_row(t, HINT, "Enter answer", SOON);
    network_wait(n, "0", "SELECT count(*) FROM app.message WHERE read_at IS NULL");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "ANSWER to ", SOON);
    terminal_wait(t, "Is the W-9 there?", SOON);
    terminal_send(t, "It came this morning.");
    terminal_wait(t, "this morning.", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "Sent", SOON);
    terminal_wait(t, "asked: Is the W-9 there?", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.message WHERE question AND"
                                      " answered_at IS NULL"),
                     0);
    network_assert_whole(n);
    network_leave(t);
}

/* From Today to the item where somebody wrote; `m` there writes a message, or a note as ever. */
static void messages_lie_on_the_item(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Webb", "Terrence");
    const char *ref = network_nursing(n, person, "routine", NULL);
    (void)network_ask(n, "drew",
                      "SELECT api.message(gen_random_uuid(), '%s',"
                      " '{\"text\": \"She is at her sister''s.\", \"to\": \"home_care_intake\"}')",
                      ref);
    struct terminal *t = network_console(n, "maria", NULL, NULL);
    terminal_wait(t, "Messages: 1 unread; about", SOON);
    network_go_to(t, "Messages: 1 unread");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "ITEM R-", SOON);
    network_go_to(t, "NEW St. Mary's Hospital, Drew Palmer");
    network_wait(n, "0", "SELECT count(*) FROM app.message WHERE read_at IS NULL");
    terminal_type(t, "m");
    terminal_wait(t, "a note on the record, to nobody", SOON);
    terminal_type(t, "n");
    terminal_wait_row(t, HINT, "Note:", SOON);
    terminal_send(t, "Called the sister.");
    terminal_wait_row(t, HINT, "sister.", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "Noted", SOON);
    terminal_type(t, "m");
    terminal_wait(t, "A message to whom?", SOON);
    terminal_type(t, "o");
    terminal_wait_row(t, HINT, "To whom", SOON);
    terminal_send(t, "Drew");
    terminal_wait_row(t, HINT, "Drew", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "to be read, no answer needed", SOON);
    terminal_type(t, "r");
    terminal_wait_row(t, 0, "MESSAGE to Drew Palmer", SOON);
    terminal_send(t, "Thank you.");
    terminal_wait_row(t, 1, "Thank you.", SOON);
    terminal_type(t, SAVE);
    terminal_wait_row(t, NOTICE, "Sent", SOON);
    terminal_resize(t, 40, 80);
    terminal_wait(t, "you to Drew Palmer: Thank you.", SOON);
    terminal_wait(t, "Enter answer", SOON);
    network_leave(t);
}

static void an_area_shows_what_is_open_in_it(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    open_area(t, person, "Health");
    network_go_to(t, "nursing visits");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "ITEM R-", SOON);
    network_leave(t);
}

/* ---- in every size, and in lean ---- */

static void fill(struct network *n, const char *person)
{
    static const char *const summaries[][2] = {
        {"housing", "Hearing 2 Dec, owes $2,140. Legal aid accepted Fri; rent fund waits for W-9.\n"
                    "The landlord answers by text only, and wants the arrears by the hearing."},
        {"health", "BP 168/94 on Sat. Metoprolol new, 5 medicines; clinic visit Tue 10:30."},
        {"social_services", "Summary out of date: shut-off notice of 14 Nov not in it."}};
    static const char *const owners[] = {"hana", "priya", "wes"};
    char part[64], change[512];
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(part, sizeof part, "area/%s", area(n, summaries[i][0]));
        (void)snprintf(change, sizeof change, "{\"summary\": %s}",
                       network_ask(n, NULL, "SELECT to_jsonb('%s'::text)", summaries[i][1]));
        edit(n, owners[i], person, part, change);
    }
    for (int i = 0; i < 8; i++)
        (void)network_nursing(n, person, "routine", NULL);
}

static void reads_well_in_every_size(void **state)
{
    static const int sizes[][2] = {{50, 200}, {24, 80}, {12, 60}, {30, 130}, {24, 80}};
    struct network *n = *state;
    const char *person = planned(n);
    fill(n, person);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    open_plan(t, person);
    network_go_to(t, "Housing");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        terminal_resize(t, sizes[i][0], sizes[i][1]);
        terminal_wait_row(t, sizes[i][0] - 1, "? more", SOON);
        network_wait_selected(t, "Housing");
        terminal_wait(t, "LATE", SOON);
        if (sizes[i][0] >= 40)
            terminal_wait(t, "wants the arrears by the hearing.", SOON);
    }
    network_leave(t);
}

static void reads_well_in_lean(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    fill(n, person);
    struct terminal *t = network_console(n, "hana", NULL, "--lean");
    open_plan(t, person);
    terminal_wait(t, "goals 0/", SOON); /* each number has its word: a heading has no cursor */
    network_go_to(t, "Hearing 2 Dec");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "AREA  Housing", SOON);
    begin_summary(t);
    terminal_send(t, "Now: ");
    terminal_wait_row(t, 1, "Now: Hearing 2 Dec", SOON);
    terminal_resize(t, 30, 60);
    terminal_wait_row(t, 2, "rent fund waits", SOON);
    terminal_type(t, SAVE);
    terminal_wait(t, "> ", SOON);
    terminal_wait_row(t, 0, "AREA  Housing", SOON);
    network_leave(t);
}

/* Tab goes along the parts and back, the cursor always on a line of text. */
static void goes_along_the_parts(void **state)
{
    struct network *n = *state;
    const char *person = planned(n);
    fill(n, person);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    open_plan(t, person);
    network_wait_selected(t, "Behavioral health");
    terminal_type(t, "\t");
    network_wait_selected(t, "NEXT");
    terminal_type(t, "\t");
    network_wait_selected(t, "LATEST");
    terminal_type(t, "\t");
    network_wait_selected(t, "Behavioral health");
    terminal_type(t, "\033[Z\033[Z");
    network_wait_selected(t, "NEXT");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "ITEM R-", SOON);
    terminal_wait(t, "WHO SHOULD HAVE ACTED", SOON);
    network_pause(t);
    terminal_type(t, "p");
    terminal_wait_row(t, 0, "PLAN  Webb", SOON);
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "ITEM R-", SOON);
    network_leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(opens_where_there_is_none),
        NETWORK_TEST(edits_an_area),
        NETWORK_TEST(neither_loses_a_word),
        NETWORK_TEST(keeps_one_of_two),
        NETWORK_TEST(different_parts_do_not_meet),
        NETWORK_TEST(another_owner_is_no_conflict),
        NETWORK_TEST(a_draft_survives_a_kill),
        NETWORK_TEST(a_draft_survives_a_hangup),
        NETWORK_TEST(an_old_draft_overwrites_nothing),
        NETWORK_TEST(writes_on_without_a_link),
        NETWORK_TEST(adds_a_goal_and_what_is_in_the_way),
        NETWORK_TEST(a_coordinator_comments_and_reassigns),
        NETWORK_TEST(a_question_is_answered_in_place),
        NETWORK_TEST(messages_lie_on_the_item),
        NETWORK_TEST(an_area_shows_what_is_open_in_it),
        NETWORK_TEST(reads_well_in_every_size),
        NETWORK_TEST(reads_well_in_lean),
        NETWORK_TEST(goes_along_the_parts),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
