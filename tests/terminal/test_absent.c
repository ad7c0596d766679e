/* Content that is kept apart is absent for whoever has no basis (42 CFR Part 2, DESIGN 9): a
 * network that has such rows and one that never had any look the same to each of the nine people of
 * the sample network, on every screen and in plain commands: text, attributes and cursor. The
 * databases are one story that was copied. In one copy the hospital, a treatment programme and a
 * behavioral health area do their Part 2 work; in the other a treatment programme works with its
 * own people, of which hospital and area know nothing either. Then life goes on in all of them,
 * with the same ids and at the same time. Those who have a basis see the difference. On the way
 * every screen is searched for words that the person must never read anywhere. */
#include "holdfast/util/memory.h"
#include "support/child.h"
#include "support/network.h"
#include "support/pair.h"
#include "support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    ELSEWHERE = 100000, /* where the copies' own ids come from */
    LATER = 900000      /* and whatever is made once the consoles are open */
};

#define COPY  "story_copy"
#define OTHER "story_other"

/* ---- the story ---- */

struct story {
    const char *ana, *erik, *nursing, *plan_area;
    const char *hidden, *declined; /* only in a copy: an item, another */
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
    (void)network_ask(n, "drew",
                      "SELECT api.refer(gen_random_uuid(), jsonb_build_object('individual', '%s',"
                      " 'provided', '{\"orders\": \"daily\"}'::jsonb, 'items',"
                      " '[{\"type\": \"home_care\", \"service\": \"vna_east_visits\"}]'::jsonb))",
                      network_person(n, "Petrov", "Irina"));
    edit(n, "lena", story->ana, "plan", 0, "{\"open\": true}");
    story->plan_area = area_of(n, "behavioral_health");
    edit(n, "hana", story->ana, area_of(n, "housing"), 1, "{\"summary\": \"Stays with Luz.\"}");
    network_act(n, "maria", story->nursing, "call", "{\"reached\": true, \"note\": \"asked\"}");
    (void)network_ask(n, "wes",
                      "SELECT api.record_risk(gen_random_uuid(), '{\"individual\": \"%s\","
                      " \"category\": \"food_insecurity\", \"level\": \"high\"}')",
                      story->ana);
    (void)network_ask(n, "hana",
                      "SELECT api.emergency_look(gen_random_uuid(), NULL, '{\"kind\": \"other\","
                      " \"reason\": \"Found at the door\", \"name\": \"Petrov, Irina\","
                      " \"birth_date\": \"1951-03-14\"}')");
    /* The programme has met her, which is no Part 2 content yet. */
    (void)network_ask(n, "nina",
                      "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": \"Rivera\","
                      " \"given\": \"Ana\", \"birth_date\": \"1951-03-14\"}')");
}

/* ---- Part 2, in the copies ---- */

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
    edit(n, "bea", story->ana, "note/new", 0,
         "{\"kind\": \"counseling\", \"text\": \"Relapse in May\"}");
    (void)network_ask(n, NULL, "SELECT setval('app.id_sequence', %ld)", at);
}

/* A programme and its own people: one whom nobody else knows, and Ana. */
static void tell_programme(struct network *n, struct story *story)
{
    static const char own[] = "{\"context\": \"Suboxone\", \"duplicate_reason\": \"asked here\"}";
    long at = network_count(n, "SELECT last_value FROM app.id_sequence");
    (void)network_ask(n, NULL, "SELECT setval('app.id_sequence', %ld)", at + ELSEWHERE);
    const char *vera =
        network_ask(n, "nina",
                    "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": \"Hollow\","
                    " \"given\": \"Vera\", \"birth_date\": \"1951-03-14\"}')"
                    " ->> 'individual_ref'");
    (void)refer(n, "nina", vera, "recovery", own);
    story->hidden = refer(n, "nina", story->ana, "recovery", own);
    network_act(n, "nina", story->hidden, "accept", "{}");
    (void)network_ask(n, "nina",
                      "SELECT api.message(gen_random_uuid(), '%s', '{\"text\": \"Relapse, told"
                      " nobody\", \"counseling\": true}')",
                      story->hidden);
    (void)network_ask(n, NULL, "SELECT setval('app.id_sequence', %ld)", at);
}

/* ---- and life goes on, the same in all ---- */

/* Nothing that shows an id is made after the sweep, which takes more of them in the copies, but for
 * what the consoles make. */
static void go_on(struct network *n, const struct story *story)
{
    network_at(n, "2026-11-23 10:00-05");
    network_act(n, "maria", story->nursing, "accept", "{}");
    (void)refer(n, "drew", story->erik, "meals", "{}");
    network_at(n, "2026-11-24 09:00-05");
    network_sweep(n);
    (void)network_ask(n, NULL, "SELECT setval('app.id_sequence', %d)", LATER);
}

/* Who opened what shows, so walks that go on at the same time have stories of their own. */
static const struct lane {
    const char *plain, *copy;
} lanes[] = {
    {NULL, COPY}, {"story_2", "story_copy_2"}, {"story_3", "story_copy_3"}, {"story_4", OTHER}};
enum { LANES = sizeof lanes / sizeof lanes[0] };

struct world {
    struct network *network;
    struct story of_copy, of_other;
    bool walks; /* in the process of a lane, which has no further tests */
};

static void copy_for_lanes(struct network *n)
{
    for (size_t i = 1; i < LANES; i++) {
        network_turn(n, NULL);
        network_copy(n, lanes[i].plain);
        network_turn(n, COPY);
        if (strcmp(lanes[i].copy, OTHER) != 0)
            network_copy(n, lanes[i].copy);
    }
    network_turn(n, NULL);
}

/* One network for all tests: each only looks, but for what everybody does in all stories. */
static int open_world(void **state)
{
    struct world *w = memory_take(1, sizeof *w);
    void *network = NULL;
    if (network_open(&network) != 0 || network_begin(&network) != 0)
        return -1;
    struct network *n = w->network = network;
    tell(n, &w->of_copy);
    w->of_other = w->of_copy;
    network_copy(n, COPY);
    network_copy(n, OTHER);
    network_turn(n, COPY);
    tell_part2(n, &w->of_copy);
    go_on(n, &w->of_copy);
    network_turn(n, OTHER);
    tell_programme(n, &w->of_other);
    go_on(n, &w->of_other);
    network_turn(n, NULL);
    go_on(n, &w->of_copy);
    copy_for_lanes(n);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    void *network = w->network;
    free(w);
    return network_close(&network);
}

/* ---- every screen ---- */

struct stop {
    const char *keys, *what;
};

static void walk_stops(struct pair *pair, const struct stop *stops, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pair_type(pair, stops[i].keys);
        pair_look(pair, stops[i].what, PAIR_QUIET_MS);
    }
}
#define WALK(pair, stops) walk_stops(pair, stops, sizeof(stops) / sizeof *(stops))

static void walk_lists(struct pair *pair)
{
    static const struct stop stops[] = {{"3", "Alerts"},    {"4", "Escalations"},
                                        {"8", "Directory"}, {"7", "Measures"},
                                        {"6", "Review"},    {"\r", "a review"}};
    pair_look(pair, "Today", PAIR_QUIET_MS);
    pair_type(pair, "2");
    for (int i = 0; i < 6; i++) {
        pair_look(pair, "the Queue", i == 0 ? PAIR_REST_MS : PAIR_QUIET_MS);
        pair_type(pair, "\t");
        pair_pause(pair);
    }
    WALK(pair, stops);
    pair_type(pair, "1");
}

/* False: they find nobody, and nothing. */
static bool walk_found(struct pair *pair, const char *text)
{
    pair_type(pair, "5");
    pair_wait(pair, "Name, birth date or number");
    pair_answer(pair, text);
    pair_look(pair, "People", PAIR_QUIET_MS);
    if (pair_shows(pair, "Nobody of that name"))
        return false;
    pair_pause(pair);
    pair_type(pair, "\r");
    pair_look(pair, "what was found", PAIR_QUIET_MS);
    return true;
}

/* A person's page and what it leads to. */
static void walk_person(struct pair *pair, const char *name)
{
    static const struct stop stops[] = {
        {"p", "the plan"},      {"\r", "an area of it"}, {"q", "the plan again"},
        {"qL", "the record"},   {"qS", "the consents"},  {"qW", "pathways"},
        {"qD", "the same one"}, {"qX", "a look"},        {"\033", "the person again"}};
    if (!walk_found(pair, name))
        return;
    WALK(pair, stops);
    pair_type(pair, ":");
    pair_answer(pair, "disclosures");
    pair_look(pair, "the account of disclosures", PAIR_QUIET_MS);
}

static void walk_record(struct pair *pair, const char *ref)
{
    pair_type(pair, "9");
    pair_wait(pair, "Record of");
    pair_answer(pair, ref);
    pair_look(pair, "the Record", PAIR_QUIET_MS);
}

/* An administrator of logins has other screens. */
static void walk_logins(struct pair *pair)
{
    static const struct stop stops[] = {{"8", "the Directory"}, {"U", "who may sign in"}};
    pair_look(pair, "Today", PAIR_QUIET_MS);
    WALK(pair, stops);
}

static void walk(struct pair *pair, const struct story *story)
{
    if (strcmp(pair->who, "adm") == 0) {
        walk_logins(pair);
        return;
    }
    walk_lists(pair);
    walk_person(pair, "Rivera");
    (void)walk_found(pair, story->nursing);
    (void)walk_found(pair, story->hidden);
    (void)walk_found(pair, "1951-03-14");
    walk_record(pair, story->ana);
    walk_record(pair, story->hidden);
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
    pair_blank_hashes(said.out.data);
    return said;
}

static bool says_same(struct network *n, const struct lane *lane, const char *who,
                      const char *const *words, bool must_be_same)
{
    struct said plain = say_in(n, lane->plain, who, words);
    struct said copy = say_in(n, lane->copy, who, words);
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
static int compare_commands(struct network *n, const struct lane *lane, const char *who,
                            const struct story *story, bool must_be_same)
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
        if (says_same(n, lane, who, commands[i], must_be_same))
            continue;
        different++;
        if (must_be_same)
            fail_msg("%s learns from \"holdfast %s %s\" that there is Part 2 content", who,
                     commands[i][0], commands[i][1]);
    }
    return different;
}

/* ---- the tests ---- */

/* Each of the nine, in which stories, and what no screen of theirs may show in any. */
static const struct reader {
    const char *who;
    int lane;
    const char *never[9];
} readers[] = {
    {"lena", 0, {"Methadone", "Relapse", "Hollow"}},
    {"sam", 0, {"Methadone", "Relapse", "Hollow", "Lund", "Petrov"}},
    {"maria", 1, {"Methadone", "Relapse", "Hollow", "Lund", "Petrov"}},
    {"casey", 1, {"Methadone", "Relapse", "Hollow"}},
    {"adm", 1, {"Methadone", "Relapse", "Hollow", "Lund", "Petrov", "Rivera", "Elm St", "R-"}},
    {"hana", 2, {"Methadone", "Relapse", "Hollow", "Petrov"}},
    {"wes", 2, {"Methadone", "Relapse", "Hollow", "Lund", "Petrov"}},
    {"bea", 3, {"Suboxone", "Relapse", "Hollow", "Lund", "Petrov"}},
    {"drew", 3, {"Suboxone", "Relapse", "Hollow"}},
};
enum { READERS = sizeof readers / sizeof readers[0] };

static void walk_reader(struct world *w, const struct reader *reader)
{
    const struct lane *lane = &lanes[reader->lane];
    const struct story *story = strcmp(lane->copy, OTHER) == 0 ? &w->of_other : &w->of_copy;
    struct pair pair = pair_open(w->network, reader->who, lane->plain, lane->copy);
    pair.never = reader->never;
    walk(&pair, story);
    printf("%s: %d screens compared\n", reader->who, pair.screens);
    pair_close(&pair);
    assert_int_equal(compare_commands(w->network, lane, reader->who, story, true), 0);
}

/* One after the other in each lane, all lanes at a time: people wait more than they work. A failure
 * in the process of a lane leads to the next test, which ends it. */
static pid_t start_lane(struct world *w, int lane)
{
    (void)fflush(NULL);
    pid_t pid = test_child_fork();
    if (pid != 0)
        return pid;
    w->walks = true;
    for (size_t i = 0; i < READERS; i++)
        if (readers[i].lane == lane)
            walk_reader(w, &readers[i]);
    (void)fflush(NULL);
    _exit(EXIT_SUCCESS);
}

static void nothing_tells_without_a_basis(void **state)
{
    pid_t walkers[LANES];
    int failed = 0, status;
    for (int i = 0; i < LANES; i++)
        walkers[i] = start_lane(*state, i);
    for (int i = 0; i < LANES; i++)
        failed += waitpid(walkers[i], &status, 0) != walkers[i] || status != 0;
    assert_int_equal(failed, 0);
}

/* So that the test above can fail. */
static void it_is_there_with_a_basis(void **state)
{
    struct world *w = *state;
    if (w->walks)
        _exit(EXIT_FAILURE);
    struct pair pair = pair_open(w->network, "drew", lanes[0].plain, lanes[0].copy);
    pair.alike = false;
    walk(&pair, &w->of_copy);
    pair_close(&pair);
    assert_true(pair.different >= 5);
    assert_true(compare_commands(w->network, &lanes[0], "drew", &w->of_copy, false) >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_tells_without_a_basis),
        cmocka_unit_test(it_is_there_with_a_basis),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
