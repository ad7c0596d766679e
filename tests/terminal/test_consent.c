/* Consents as people record, read and take them back; what a console does that shows something when
 * it may not any more; a referral that nothing allows; the notice of 42 CFR 2.32. */
#include "support/network.h"
#include "support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NEXT_POLL = 15000, NOTICE = 22, HINT = 23 };

static const char redisclosure[] =
    "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";

/* ---- what there is ---- */

/* From the hospital to those, for substance-use content: C-… */
static const char *consent(struct network *n, const char *person, const char *to)
{
    return network_ask(
        n, "drew",
        "SELECT api.grant_consent(gen_random_uuid(), '%s', '{\"kind\": \"part2_consent\", \"from\":"
        " \"st_marys\", \"to\": [%s], \"categories\": [\"substance_use\"], \"purpose\": \"care\","
        " \"signer\": \"Ana Rivera\", \"authority\": \"individual\", \"signed_on\": \"2026-11-20\","
        " \"signature_on_file\": true, \"where_filed\": \"chart\", \"right_to_revoke\": true,"
        " \"expires\": \"2027-04-30\"}') ->> 'consent_ref'",
        person, to);
}

static const char *recovery(struct network *n, const char *person)
{
    return network_ask(n, "drew",
                       "SELECT api.refer(gen_random_uuid(), '{\"individual\": \"%s\", \"context\":"
                       " \"Methadone 40 mg\", \"items\": [{\"type\": \"recovery\"}]}')"
                       " #>> '{referrals,0,ref}'",
                       person);
}

static void take_back(struct network *n, const char *ref)
{
    (void)network_ask(n, "drew",
                      "SELECT api.revoke_consent(gen_random_uuid(), '%s', '{\"reason\": \"changed"
                      " her mind\", \"how\": \"in_writing\"}')",
                      ref);
}

/* ---- recording, renewing, taking back ---- */

static void choose(struct terminal *t, const char *part, const char *whole)
{
    char marked[80];
    (void)snprintf(marked, sizeof marked, "> %s", whole);
    terminal_send(t, part);
    terminal_wait(t, marked, SOON);
    network_pause(t);
    terminal_type(t, "\r");
}

static void type_signature(struct terminal *t)
{
    terminal_wait(t, "the person, or who signs for them", SOON);
    terminal_send(t, "Ana Rivera");
    terminal_type(t, "\t");
    terminal_wait(t, "Parent of a minor", SOON);
    terminal_type(t, "t\t");
    terminal_wait(t, "the day on the paper", SOON);
    terminal_send(t, "tomorrow");
    terminal_type(t, "\t");
    terminal_wait(t, "That is still to come.", SOON);
    terminal_type(t, "\033[Z");
    terminal_wait(t, "the day on the paper", SOON); /* what is wrong hides no help */
    terminal_type(t, "\x15");
    terminal_send(t, "today");
    terminal_type(t, "\t");
    terminal_wait(t, "20 Nov 2026", SOON);
    terminal_wait(t, "where the signed paper", SOON);
    terminal_send(t, "chart room");
    terminal_type(t, "\ty\t");
    terminal_wait(t, "with an event", SOON);
    terminal_type(t, "d\t");
    terminal_send(t, "30 Apr 2027");
    terminal_type(t, "\t");
    network_pause(t);
    terminal_type(t, "\r");
}

static void records_what_was_signed(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Rivera", "Ana");
    struct terminal *t = network_console(n, "drew", NULL, NULL);
    network_look_up(t, person, "PERSON P-");
    terminal_type(t, "S");
    network_wait_page(t, "CONSENTS P-");
    terminal_wait(t, "No consent of this person is recorded that you may know of.", SOON);
    terminal_wait(t, "A records one that was signed.", SOON);
    terminal_type(t, "A");
    network_wait_page(t, "CONSENT of Rivera, Ana");
    terminal_wait(t, "Consent for substance-use content", SOON);
    terminal_type(t, "c\t");
    choose(t, "mary", "St. Mary's Hospital");
    choose(t, "riverway", "Riverway Recovery");
    choose(t, "Lena", "Lena Ortiz, Bay Network");
    terminal_wait(t, "May be told", SOON);
    terminal_type(t, "\t");
    terminal_wait(t, "[ ]", SOON);
    terminal_type(t, "s");
    terminal_wait(t, "[x] s Substance use", SOON);
    terminal_type(t, "\t");
    terminal_wait(t, "Coordinating care", SOON);
    terminal_type(t, "t\tn\t");
    type_signature(t);
    terminal_wait_row(t, NOTICE, "it stands until 30 Apr 2027", SOON);
    network_wait_page(t, "CONSENTS P-");
    terminal_wait(t, "in force until 30 Apr 2027", SOON);
    terminal_wait(t, "Riverway Recovery; Lena Ortiz, Bay Network", SOON);
    terminal_wait(t, "by Ana Rivera", SOON);
    terminal_wait(t, "signature on file: chart room", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.consent WHERE signed_on ="
                                      " '2026-11-20' AND categories = '{substance_use}'"),
                     1);
    network_leave(t);
}

static void says_what_will_stop(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Rivera", "Ana");
    const char *ref = consent(n, person, "\"riverway_recovery\"");
    (void)recovery(n, person);
    struct terminal *t = network_console(n, "drew", NULL, NULL);
    network_look_up(t, person, "PERSON P-");
    terminal_type(t, "S");
    network_wait_selected(t, ref);
    terminal_wait_row(t, HINT, "x it is taken back", SOON);
    terminal_type(t, "x");
    network_wait_page(t, "TAKING BACK consent C-");
    terminal_wait(t, "From now on St. Mary's Hospital tells no more about Rivera, Ana", SOON);
    terminal_wait(t, "on this consent: Substance use", SOON);
    terminal_wait(t, "both sides get a", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.consent WHERE ended_at IS NULL"),
                     1);
    terminal_send(t, "changed her mind");
    terminal_type(t, "\tw\t");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "is taken back: nothing more is told on it", SOON);
    terminal_wait(t, "taken back 17:05: changed her mind", SOON);
    assert_int_equal(
        network_count(n, "SELECT count(*) FROM app.consent WHERE end_kind = 'revoked'"), 1);
    network_leave(t);
}

static void renews(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Rivera", "Ana");
    const char *ref = consent(n, person, "\"riverway_recovery\"");
    struct terminal *t = network_console(n, "drew", NULL, NULL);
    network_look_up(t, person, "PERSON P-");
    terminal_type(t, "S");
    network_wait_selected(t, ref);
    terminal_type(t, "C");
    network_wait_page(t, "of Rivera, Ana, renewed");
    terminal_wait(t, "Ana Rivera", SOON);
    terminal_type(t, "\t\t");
    terminal_send(t, "today");
    terminal_type(t, "\t");
    terminal_send(t, "chart room");
    terminal_type(t, "\ty\td\t");
    terminal_send(t, "31 Oct 2027");
    terminal_type(t, "\t");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, NOTICE, "it stands until 31 Oct 2027", SOON);
    terminal_wait(t, "stands instead", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.consent WHERE renews_id IS NOT"
                                      " NULL AND expires = '2027-10-31'"),
                     1);
    /* What was just recorded is what the next key is about. */
    network_wait_selected(t, network_ask(n, "drew",
                                         "SELECT c ->> 'ref' FROM jsonb_array_elements(api.consents"
                                         "('%s') -> 'consents') c WHERE c ->> 'renews' = '%s'",
                                         person, ref));
    terminal_wait_row(t, HINT, "C renew it", SOON);
    network_leave(t);
}

/* ---- taken back while it is looked at ---- */

static void leaves_an_open_console(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Rivera", "Ana");
    (void)consent(n, person, "\"riverway_recovery\"");
    const char *ref = consent(n, person, "\"bay_network\"");
    const char *item = recovery(n, person);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    network_look_up(t, item, "ITEM R-");
    terminal_wait(t, "Methadone 40 mg", SOON);
    terminal_wait(t, redisclosure, SOON);
    take_back(n, ref);
    terminal_wait(t, "This is not yours to see any more", NEXT_POLL);
    assert_false(terminal_shows(t, "Methadone"));
    assert_false(terminal_shows(t, "Rivera"));
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "PEOPLE", SOON);
    network_leave(t);
}

/* What was found, and what is being written, is read again only when something was taken back. */
static void leaves_what_was_found(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Rivera", "Ana");
    (void)consent(n, person, "\"riverway_recovery\"");
    const char *ref = consent(n, person, "\"bay_network\"");
    const char *item = recovery(n, person);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    terminal_type(t, "5");
    terminal_wait(t, "Name, birth date or number", SOON);
    terminal_send(t, item);
    terminal_send(t, "\r");
    terminal_wait(t, "recovery Rivera, Ana", SOON);
    take_back(n, ref);
    terminal_wait_gone(t, "recovery Rivera, Ana", SOON);
    network_wait_selected(t, "not yours now");
    network_leave(t);
}

static void leaves_what_is_being_written(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Rivera", "Ana");
    (void)consent(n, person, "\"riverway_recovery\"");
    const char *ref = consent(n, person, "\"bay_network\"");
    const char *item = recovery(n, person);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    network_look_up(t, item, "ITEM R-");
    terminal_type(t, "m");
    terminal_wait(t, "A message to whom?", SOON);
    terminal_type(t, "r");
    terminal_wait(t, "to be read, no answer needed", SOON);
    terminal_type(t, "q");
    terminal_wait_row(t, 0, "QUESTION to", SOON);
    terminal_send(t, "Still on methadone?");
    terminal_wait(t, "Still on methadone?", SOON);
    take_back(n, ref);
    terminal_wait(t, "This is not yours to see any more", SOON);
    assert_false(terminal_shows(t, "methadone"));
    assert_false(terminal_shows(t, "Rivera"));
    network_wait(n, "1", "SELECT count(*) FROM app.draft");
    assert_string_equal(
        network_ask(n, "lena", "SELECT coalesce(api.draft('message/%s')::text, 'nothing')", item),
        "nothing");
    network_leave(t);
}

static void leaves_what_is_asked(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Rivera", "Ana");
    (void)consent(n, person, "\"riverway_recovery\"");
    const char *ref = consent(n, person, "\"bay_network\"");
    const char *item = recovery(n, person);
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    network_look_up(t, item, "ITEM R-");
    terminal_type(t, "m");
    terminal_wait(t, "A message to whom?", SOON);
    terminal_type(t, "n");
    terminal_wait(t, "Note:", SOON);
    terminal_send(t, "On methadone");
    terminal_wait(t, "On methadone", SOON);
    take_back(n, ref);
    terminal_wait(t, "This is not yours to see any more", SOON);
    terminal_wait_gone(t, "On methadone", SOON);
    assert_false(terminal_shows(t, "Rivera"));
    network_leave(t);
}

static void leaves_the_queue(void **state)
{
    struct network *n = *state;
    const char *person = network_person(n, "Rivera", "Ana");
    (void)consent(n, person, "\"riverway_recovery\"");
    const char *ref = consent(n, person, "\"bay_network\"");
    (void)recovery(n, person);
    struct terminal *t = network_queue(n, "lena");
    for (int i = 0; i < 7 && !terminal_shows(t, "Rivera, Ana"); i++) {
        terminal_type(t, "\t");
        network_pause(t);
        terminal_wait_gone(t, "Reading", SOON);
        terminal_wait_gone(t, "Counting", SOON);
    }
    network_wait_selected(t, "Rivera, Ana");
    terminal_wait(t, "Methadone 40 mg", SOON);
    terminal_wait(t, redisclosure, SOON);
    take_back(n, ref);
    terminal_wait_gone(t, "Methadone", NEXT_POLL);
    terminal_wait_gone(t, "Rivera", NEXT_POLL);
    terminal_wait(t, "not yours now", SOON);
    network_leave(t);
}

/* ---- a referral that nothing allows ---- */

/* Behavioral health tells housing with a signed release only. */
static struct terminal *ask_for_a_bed(struct network *n)
{
    const char *person = network_ask(
        n, "bea",
        "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": \"Webb\", \"given\": \"Al\","
        " \"birth_date\": \"1979-05-02\", \"postal_code\": \"02128\", \"address\": \"1 A St\","
        " \"contacts\": [{\"phone\": \"617-555-0117\"}]}') ->> 'individual_ref'");
    struct terminal *t = network_console(n, "bea", NULL, NULL);
    network_look_up(t, person, "PERSON P-");
    terminal_type(t, "R");
    network_wait_page(t, "NEW REFERRAL");
    terminal_wait(t, "Webb, Al", SOON);
    terminal_type(t, "\t");
    terminal_wait(t, "1 of", SOON);
    for (int i = 0; i < 30 && !terminal_shows(t, "Shelter bed"); i++) {
        terminal_type(t, "\033[C");
        network_pause(t);
    }
    terminal_type(t, " ");
    terminal_wait(t, "[x]", SOON);
    terminal_wait(t, "Shelter bed: no basis.", SOON);
    return t;
}

static void says_which_ways_there_are(void **state)
{
    struct network *n = *state;
    struct terminal *t = ask_for_a_bed(n);
    terminal_wait(t, "- a signed release", SOON);
    terminal_wait(t, "Behavioral Health or Lead coordinator records it", SOON);
    terminal_wait(t, "- a serious and imminent threat", SOON);
    terminal_end(t);
}

/* Who can obtain what, and with whom it may be shared: the last words too, whatever has the cursor.
 */
static void refuses_in_as_many_rows_as_it_takes(void **state)
{
    struct network *n = *state;
    struct terminal *t = ask_for_a_bed(n);
    for (int i = 0; i < 12 && !terminal_shows(t, "> Send"); i++) {
        terminal_type(t, "\t");
        network_pause(t);
    }
    terminal_type(t, "\r");
    terminal_wait(t, "Nothing allows general content", SOON);
    terminal_wait(t, "Willow Counseling (treatment).", SOON);
    terminal_end(t);
}

/* Left for the consent that it needs, and found again with all that was typed. */
static void waits_for_its_consent(void **state)
{
    struct network *n = *state;
    struct terminal *t = ask_for_a_bed(n);
    terminal_wait(t, "R comes back", SOON);
    for (int i = 0; i < 8 && !terminal_shows(t, "what the receiving side must know"); i++) {
        terminal_type(t, "\t");
        network_pause(t);
    }
    terminal_send(t, "Sleeps in his car");
    terminal_wait(t, "in his car", SOON);
    network_pause(t);
    terminal_type(t, "\033");
    terminal_wait(t, "it waits for you here", SOON);
    terminal_type(t, "w");
    network_wait_page(t, "PERSON P-");
    terminal_wait_row(t, NOTICE, "It waits for you: R on their page", SOON);
    terminal_type(t, "R");
    network_wait_page(t, "NEW REFERRAL");
    terminal_wait(t, "What you began to enter here is back.", SOON);
    terminal_wait(t, "Sleeps in his car", SOON);
    terminal_wait(t, "Shelter bed: no basis.", SOON);
    terminal_end(t);
}

static void goes_on_a_threat(void **state)
{
    struct network *n = *state;
    struct terminal *t = ask_for_a_bed(n);
    for (int i = 0; i < 8 && !terminal_shows(t, "only for a serious threat that is near"); i++) {
        terminal_type(t, "\t");
        network_pause(t);
    }
    terminal_send(t, "Husband is at the door with a knife");
    terminal_wait(t, "with a knife", SOON);
    terminal_type(t, "\t");
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait(t, "Your supervisor is told now; compliance reviews it.", SOON);
    assert_int_equal(network_count(n, "SELECT count(*) FROM app.referral"), 0);
    terminal_type(t, "t");
    terminal_wait(t, "Sent R-", SOON);
    terminal_wait(t, "(Lena ", SOON);
    assert_int_equal(
        network_count(n, "SELECT count(*) FROM app.referral WHERE basis = 'serious_threat'"), 1);
    network_leave(t);
}

/* ---- a note of counseling ---- */

static void assert_no_note(struct network *n, const char *who, const char *ref)
{
    struct terminal *t = network_console(n, who, NULL, NULL);
    network_look_up(t, ref, "ITEM R-");
    terminal_wait(t, "Webb, Al", SOON);
    assert_false(terminal_shows(t, redisclosure));
    terminal_type(t, "G");
    terminal_wait(t, "seen by you", SOON);
    terminal_settle(t, 100);
    assert_false(terminal_shows(t, "Relapse"));
    assert_false(terminal_shows(t, "ounseling note"));
    assert_false(terminal_shows(t, "MESSAGES"));
    terminal_type(t, "L");
    network_wait_page(t, "RECORD");
    assert_false(terminal_shows(t, "Relapse"));
    assert_false(terminal_shows(t, "ounseling note"));
    network_leave(t);
}

/* Written with a key, read by colleagues, and not there for anybody else who sees the item. */
static void a_counseling_note_is_for_one_organization(void **state)
{
    struct network *n = *state;
    const char *ref = network_ask(
        n, "drew",
        "SELECT api.refer(gen_random_uuid(), jsonb_build_object('individual', '%s', 'provided',"
        " '{\"phone\": \"x\", \"insurance\": \"x\"}'::jsonb, 'items', '[{\"type\":"
        " \"counseling\", \"service\": \"northside_counseling\"}]'::jsonb))"
        " #>> '{referrals,0,ref}'",
        network_person(n, "Webb", "Al"));
    struct terminal *t = network_console(n, "theo", NULL, NULL);
    network_look_up(t, ref, "ITEM R-");
    terminal_wait(t, "Webb, Al", SOON);
    terminal_type(t, "m");
    terminal_wait(t, "a counseling note, for your organization alone", SOON);
    terminal_type(t, "k");
    network_wait_page(t, "COUNSELING NOTE, kept apart");
    terminal_send(t, "Relapse in May, ashamed");
    terminal_wait(t, "Relapse in May", SOON);
    network_pause(t);
    terminal_type(t, "\023"); /* Ctrl-S */
    terminal_wait_row(t, NOTICE, "Your organization alone sees it", SOON);
    terminal_wait(t, "counseling note: Relapse in May", SOON);
    terminal_wait(t, redisclosure, SOON);
    network_leave(t);
    t = network_console(n, "simone", NULL, NULL);
    network_look_up(t, ref, "ITEM R-");
    terminal_wait(t, "WHO SHOULD HAVE ACTED", SOON);
    terminal_type(t, "G");
    terminal_wait(t, "Relapse in May, ashamed", SOON);
    network_leave(t);
    assert_no_note(n, "drew", ref);
    assert_no_note(n, "lena", ref);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(records_what_was_signed),
        NETWORK_TEST(says_what_will_stop),
        NETWORK_TEST(renews),
        NETWORK_TEST(leaves_an_open_console),
        NETWORK_TEST(leaves_what_was_found),
        NETWORK_TEST(leaves_what_is_being_written),
        NETWORK_TEST(leaves_what_is_asked),
        NETWORK_TEST(leaves_the_queue),
        NETWORK_TEST(says_which_ways_there_are),
        NETWORK_TEST(refuses_in_as_many_rows_as_it_takes),
        NETWORK_TEST(waits_for_its_consent),
        NETWORK_TEST(goes_on_a_threat),
        NETWORK_TEST(a_counseling_note_is_for_one_organization),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}
