/* The plain commands, run as a script would: what they print, and how they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "support/ran.h"

#define SAME_ID  "7b1b2f1e-97a8-4b45-bd39-4f2a5d5c3b11"
#define OTHER_ID "7b1b2f1e-97a8-4b45-bd39-4f2a5d5c3b12"

#define EVENT_ID   "0c6f3bd2-5f7e-4a3c-9a51-3f1f3f2f7c10"
#define CONSENT_ID "0c6f3bd2-5f7e-4a3c-9a51-3f1f3f2f7c11"

/* A new person, whom that login entered; gives individual=P-… */
static char *make_person_as(const char *login, const char *family)
{
    char sql[400];
    static char argument[60];
    PGconn *connection = test_server_connect(ran.server, login);
    (void)snprintf(
        sql, sizeof sql,
        "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": \"%s\","
        " \"given\": \"Ana\", \"birth_date\": \"1951-03-14\", \"address\": \"12 Elm St\","
        " \"postal_code\": \"02128\"}') ->> 'individual_ref'",
        family);
    PGresult *result = PQexec(connection, sql);
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    (void)snprintf(argument, sizeof argument, "individual=%s", PQgetvalue(result, 0, 0));
    PQclear(result);
    PQfinish(connection);
    return argument;
}

static char *make_person(const char *family)
{
    return make_person_as("drew", family);
}

/* Sends a referral to Bright Home Care, whose intake is maria's; gives its reference. */
static const char *refer(const char *family)
{
    static char ref[40];
    assert_ended(AS("drew", "refer", make_person(family), "type=home_care",
                    "service=bright_home_care", "phone=555-0142", "orders=packed",
                    "context=hip repair"),
                 EX_OK);
    assert_int_equal(sscanf(ran.output.data, "%39s", ref), 1);
    return ref;
}

static void refer_says_by_when_before_and_after_sending(void **state)
{
    (void)state;
    char *person = make_person("Preview");
    assert_ended(
        AS("drew", "refer", "--dry-run", person, "type=home_care", "service=bright_home_care"),
        EX_DATAERR);
    assert_says("CANNOT BE SENT");
    assert_ended(AS("drew", "refer", "--dry-run", person, "type=home_care",
                    "service=bright_home_care", "phone=1", "orders=2"),
                 EX_OK);
    assert_says("Bright Home Care intake, to be answered by Mon ");
    assert_ended(AS("drew", "refer", "--request-id", SAME_ID, person, "type=home_care",
                    "service=bright_home_care", "phone=1", "orders=2"),
                 EX_OK);
    assert_says("R-");
    assert_ended(AS("drew", "refer", "--request-id", SAME_ID, person, "type=home_care",
                    "service=bright_home_care", "phone=1", "orders=2"),
                 EX_OK);
    assert_says("This was sent before");
    assert_ended(AS("drew", "refer", person, "type=home_care", "service=bright_home_care",
                    "phone=1", "orders=2"),
                 EX_DATAERR);
    assert_complains("repeats an open referral; add duplicate_reason=");
}

static void refer_is_refused_with_a_reason(void **state)
{
    (void)state;
    assert_ended(AS("drew", "refer", "type=home_care"), EX_USAGE);
    assert_ended(AS("drew", "refer", "individual=P-999999", "type=home_care"), EX_NOPERM);
    assert_ended(AS("drew", "refer", make_person("Typing"), "type=home_cure"), EX_DATAERR);
    assert_ended(AS("drew", "refer", "nonsense"), EX_USAGE);
}

static void event_says_whose_work_it_is_and_is_taken_back(void **state)
{
    (void)state;
    char ref[40], *person = strchr(make_person("Event"), '=') + 1;
    assert_ended(AS("drew", "event", "--request-id", EVENT_ID, person, "type=ed_visit",
                    "occurred=2026-01-02 22:14", "place=St. Mary's Hospital"),
                 EX_OK);
    assert_says("ED visit for Eastside Clinic care lead, by ");
    assert_int_equal(sscanf(ran.output.data, "%39[^:]", ref), 1);
    assert_ended(AS("drew", "event", "--request-id", EVENT_ID, person, "type=ed_visit",
                    "occurred=2026-01-02 22:14", "place=St. Mary's Hospital"),
                 EX_OK);
    assert_says("This was recorded before: V-");
    assert_ended(AS("drew", "event", ref, "retract"), EX_DATAERR);
    assert_complains("To retract, give a reason");
    assert_ended(AS("drew", "event", ref, "retract", "reason=another Ana"), EX_OK);
    assert_says("is taken back. Closed: T-");
}

static void event_is_refused_with_a_reason(void **state)
{
    (void)state;
    char *person = strchr(make_person("Refused"), '=') + 1;
    assert_ended(AS("drew", "event", person), EX_USAGE);
    assert_ended(AS("drew", "event", person, "nonsense"), EX_USAGE);
    assert_ended(AS("drew", "event", person, "type=party"), EX_DATAERR);
    assert_complains("There is no event party");
    assert_ended(AS("drew", "event", person, "type=ed_visit", "occurred=2100-01-01"), EX_DATAERR);
    assert_ended(AS("maria", "event", person, "type=ed_visit"), EX_NOPERM);
}

static void queue_gives_scripts_a_line_of_columns(void **state)
{
    (void)state;
    const char *ref = refer("Columns");
    char filter[60], line[200];
    (void)snprintf(filter, sizeof filter, "text=%s", ref);
    assert_ended(AS("maria", "queue", "--filter", filter), EX_OK);
    (void)snprintf(line, sizeof line,
                   "\tneeds answer\tColumns, Ana 1951\tnursing visits\tintake\t0m\t%s\n", ref);
    assert_says(line);
    assert_int_equal(strncmp(ran.output.data, "Mon ", 4), 0);
    assert_ended(AS("maria", "queue", "role", "--filter", filter, "--filter=state=late"), EX_OK);
    assert_int_equal(ran.output.len, 0);
    assert_ended(AS("maria", "queue", "--steps", "--filter", filter), EX_OK);
    assert_says("accept (accept as you)");
}

static void queue_refuses_what_it_does_not_know(void **state)
{
    (void)state;
    assert_ended(AS("maria", "queue", "nonsense"), EX_DATAERR);
    assert_ended(AS("maria", "queue", "--filter", "colour=red"), EX_DATAERR);
    assert_ended(AS("maria", "queue", "--filter", "red"), EX_USAGE);
    assert_ended(AS("maria", "queue", "-n", "many"), EX_USAGE);
    assert_ended(AS("maria", "queue", "role", "more"), EX_USAGE);
    assert_ended(AS("nobody_of_ours", "queue"), EX_NOPERM);
}

static void act_says_what_came_of_it(void **state)
{
    (void)state;
    char sentence[200];
    const char *ref = refer("Sentence");
    assert_ended(AS("maria", "act", ref, "accept"), EX_OK);
    (void)snprintf(sentence, sizeof sentence, "%s is accepted, not started, with you, due ", ref);
    assert_says(sentence);
    (void)snprintf(sentence, sizeof sentence,
                   "You may undo this until 17:15: holdfast act %s undo.", ref);
    assert_says(sentence);
    char *opened = test_server_ask(ran.server, "SELECT count(*) FROM app.opening");
    assert_string_equal(opened, "0"); /* who acts without looking has not looked */
    free(opened);
    assert_ended(AS("maria", "act", ref, "undo"), EX_OK);
    assert_says("needs an answer");
    assert_ended(AS("maria", "act", ref, "decline"), EX_OK);
    assert_says("is declined. Opened: T-");
    char *search = test_server_ask(ran.server, "SELECT engine.task_ref(t) FROM app.task t WHERE"
                                               " kind = 'reroute' ORDER BY id DESC LIMIT 1");
    assert_ended(AS("lena", "act", search, "note", "note=Asking VNA East"), EX_OK);
    assert_says("needs another provider, with ");
    free(search);
    assert_ended(AS("maria", "act", ref, "accept"), EX_DATAERR);
    ref = refer("Promise");
    assert_ended(AS("sam", "act", ref, "promise", "value=Tue 12:00", "reason=pump"), EX_OK);
    assert_says("Promised by Tue 12:00.");
    assert_ended(AS("joan", "act", ref, "accept"), EX_NOPERM);
    assert_complains("There is no such item, or it is not yours to see; check the reference");
}

static void act_can_be_repeated_safely(void **state)
{
    (void)state;
    const char *ref = refer("Repeated");
    assert_ended(AS("maria", "act", ref, "accept", "--request-id", SAME_ID), EX_USAGE);
    for (int i = 0; i < 2; i++) {
        assert_ended(
            AS("maria", "act", ref, "accept", "--request-id", SAME_ID, "--if-version", "1"), EX_OK);
        assert_int_equal(strstr(ran.output.data, "This was done before") != NULL, i == 1);
    }
    assert_ended(AS("maria", "act", ref, "start", "date=today", "note=confirmed", "--request-id",
                    SAME_ID, "--if-version", "2"),
                 EX_DATAERR);
    assert_ended(
        AS("maria", "act", ref, "start", "date=today", "note=confirmed", "--if-version", "1"),
        EX_TEMPFAIL);
    assert_ended(AS("maria", "act", ref, "start"), EX_DATAERR);
    assert_ended(AS("maria", "act", ref, "start", "date=today", "note=Ana confirmed"), EX_OK);
    assert_says("is running, with you");
}

static void a_wait_ends_as_its_day_opens(void **state)
{
    (void)state;
    const char *ref = refer("Waiting");
    assert_ended(AS("maria", "act", ref, "accept"), EX_OK);
    assert_ended(AS("maria", "act", ref, "hold", "waiting_on=payer", "until=Tue"), EX_OK);
    assert_says(" waits, with you. You may undo this");
    assert_ended(AS("maria", "show", ref), EX_OK);
    assert_says("\nDue\tback Tue, Tue 08:00");
    assert_ended(AS("maria", "act", ref, "resume"), EX_OK);
    assert_ended(AS("maria", "act", ref, "hold", "waiting_on=payer", "until=Tue 12:00"), EX_OK);
    assert_ended(AS("maria", "show", ref), EX_OK);
    assert_says("\nDue\tback Tue, Tue 12:00");
}

static void show_gives_labelled_lines(void **state)
{
    (void)state;
    const char *ref = refer("Labelled");
    assert_ended(AS("maria", "show", ref), EX_OK);
    assert_says("Person\tLabelled, Ana, born 14 Mar 1951");
    assert_says("\nWhy\thip repair\n");
    assert_says("\nProvided\t");
    assert_says("\nYou can\taccept: accept as you\n");
    assert_says("\nVersion\t1\n");
    assert_ended(AS("joan", "show", ref), EX_NOPERM);
    assert_ended(AS("joan", "show", "T-999999"), EX_NOPERM);
    assert_ended(AS("joan", "show"), EX_USAGE);
}

/* Opens a plan for a new person; gives P-… */
static const char *open_plan(const char *family)
{
    static char ref[40];
    (void)snprintf(ref, sizeof ref, "%s", strchr(make_person(family), '=') + 1);
    assert_ended(AS("lena", "plan", ref, "open"), EX_OK);
    assert_says("plan is now at version 1.");
    return ref;
}

static void a_plan_is_read_and_changed_in_lines(void **state)
{
    (void)state;
    const char *ref = open_plan("Planned");
    assert_ended(AS("hana", "plan", ref, "housing", "summary=Hearing 2 Dec", "review_by=+5d"),
                 EX_OK);
    assert_says(" is now at version 2.");
    assert_ended(AS("hana", "plan", ref, "goal/new", "area=housing", "description=Keep the flat"),
                 EX_OK);
    assert_ended(AS("lena", "plan", ref, "note/new", "kind=barrier", "text=Phone cut off"), EX_OK);
    assert_ended(AS("lena", "plan", ref), EX_OK);
    assert_says("Person\tPlanned, Ana, born 14 Mar 1951");
    assert_says("Area\tHousing, Harbor Housing, Hana Cole; review by ");
    assert_says("0 of 1 goals met, 0 open, 0 late: Hearing 2 Dec; goal under way: Keep the flat");
    assert_says("In the way\tPhone cut off (note/");
    assert_says(" Harbor Housing, Hana Cole, set a goal for Housing: Keep the flat; P-");
    assert_ended(AS("hana", "plan", ref, "housing", "summary=Moved?", "--if-version", "1"),
                 EX_TEMPFAIL);
    assert_says("Theirs\tHearing 2 Dec");
    assert_complains("Hana Cole changed it at ");
    assert_ended(AS("lena", "plan", ref, "housing", "summary=x"), EX_NOPERM);
    assert_ended(AS("lena", "plan", ref, "housing", "summary"), EX_USAGE);
    assert_ended(AS("lena", "plan", "P-999999"), EX_NOPERM);
    assert_ended(AS("lena", "plan"), EX_USAGE);
}

static void messages_are_written_and_read_in_lines(void **state)
{
    (void)state;
    const char *ref = refer("Written");
    assert_ended(AS("maria", "message", ref, "Is", "there a dog?", "question=yes"), EX_OK);
    assert_says(": to St. Mary's discharge desk, to be answered by ");
    assert_ended(AS("drew", "message", ref), EX_OK);
    assert_says("About\tnursing visits");
    assert_says("Bright Home Care, Maria Soto to St. Mary's discharge desk: Is there a dog?; "
                "ASKS YOU, answer by ");
    assert_says("; new");
    assert_ended(AS("drew", "message", ref, "Yes.", "--request-id", OTHER_ID), EX_OK);
    assert_says(": to Maria Soto, as the answer.");
    assert_ended(AS("drew", "message", ref, "Yes.", "--request-id", OTHER_ID), EX_OK);
    assert_says("This was sent before: ");
    assert_ended(AS("maria", "show", ref), EX_OK);
    assert_says("Message\t");
    assert_says(" you to St. Mary's discharge desk: Is there a dog?; answered");
    assert_ended(AS("joan", "message", ref, "Hello"), EX_NOPERM);
    assert_ended(AS("joan", "message"), EX_USAGE);
}

static void text_from_people_cannot_steer_a_terminal(void **state)
{
    (void)state;
    const char *ref = refer("Control");
    assert_ended(AS("maria", "act", ref, "note", "note=red \033[31malert\a \xe2\x80\xae!"), EX_OK);
    assert_ended(AS("maria", "show", ref), EX_OK);
    assert_says("[31malert");
    assert_null(strpbrk(ran.output.data, "\033\a"));
    assert_null(strstr(ran.output.data, "\xe2\x80\xae"));
}

static void the_record_is_verified_and_shown(void **state)
{
    (void)state;
    const char *ref = refer("Recorded");
    assert_ended(AS("maria", "ledger", "verify"), EX_NOPERM);
    assert_complains("Proving the record is for those with the audit duty; ask ");
    assert_ended(AS("casey", "ledger", "verify"), EX_OK);
    assert_says("The record is whole.");
    assert_ended(AS("casey", "ledger", "show", ref), EX_OK);
    assert_says("\tdrew\trefer\t");
    assert_ended(AS("drew", "ledger", "verify"), EX_NOPERM);
    assert_ended(AS("casey", "ledger"), EX_USAGE);
    test_server_run(ran.server, "ALTER TABLE app.ledger DISABLE TRIGGER ALL");
    test_server_run(ran.server, "UPDATE app.ledger SET actor = 'somebody' WHERE id ="
                                " (SELECT max(id) FROM app.ledger)");
    assert_ended(AS("casey", "ledger", "verify", "--full"), 1);
    assert_complains("broken (places: ");
}

static void sweep_fires_what_is_due_and_a_dry_run_nothing(void **state)
{
    (void)state;
    (void)refer("Overdue");
    test_server_run(ran.server, "UPDATE app.time_setting SET frozen = '2026-12-01 12:00-05'");
    assert_ended(AS(NULL, "sweep", "--dry-run"), EX_OK);
    assert_says("Would fire ");
    assert_null(strstr(ran.output.data, "Would fire 0,"));
    char *reached = test_server_ask(ran.server, "SELECT count(*) FROM app.reach");
    assert_string_equal(reached, "0");
    free(reached);
    assert_ended(AS("maria", "sweep"), EX_OK);
    assert_null(strstr(ran.output.data, "Fired 0,"));
    assert_ended(AS("maria", "sweep"), EX_OK);
    assert_says("Fired 0,");
    assert_ended(AS("maria", "sweep", "--every", "soon"), EX_USAGE);
    test_server_run(ran.server, "UPDATE app.time_setting SET frozen = '" TEST_NOW "'");
}

static void a_risk_is_recorded_and_has_an_owner(void **state)
{
    (void)state;
    const char *person = make_person_as("wes", "Webb") + strlen("individual=");
    assert_ended(AS("wes", "risk", person, "category=housing_instability", "level=high",
                    "deadline=2 Dec 09:00", "note=owes two months"),
                 EX_OK);
    assert_says("K-");
    assert_says("is recorded: its work is T-");
    assert_says(", to be verified by ");
    assert_says("Nothing of it may take longer than Wed 17:00.");
    assert_says("Now with Lena Ortiz (Lead coordinator).");
    assert_ended(AS("wes", "risk", person, "category=housing_instability", "level=critical"),
                 EX_OK);
    assert_says("was recorded before and is open");
    char individual[40];
    (void)snprintf(individual, sizeof individual, "individual=%s", person);
    assert_ended(AS("wes", "refer", individual, "type=benefits", "phone=1", "risk=K-1"),
                 EX_DATAERR);
    assert_complains("K-1 is no open risk of this person");
    assert_ended(AS("wes", "risk", person, "category=weather", "level=high"), EX_DATAERR);
    assert_ended(AS("wes", "risk", person, "colour=red"), EX_USAGE);
    assert_ended(AS("wes", "risk", person), EX_USAGE);
    assert_ended(AS("wes", "risk", "P-999999", "category=stress", "level=low"), EX_NOPERM);
}

#define GRANT                                                                                      \
    "consent", person, "grant", "kind=part2_consent", "from=st_marys", "to=riverway_recovery",     \
        "categories=substance_use", "purpose=treatment", "signer=Ana Quiet",                       \
        "authority=individual", "signed_on=2 Nov", "signature_on_file=yes", "right_to_revoke=yes", \
        "where_filed=chart"

static void a_consent_is_recorded_listed_and_taken_back(void **state)
{
    (void)state;
    const char *individual = make_person("Quiet"), *person = individual + strlen("individual=");
    char ref[40];
    assert_ended(AS("drew", "consent", person), EX_OK);
    assert_says("No consent or release is recorded that you may know of.");
    assert_ended(AS("drew", "refer", individual, "type=recovery", "phone=1"), EX_DATAERR);
    assert_complains("Riverway Recovery without a Part 2 consent");
    assert_complains("St. Mary's Hospital or Lead coordinator records it");
    assert_ended(AS("drew", GRANT), EX_DATAERR);
    assert_complains("The consent does not say when it ends (expires)");
    assert_ended(AS("drew", GRANT, "expires=30 Apr 2027", "--request-id", CONSENT_ID), EX_OK);
    assert_int_equal(sscanf(ran.output.data, "%39s", ref), 1);
    assert_ended(AS("drew", GRANT, "expires=2027-04-30", "--request-id", CONSENT_ID), EX_OK);
    assert_says("This was done before: C-");
    assert_ended(AS("drew", "consent", person), EX_OK);
    assert_says("in force: St. Mary's Hospital may tell Riverway Recovery: Substance use; for "
                "Treatment, until 2027-04-30; signed by Ana Quiet (The person) on 2026-11-02");
    assert_says("42 CFR part 2 prohibits unauthorized use or disclosure");
    assert_ended(AS("lena", "consent", person), EX_OK);
    assert_says("No consent or release");
    assert_ended(AS("drew", "refer", individual, "type=recovery", "phone=1"), EX_OK);
    assert_ended(AS("drew", "consent", ref, "revoke", "reason=said so at the desk", "how=spoken"),
                 EX_OK);
    assert_says("is over: nothing new is told on it. Both sides of what is under way are told: T-");
    assert_ended(AS("drew", "consent", ref, "renew", "signed_on=2026-11-02"), EX_DATAERR);
    assert_ended(AS("lena", "consent", ref, "revoke", "reason=x"), EX_NOPERM);
    assert_ended(AS("drew", "consent", ref, "burn"), EX_USAGE);
    assert_ended(AS("drew", "consent", person, "grant", "kind"), EX_USAGE);
    assert_ended(AS("drew", "consent"), EX_USAGE);
}

static void danger_reaches_people_and_shows_whom_to_call(void **state)
{
    (void)state;
    const char *person = make_person_as("wes", "Danger") + strlen("individual=");
    assert_ended(AS("wes", "safety", person, "note=threatened with a knife"), EX_OK);
    assert_says("911");
    assert_says("Reached");
    assert_says("T-");
    assert_ended(AS("wes", "safety", person), EX_USAGE);
    assert_ended(AS("wes", "safety", person, "a knife"), EX_USAGE);
    assert_ended(AS("wes", "safety", person, "note= "), EX_DATAERR);
}

static void migrate_tells_where_the_schema_stands(void **state)
{
    (void)state;
    assert_ended(AS(NULL, "migrate", "--status"), EX_OK);
    assert_says(", the newest.\nIts functions are those of this program.\n");
    assert_says("SAMPLE");
    assert_ended(AS("maria", "migrate"), EX_NOPERM);
    assert_ended(AS(NULL, "migrate", "now"), EX_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep_fires_what_is_due_and_a_dry_run_nothing),
        cmocka_unit_test(refer_says_by_when_before_and_after_sending),
        cmocka_unit_test(refer_is_refused_with_a_reason),
        cmocka_unit_test(event_says_whose_work_it_is_and_is_taken_back),
        cmocka_unit_test(event_is_refused_with_a_reason),
        cmocka_unit_test(queue_gives_scripts_a_line_of_columns),
        cmocka_unit_test(queue_refuses_what_it_does_not_know),
        cmocka_unit_test(act_says_what_came_of_it),
        cmocka_unit_test(act_can_be_repeated_safely),
        cmocka_unit_test(a_wait_ends_as_its_day_opens),
        cmocka_unit_test(show_gives_labelled_lines),
        cmocka_unit_test(a_plan_is_read_and_changed_in_lines),
        cmocka_unit_test(messages_are_written_and_read_in_lines),
        cmocka_unit_test(text_from_people_cannot_steer_a_terminal),
        cmocka_unit_test(a_risk_is_recorded_and_has_an_owner),
        cmocka_unit_test(a_consent_is_recorded_listed_and_taken_back),
        cmocka_unit_test(danger_reaches_people_and_shows_whom_to_call),
        cmocka_unit_test(migrate_tells_where_the_schema_stands),
        cmocka_unit_test(the_record_is_verified_and_shown),
    };
    return cmocka_run_group_tests(tests, ran_open, ran_close);
}
