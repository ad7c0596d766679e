/* Substance-use content is absent for whoever has no basis (42 CFR Part 2, DESIGN 9): a network
 * that has such rows and one that never had any look the same to them, on every screen and in every
 * plain command, byte by byte. Two databases are one story that was copied; in the copy the
 * hospital, the treatment programme and a behavioral health area do their Part 2 work; then life
 * goes on in both, with the same ids and at the same time. Those who have a basis see the
 * difference. */
#include "support/network.h"
#include "support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    SOON = TERMINAL_PATIENCE_MS,
    ROWS = 24,
    QUIET_MS = 50,
    REST_MS = 450,     /* a preview comes when the cursor has rested */
    ELSEWHERE = 100000 /* where the copy's own ids come from */
};

#define COPY "story_copy"

/* ---- the story ---- */

struct story {
    const char *ana, *erik, *nursing, *plan_area;
    const char *hidden, *declined, *patient; /* only in the copy: an item, another, a person */
};

static const char *refer(struct network *n, const char *login, const char *person, const char *type,
                         const char *more)
{
    return network_ask(n, login,
                       "SELECT api.refer(gen_random_uuid(), jsonb_build_object('individual', '%s',"
                       " 'provided', '{\"phone\": \"617-555-0142\", \"orders\": \"daily\"}'::jsonb,"
                       " 'items', jsonb_build_array(jsonb_build_object('type', '%s'))) ||"
                       " '%s'::jsonb) #>> '{referrals,0,ref}'",
                       person, type, more);
}

static const char *area_of(struct network *n, const char *domain)
{
    return network_ask(n, NULL,
                       "SELECT 'area/' || a.id FROM app.plan_area a JOIN app.domain d"
                       " ON d.id = a.domain_id WHERE d.code = '%s'",
                       domain);
}

static void edit(struct network *n, const char *login, const char *person, const char *part,
                 int version, const char *change)
{
    (void)network_ask(n, login,
                      "SELECT api.plan_edit(gen_random_uuid(), '%s', '%s', nullif(%d, 0),"
                      " '%s'::jsonb)",
                      person, part, version, change);
}

/* What both networks have: people, requests, a plan, a risk, a call, something late. */
static void tell(struct network *n, struct story *story)
{
    (void)network_ask(n, NULL,
                      "UPDATE app.domain SET category = 'substance_use'"
                      " WHERE code = 'behavioral_health'");
    story->ana = network_person(n, "Rivera", "Ana");
    story->erik = network_person(n, "Lund", "Erik");
    story->nursing = network_nursing(n, story->ana, "urgent", NULL);
    (void)refer(n, "drew", story->ana, "meals", "{}");
    (void)refer(n, "drew", story->erik, "storage", "{}");
    edit(n, "lena", story->ana, "plan", 0, "{\"open\": true}");
    story->plan_area = area_of(n, "behavioral_health");
    edit(n, "hana", story->ana, area_of(n, "housing"), 1, "{\"summary\": \"Stays with Luz.\"}");
    network_act(n, "maria", story->nursing, "call", "{\"reached\": true, \"note\": \"asked\"}");
    (void)network_ask(n, "wes",
                      "SELECT api.record_risk(gen_random_uuid(), '{\"individual\": \"%s\","
                      " \"category\": \"food_insecurity\", \"level\": \"high\"}')",
                      story->ana);
}

/* ---- Part 2, in the copy ---- */

static void consent(struct network *n, const char *login, const char *person, const char *from)
{
    (void)network_ask(
        n, login,
        "SELECT api.grant_consent(gen_random_uuid(), '%s', '{\"kind\": \"part2_consent\", \"from\":"
        " \"%s\", \"to\": [\"riverway_recovery\"], \"categories\": [\"substance_use\"],"
        " \"purpose\": \"treatment\", \"signer\": \"the person\", \"authority\": \"individual\","
        " \"signed_on\": \"2026-11-20\", \"signature_on_file\": true, \"where_filed\": \"chart\","
        " \"right_to_revoke\": true, \"expires\": \"2027-04-30\"}')",
        person, from);
}

static void answer(struct network *n, struct story *story)
{
    network_act(n, "nina", story->hidden, "accept", "{}");
    network_act(n, "nina", story->hidden, "call", "{\"reached\": true, \"note\": \"methadone\"}");
    network_act(n, "nina", story->hidden, "note", "{\"note\": \"first dose given\"}");
    network_act(n, "nina", story->declined, "decline", "{}");
    (void)network_ask(n, "bea",
                      "SELECT api.record_event(gen_random_uuid(), '{\"individual\": \"%s\","
                      " \"type\": \"missed_appointment\", \"category\": \"substance_use\","
                      " \"occurred_at\": \"2026-11-20 12:00-05\"}')",
                      story->ana);
}

static void tell_part2(struct network *n, struct story *story)
{
    static const char urgent[] = "{\"priority\": \"urgent\", \"context\": \"Methadone\"}";
    char change[200];
    long at = network_count(n, "SELECT last_value FROM app.id_sequence");
    (void)network_ask(n, NULL, "SELECT setval('app.id_sequence', %ld)", at + ELSEWHERE);
    consent(n, "drew", story->ana, "st_marys");
    consent(n, "drew", story->erik, "st_marys");
    story->hidden = refer(n, "drew", story->ana, "recovery", urgent);
    story->declined = refer(n, "drew", story->erik, "recovery", urgent);
    answer(n, story);
    edit(n, "bea", story->ana, story->plan_area, 1, "{\"summary\": \"Methadone daily\"}");
    (void)snprintf(change, sizeof change,
                   "{\"area\": \"behavioral_health\", \"description\": \"Methadone tapered\"}");
    edit(n, "bea", story->ana, "goal/new", 0, change);
    (void)snprintf(change, sizeof change,
                   "{\"area\": \"behavioral_health\", \"kind\": \"medicine\","
                   " \"text\": \"Methadone 40 mg\"}");
    edit(n, "bea", story->ana, "note/new", 0, change);
    (void)network_ask(n, NULL, "SELECT setval('app.id_sequence', %ld)", at);
}

/* ---- and life goes on, the same in both ---- */

/* Nothing that shows an id is made after the sweep, which takes more of them in the copy. */
static void go_on(struct network *n, const struct story *story)
{
    network_at(n, "2026-11-23 10:00-05");
    network_act(n, "maria", story->nursing, "accept", "{}");
    (void)refer(n, "drew", story->erik, "meals", "{}");
    network_at(n, "2026-11-24 09:00-05");
    network_sweep(n);
}

static void make_both(struct network *n, struct story *story)
{
    tell(n, story);
    network_copy(n, COPY);
    network_turn(n, COPY);
    tell_part2(n, story);
    go_on(n, story);
    network_turn(n, NULL);
    go_on(n, story);
}

/* ---- two consoles side by side ---- */

struct pair {
    struct terminal *plain, *copy;
    const char *who;
    int screens, different;
};

static struct pair open_pair(struct network *n, const char *who)
{
    struct pair pair = {.who = who};
    pair.plain = network_console(n, who, NULL, NULL);
    network_turn(n, COPY);
    pair.copy = network_console(n, who, NULL, NULL);
    network_turn(n, NULL);
    return pair;
}

static void close_pair(struct pair *pair)
{
    terminal_end(pair->plain);
    terminal_end(pair->copy);
}

static void settle(struct terminal *t, int quiet_ms)
{
    static const char *const passing[] = {"Reading", "Looking", "Counting"};
    for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++)
        terminal_wait_gone(t, passing[i], SOON);
    terminal_settle(t, quiet_ms);
}

/* A hash takes in when its entry was really written, which is never the same twice. */
static void blank_hashes(char *text)
{
    static const char figures[] = "0123456789abcdef";
    for (size_t len; *text != '\0'; text += len > 0 ? len : 1) {
        len = strspn(text, figures);
        if (len >= 16)
            memset(text, '#', len);
    }
}

static bool same_row(const struct pair *pair, int row)
{
    char plain[512], copy[512];
    (void)snprintf(plain, sizeof plain, "%s", terminal_row(pair->plain, row));
    (void)snprintf(copy, sizeof copy, "%s", terminal_row(pair->copy, row));
    blank_hashes(plain);
    blank_hashes(copy);
    return strcmp(plain, copy) == 0;
}

static bool same(const struct pair *pair)
{
    int row[2], col[2];
    for (int i = 0; i < ROWS; i++)
        if (!same_row(pair, i))
            return false;
    terminal_cursor(pair->plain, &row[0], &col[0]);
    terminal_cursor(pair->copy, &row[1], &col[1]);
    return row[0] == row[1] && col[0] == col[1];
}

/* Different screens get a second look: one may only have been slower. */
static void look(struct pair *pair, const char *what, int quiet_ms, bool must_be_same)
{
    bool are_same = false;
    for (int i = 0; i < 4 && !are_same; i++) {
        settle(pair->plain, quiet_ms);
        settle(pair->copy, quiet_ms);
        are_same = same(pair);
    }
    pair->screens++;
    pair->different += !are_same;
    if (are_same || !must_be_same)
        return;
    terminal_print(pair->plain);
    terminal_print(pair->copy);
    close_pair(pair);
    fail_msg("%s sees on %s that there is Part 2 content", pair->who, what);
}

static void type(struct pair *pair, const char *keys)
{
    terminal_type(pair->plain, keys);
    terminal_type(pair->copy, keys);
}

/* A key that means nothing: the next one is no repetition. */
static void pause_both(struct pair *pair)
{
    network_pause(pair->plain);
    network_pause(pair->copy);
}

static void answer_with(struct pair *pair, const char *text)
{
    terminal_send(pair->plain, text);
    terminal_send(pair->copy, text);
    type(pair, "\r");
}

static void wait_both(struct pair *pair, const char *text)
{
    terminal_wait(pair->plain, text, SOON);
    terminal_wait(pair->copy, text, SOON);
}

static void walk_lists(struct pair *pair, bool must_be_same)
{
    look(pair, "Today", QUIET_MS, must_be_same);
    type(pair, "2");
    for (int i = 0; i < 6; i++) {
        look(pair, "the Queue", i == 0 ? REST_MS : QUIET_MS, must_be_same);
        type(pair, "\t");
        pause_both(pair);
    }
    type(pair, "3");
    look(pair, "Alerts", QUIET_MS, must_be_same);
    type(pair, "4");
    look(pair, "Escalations", QUIET_MS, must_be_same);
    type(pair, "8");
    look(pair, "the Directory", QUIET_MS, must_be_same);
}

/* What Enter leads to from the first line that was found, and from there. */
static void walk_found(struct pair *pair, const char *text, bool must_be_same)
{
    static const struct {
        const char *key, *what;
    } from[] = {{"p", "the plan"},
                {"L", "the record"},
                {"S", "the consents"},
                {"W", "pathways"},
                {"D", "the same person"}};
    type(pair, "5");
    wait_both(pair, "Name, birth date or number");
    answer_with(pair, text);
    look(pair, "People", QUIET_MS, must_be_same);
    if (terminal_shows(pair->plain, "Nobody of that name") ||
        terminal_shows(pair->copy, "Nobody of that name"))
        return;
    pause_both(pair);
    type(pair, "\r");
    look(pair, "what was found", QUIET_MS, must_be_same);
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        type(pair, from[i].key);
        look(pair, from[i].what, QUIET_MS, must_be_same);
        type(pair, "q");
    }
}

static void walk_record(struct pair *pair, const char *ref, bool must_be_same)
{
    type(pair, "9");
    wait_both(pair, "Record of");
    answer_with(pair, ref);
    look(pair, "the Record", QUIET_MS, must_be_same);
}

static void walk(struct pair *pair, const struct story *story, bool must_be_same)
{
    walk_lists(pair, must_be_same);
    if (strcmp(pair->who, "adm") == 0)
        return; /* sees nobody */
    walk_found(pair, "Rivera", must_be_same);
    walk_found(pair, story->hidden, must_be_same);
    walk_record(pair, story->ana, must_be_same);
    walk_record(pair, story->erik, must_be_same);
    walk_record(pair, story->hidden, must_be_same);
}

/* ---- plain commands ---- */

struct said {
    struct buffer out, err;
    int status;
};

static struct said say_in(struct network *n, const char *database, const char *who,
                          const char *const *words)
{
    struct said said = {0};
    const char *argv[10] = {"--db"};
    network_turn(n, database);
    argv[1] = network_conninfo(n, who);
    network_turn(n, NULL);
    for (size_t i = 0; i < 7 && words[i] != NULL; i++)
        argv[i + 2] = words[i];
    said.status = program_run(argv, NULL, &said.out, &said.err);
    buffer_text(&said.out, "");
    buffer_text(&said.err, "");
    blank_hashes(said.out.data);
    return said;
}

static bool says_same(struct network *n, const char *who, const char *const *words,
                      bool must_be_same)
{
    struct said plain = say_in(n, NULL, who, words), copy = say_in(n, COPY, who, words);
    bool same_said = plain.status == copy.status && strcmp(plain.out.data, copy.out.data) == 0 &&
                     strcmp(plain.err.data, copy.err.data) == 0;
    if (!same_said && must_be_same)
        fprintf(stderr, "%s %s %s:\n%s%s--\n%s%s\n", who, words[0], words[1], plain.out.data,
                plain.err.data, copy.out.data, copy.err.data);
    buffer_free(&plain.out);
    buffer_free(&plain.err);
    buffer_free(&copy.out);
    buffer_free(&copy.err);
    return same_said;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* How many of the commands differ. */
static int compare_commands(struct network *n, const char *who, const struct story *story,
                            bool must_be_same)
{
    char about[64];
    (void)snprintf(about, sizeof about, "individual=%s", story->ana);
    const char *const *const commands[] = {
        WORDS("queue", "mine", "--steps"),
        WORDS("queue", "role", "--steps"),
        WORDS("queue", "org", "--steps"),
        WORDS("queue", "network", "--steps"),
        WORDS("queue", "alerts"),
        WORDS("queue", "escalations"),
        WORDS("queue", "requested"),
        WORDS("queue", "network", "--filter", "text=methadone"),
        WORDS("queue", "network", "--filter", "service_type=recovery"),
        WORDS("show", story->ana),
        WORDS("show", story->erik),
        WORDS("show", story->nursing),
        WORDS("show", story->hidden),
        WORDS("show", story->declined),
        WORDS("plan", story->ana),
        WORDS("plan", story->erik),
        WORDS("message", story->ana),
        WORDS("message", story->hidden),
        WORDS("act", story->hidden, "accept"),
        WORDS("refer", about, "type=recovery", "--dry-run"),
        WORDS("ledger", "show", story->hidden),
        WORDS("ledger", "show", story->erik),
    };
    int different = 0;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (says_same(n, who, commands[i], must_be_same))
            continue;
        different++;
        if (must_be_same)
            fail_msg("%s learns from \"holdfast %s %s\" that there is Part 2 content", who,
                     commands[i][0], commands[i][1]);
    }
    return different;
}

/* ---- the tests ---- */

static void assert_absent(struct network *n, const struct story *story, const char *who)
{
    struct pair pair = open_pair(n, who);
    walk(&pair, story, true);
    close_pair(&pair);
    assert_int_equal(compare_commands(n, who, story, true), 0);
}

static void assert_present(struct network *n, const struct story *story, const char *who)
{
    struct pair pair = open_pair(n, who);
    walk(&pair, story, false);
    close_pair(&pair);
    assert_true(pair.different >= 5);
    assert_true(compare_commands(n, who, story, false) >= 3);
}

static void is_absent_without_a_basis(void **state)
{
    static const char *const people[] = {"lena", "hana", "wes", "casey", "adm"};
    struct network *n = *state;
    struct story story = {0};
    make_both(n, &story);
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
        assert_absent(n, &story, people[i]);
}

/* So that the test above can fail. */
static void is_there_with_a_basis(void **state)
{
    struct network *n = *state;
    struct story story = {0};
    make_both(n, &story);
    assert_present(n, &story, "drew");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(is_absent_without_a_basis),
        NETWORK_TEST(is_there_with_a_basis),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
