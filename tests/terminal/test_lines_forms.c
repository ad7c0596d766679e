/* Forms in the line mode: consents, an emergency look, who may sign in; one question a line. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS };

static struct terminal *open_lines(struct network *n, const char *login)
{
    struct terminal *t = network_start(n, login, NULL, "lines");
    terminal_wait(t, "help.", SOON);
    return t;
}

/* Answers the question that says this. */
static void answer(struct terminal *t, const char *question, const char *line)
{
    terminal_wait(t, question, SOON);
    terminal_type(t, line);
    terminal_type(t, "\r");
}

static void type_line(struct terminal *t, const char *line)
{
    terminal_type(t, line);
    terminal_type(t, "\r");
}

static void leave(struct terminal *t)
{
    type_line(t, "q");
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
}

static const char *grant(struct network *n, const char *person)
{
    return network_ask(
        n, "drew",
        "SELECT api.grant_consent(gen_random_uuid(), '%s', '{\"kind\": \"part2_consent\", \"from\":"
        " \"st_marys\", \"to\": [\"riverway_recovery\"], \"categories\": [\"substance_use\"], "
        "\"purpose\":"
        " \"care\", \"signer\": \"Ana Rivera\", \"authority\": \"individual\", \"signed_on\":"
        " \"2026-11-20\", \"signature_on_file\": true, \"where_filed\": \"chart\","
        " \"right_to_revoke\": true, \"expires\": \"2027-04-30\"}') ->> 'consent_ref'",
        person);
}

static const char *consents_of(struct network *n, const char *person)
{
    return network_ask(
        n, NULL,
        "SELECT coalesce(string_agg(concat_ws(' ', c.kind, c.signer, c.where_filed,"
        " c.expires), '; ' ORDER BY c.id), '') FROM app.consent c JOIN app.individual"
        " i ON i.id = c.individual_id WHERE engine.individual_ref(i.id) = '%s'",
        person);
}

static void a_consent_is_recorded_by_the_forms_fields(void **state)
{
    struct network *n = *state;
    char person[32], line[64];
    (void)snprintf(person, sizeof person, "%s", network_person(n, "Rivera", "Ana"));
    (void)snprintf(line, sizeof line, "consents %s", person);
    struct terminal *t = open_lines(n, "drew");
    type_line(t, line);
    terminal_wait(t, "No consent or release is recorded", SOON);
    type_line(t, "grant");
    answer(t, "What kind?", "part2_consent");
    answer(t, "May tell, type a part", "no such place");
    answer(t, "Nothing is called \"no such place\".", "mary");
    answer(t, "May be told, type a part", "riverway");
    answer(t, "Which number? Empty: another name.", "1");
    answer(t, "And, type a part", "");
    answer(t, "What, numbers with commas?", "substance_use");
    answer(t, "For?", "care");
    answer(t, "May they pass it on?", "no");
    answer(t, "Signed by, the person", "");
    answer(t, "That is needed; a line with . alone leaves.", "Ana Rivera");
    answer(t, "As?", "1");
    answer(t, "Signed on, the day on the paper", "today");
    answer(t, "On file, where the signed paper", "chart room");
    answer(t, "Says how to take it back?", "yes");
    answer(t, "It ends?", "on a day");
    answer(t, "On, 30 Apr 2027", "30 Apr 2027");
    assert_string_equal(consents_of(n, person), "");
    answer(t, "Record it? Write yes", "yes");
    terminal_wait(t, "is recorded.", SOON);
    assert_string_equal(consents_of(n, person), "part2_consent Ana Rivera chart room 2027-04-30");
    leave(t);
}

static void a_consent_is_renewed_and_taken_back(void **state)
{
    struct network *n = *state;
    char person[32], ref[32], line[64];
    (void)snprintf(person, sizeof person, "%s", network_person(n, "Rivera", "Ana"));
    (void)snprintf(ref, sizeof ref, "%s", grant(n, person));
    struct terminal *t = open_lines(n, "drew");
    (void)snprintf(line, sizeof line, "revoke %s", ref);
    type_line(t, line);
    terminal_wait(t, "Which consent? Read them out first", SOON);
    (void)snprintf(line, sizeof line, "consents %s", person);
    type_line(t, line);
    terminal_wait(t, "in force", SOON);
    (void)snprintf(line, sizeof line, "renew %s", ref);
    type_line(t, line);
    answer(t, "(empty: Ana Rivera)?", "");
    answer(t, "As (empty: ", "");
    answer(t, "Signed on, the day on the paper", "today");
    answer(t, "On file, where the signed paper", ".");
    terminal_wait(t, "Nothing was done.", SOON);
    (void)snprintf(line, sizeof line, "revoke %s", ref);
    type_line(t, line);
    terminal_wait(t, "From now on St. Mary's Hospital tells no more about Rivera, Ana", SOON);
    answer(t, "Why, what the person said", "changed her mind");
    answer(t, "How?", "in_writing");
    answer(t, "Take it back now? Write yes", "yes");
    terminal_wait(t, "is over: nothing new is told on it.", SOON);
    leave(t);
}

/* Up to the last question. */
static void begin_look(struct terminal *t)
{
    type_line(t, "look Rivera, Ana");
    answer(t, "Who, the whole name", "");
    answer(t, "Born, with a name", "1951-03-14");
    answer(t, "Because of (empty: another reason", "");
    answer(t, "Reason, goes to your supervisor", "found on the stairs");
}

static void a_look_asks_why_and_is_on_the_record(void **state)
{
    struct network *n = *state;
    (void)network_person(n, "Rivera", "Ana");
    struct terminal *t = open_lines(n, "maria");
    begin_look(t);
    answer(t, "Look now? Write yes", "");
    terminal_wait(t, "Nothing was done.", SOON);
    assert_string_equal(network_ask(n, NULL, "SELECT count(*) FROM app.emergency_look"), "0");
    begin_look(t);
    answer(t, "Look now? Write yes", "yes");
    terminal_wait(t, "Emergency look at Rivera, Ana", SOON);
    terminal_wait(t, "Sam Whitaker", SOON);
    assert_string_equal(network_ask(n, NULL, "SELECT count(*) FROM app.emergency_look"), "1");
    leave(t);
}

static void who_may_sign_in_is_changed_after_what_it_means(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = open_lines(n, "adm");
    type_line(t, "staff disable tomas");
    answer(t, "Who takes over: login or role?", "");
    answer(t, "Why, for the record?", "has left");
    terminal_wait(t, "Nothing was done. Tomas", SOON);
    answer(t, "Disable them? Write yes", "yes");
    terminal_wait(t, "can no longer sign in.", SOON);
    assert_string_equal(network_ask(n, NULL,
                                    "SELECT disabled_at IS NOT NULL FROM app.staff WHERE "
                                    "login = 'tomas'"),
                        "t");
    type_line(t, "staff enable tomas");
    answer(t, "Let them sign in again? Write yes", "yes");
    terminal_wait(t, "can sign in again", SOON);
    leave(t);
}

/* Whose absence it is, who could cover, and what it means are read out before it is said. */
static void an_absence_is_said_after_what_it_means(void **state)
{
    struct network *n = *state;
    struct terminal *t = open_lines(n, "sam");
    type_line(t, "staff cover maria");
    terminal_wait(t, "Could", SOON);
    answer(t, "Away from? (empty: from now", "");
    answer(t, "Until? The last day", "2026-11-27");
    answer(t, "Who covers: login?", "tomas");
    terminal_wait(t, "Nothing was done: this was a dry run.", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.coverage"), 0);
    answer(t, "Say that they are away? Write yes", "yes");
    terminal_wait(t, "Tomas Silva acts for them.", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.coverage"), 1);
    type_line(t, "staff cover maria");
    answer(t, "Away from? (empty: from now", "");
    answer(t, "Until? The last day", "back");
    answer(t, "Say that they are here? Write yes", "yes");
    terminal_wait(t, "Maria Soto is here from 17:05.", SOON);
    leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(a_consent_is_recorded_by_the_forms_fields),
        NETWORK_TEST(a_consent_is_renewed_and_taken_back),
        NETWORK_TEST(a_look_asks_why_and_is_on_the_record),
        NETWORK_TEST(who_may_sign_in_is_changed_after_what_it_means),
        NETWORK_TEST(an_absence_is_said_after_what_it_means),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
