/* holdfast import, with real files and with what goes wrong in the wild. */
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

#define GRAVITY "tests/data/fhir-gravity/"
#define SYNTHEA "tests/data/fhir-synthea/"
#define PATIENT GRAVITY "Patient-pat-53234.json"
#define REQUEST                                                                                    \
    GRAVITY "ServiceRequest-SDOHCC-ServiceRequestActiveFoodPantryApplicationAssistExample.json"
#define ACCEPTED GRAVITY "Task-SDOHCC-TaskReferralManagementOrderFulfillmentAcceptedExample.json"

/* Parts to make resources of. */
#define PERSON(ID, MORE)                                                                           \
    "{\"resourceType\":\"Patient\",\"id\":\"" ID "\",\"birthDate\":\"1950-01-02\","                \
    "\"telecom\":[{\"system\":\"phone\",\"value\":\"617-555-0199\"}]," MORE "}\n"
#define NAMED(FAMILY) "\"name\":[{\"family\":\"" FAMILY "\",\"given\":[\"Ana\"]}]"
#define ORDER(ID, PATIENT_ID, MORE)                                                                \
    "{\"resourceType\":\"ServiceRequest\",\"id\":\"" ID "\",\"intent\":\"order\","                 \
    "\"subject\":{\"reference\":\"Patient/" PATIENT_ID "\"},\"code\":{\"coding\":["                \
    "{\"system\":\"http://snomed.info/sct\",\"code\":\"710925007\"}]}," MORE "}\n"
#define ACTIVE "\"status\":\"active\""

static int feed(const char *login, const char *input)
{
    return program_run(
        (const char *const[]){"-d", test_server_conninfo(ran.server, login), "import", "-", NULL},
        input, &ran.output, &ran.error);
}

/* All that an import could have changed. */
static char *fingerprint(void)
{
    return test_server_ask(
        ran.server,
        "SELECT concat_ws(' ', (SELECT md5(string_agg(i::text, '' ORDER BY id)) FROM"
        " app.individual i), (SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM app.task"
        " t), (SELECT md5(string_agg(s::text, '' ORDER BY s::text)) FROM app.import_source"
        " s), (SELECT md5(string_agg(c::text, '' ORDER BY id)) FROM app.contact c),"
        " (SELECT count(*) FROM app.ledger))");
}

static void assert_unchanged(char *before)
{
    char *after = fingerprint();
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* --- real files ------------------------------------------------------------------------------- */

static void a_dry_run_tells_and_changes_nothing(void **state)
{
    (void)state;
    char *before = fingerprint();
    assert_ended(AS("drew", "import", "--dry-run", PATIENT, REQUEST, ACCEPTED), EX_OK);
    assert_says("2 created, 0 updated, 1 noted,");
    assert_says("this was a dry run");
    assert_unchanged(before);
}

static void a_referral_appears_with_the_role_it_is_routed_to(void **state)
{
    (void)state;
    assert_ended(AS("drew", "import", REQUEST, ACCEPTED, PATIENT), EX_OK);
    assert_says("\tcommunity_workers\n");
    assert_ended(AS("wes", "queue", "role"), EX_OK);
    assert_says("needs answer\tBAXTER, COLIN V. 1987\tbenefits");
    assert_value("SELECT count(*) FROM app.task WHERE owner_staff_id IS NOT NULL", "0");
    assert_ended(AS("maria", "queue", "role"), EX_OK);
    assert_null(strstr(ran.output.data != NULL ? ran.output.data : "", "BAXTER"));
    assert_value("SELECT context FROM app.referral",
                 "Assistance with application for food pantry program; asked for by Dr Jan Water"
                 " Family Medicine Physician");
    assert_value("SELECT need_since = '2020-09-11T21:56:54.671Z' FROM app.referral", "t");
    assert_value("SELECT count(*) FROM app.ledger_private WHERE body ->> 'note' LIKE"
                 " '%accepted with its sender; given to ABC Coordination Platform%'",
                 "1");
}

static void the_name_and_address_in_use_are_taken(void **state)
{
    (void)state;
    assert_value("SELECT concat_ws('|', family, given, birth_date, gender, address, city,"
                 " postal_code) FROM app.individual",
                 "BAXTER|COLIN V.|1987-02-20|male|183 Mountain View St|Mounds|74048");
    assert_value("SELECT kind || ' ' || value FROM app.identifier", "MRN 1032702");
    assert_value("SELECT relation || ' ' || phone FROM app.contact", "self 555-555-5555");
}

static void twice_imported_changes_nothing(void **state)
{
    (void)state;
    char *before = fingerprint();
    assert_ended(AS("drew", "import", PATIENT, REQUEST, ACCEPTED), EX_OK);
    assert_says("0 created, 0 updated, 0 noted, 3 unchanged,");
    assert_unchanged(before);
    /* By somebody elsewhere it is known again. */
    assert_ended(AS("lena", "import", PATIENT, REQUEST, ACCEPTED), EX_OK);
    assert_says("0 created, 0 updated, 0 noted, 3 unchanged,");
    assert_value("SELECT count(*) || ' ' || (SELECT count(*) FROM app.referral) FROM"
                 " app.individual",
                 "1 1");
}

static void what_is_finished_or_of_other_kinds_is_listed(void **state)
{
    (void)state;
    assert_ended(AS("drew", "import", PATIENT,
                    GRAVITY
                    "ServiceRequest-SDOHCC-ServiceRequestSubreferralGardenProgramExample.json",
                    GRAVITY "Task-SDOHCC-TaskPatientMakeAppointmentCompletedExample.json",
                    GRAVITY "Consent-SDOHCC-ConsentInformationDisclosureExample.json"),
                 EX_OK);
    assert_says("SubreferralGardenProgramExample.json\tIt is completed with its sender");
    assert_says("MakeAppointmentCompletedExample.json\tIt asks for no service");
    assert_says("Kinds that are not taken: 1 Consent\n");
}

static void patients_come_from_bundles_and_lines(void **state)
{
    (void)state;
    assert_ended(AS("drew", "import",
                    SYNTHEA "Raymon_Kris_ca5da59f-0a70-470d-8b20-a1c847ff9010.json",
                    SYNTHEA "Rudolf_Weber_a4b93263-c55f-4d39-8c4e-31dfba932181.json"),
                 EX_OK);
    assert_says(".json:entry[1]");
    assert_says("7 CarePlan");
    assert_says("2 created,");
    assert_ended(AS("drew", "import", SYNTHEA "patients.ndjson"), EX_OK);
    assert_says("patients.ndjson:8");
    assert_says("6 created, 0 updated, 0 noted, 2 unchanged,");
    assert_value("SELECT language || ' ' || postal_code FROM app.individual WHERE family = 'Beer'",
                 "en 02771");
}

/* --- what goes wrong in the wild -------------------------------------------------------------- */

static void names_survive(void **state)
{
    (void)state;
    assert_ended(feed("drew", "\xef\xbb\xbf" PERSON("n1", NAMED("O'Brien-D\u2019Arcy"))
                                  PERSON("n2", NAMED("N\u00fa\u00f1ez"))
                                      PERSON("n3", NAMED("\u05db\u05d4\u05df"))),
                 EX_OK);
    assert_says("3 created,");
    assert_value("SELECT string_agg(i.family, ' ' ORDER BY s.source_id) FROM app.individual i JOIN"
                 " app.import_source s ON s.entity_id = i.id WHERE s.source_id ~ '^n'",
                 "O'Brien-D\u2019Arcy N\u00fa\u00f1ez \u05db\u05d4\u05df");
}

static void a_malformed_file_stops_all_of_them(void **state)
{
    (void)state;
    char *before = fingerprint();
    assert_ended(feed("drew", PERSON("m1", NAMED("Whole")) "{\"resourceType\":\n \"Patient\",}\n"),
                 EX_DATAERR);
    assert_complains("standard input: line 3, column ");
    assert_ended(feed("drew", ""), EX_DATAERR);
    assert_ended(feed("drew", "[1]"), EX_DATAERR);
    assert_ended(feed("drew", "{\"resourceType\":\"Patient\",\"id\":\"\xff\"}"), EX_DATAERR);
    assert_ended(feed("drew", "{\"id\":\"a\",\"id\":\"b\"}"), EX_DATAERR);
    assert_ended(AS("drew", "import", PATIENT, "tests/data/none.json"), EX_NOINPUT);
    assert_unchanged(before);
}

static void one_bad_resource_is_refused_whole_and_the_rest_taken(void **state)
{
    (void)state;
    assert_ended(feed("drew",
                      PERSON("b1", "\"name\":{\"family\":\"NoList\"}") PERSON("b2", NAMED("Good"))
                          PERSON("b3", "\"x\":1") ORDER("bo1", "b1", ACTIVE)),
                 EX_DATAERR);
    assert_says("Patient/b1\tstandard input:1\tname is not a list.");
    assert_says("Patient/b3\tstandard input:3\tname is missing.");
    assert_says("Its person (Patient/b1) was not taken");
    assert_says("1 created, 0 updated, 0 noted, 0 unchanged, 0 only looked up, 3 refused,");
}

static void invalid_states_and_unknown_codes_are_refused(void **state)
{
    (void)state;
    assert_ended(
        feed("drew", PERSON("s1", NAMED("Status")) ORDER("so1", "s1", "\"status\":\"inactive\"")),
        EX_DATAERR);
    assert_says("A ServiceRequest has no status inactive.");
    assert_ended(feed("drew", ORDER("so2", "nobody", ACTIVE)), EX_DATAERR);
    assert_says("Its person (Patient/nobody) was not taken");
    assert_ended(feed("drew", ORDER("so3", "s1", ACTIVE ",\"priority\":\"soon\"")), EX_DATAERR);
    assert_says("There is no priority soon.");
    assert_ended(feed("drew", "{\"resourceType\":\"ServiceRequest\",\"id\":\"so4\",\"intent\":"
                              "\"order\",\"status\":\"active\",\"subject\":{\"reference\":"
                              "\"Patient/s1\"},\"code\":{\"text\":\"a hug\"}}"),
                 EX_DATAERR);
    assert_says("No service type of the policy has the code");
    assert_ended(feed("drew", ORDER("so5", "s1", ACTIVE ",\"doNotPerform\":true")), EX_OK);
    assert_says("It asks that this not be done.");
}

static void careless_shapes_are_read(void **state)
{
    (void)state;
    assert_ended(feed("drew",
                      "{\"resourceType\":\"Bundle\",\"entry\":[{},{\"resource\":{\"resourceType \":"
                      "\"Patient\",\"id\":77,\"birthDate \":\"1961-05-06\",\"name\":[{\"family\":"
                      "\"Integer\"}]}},{\"fullUrl\":\"urn:uuid:1\"}]}"),
                 EX_OK);
    assert_says("standard input:entry[1]\tThis entry holds no resource.");
    assert_says("Patient/77\tstandard input:entry[2]");
    assert_says("1 created,");
    assert_value("SELECT birth_date FROM app.individual WHERE family = 'Integer'", "1961-05-06");
}

static void messages_out_of_order_change_nothing_back(void **state)
{
    (void)state;
#define SAYS(DAY, STREET)                                                                          \
    PERSON("o1", NAMED("Order") ",\"meta\":{\"lastUpdated\":\"2026-11-" DAY "T10:00:00Z\"},"       \
                                "\"address\":[{\"line\":[\"" STREET "\"]}]")
    assert_ended(feed("drew", SAYS("10", "Second St") SAYS("05", "First St")), EX_OK);
    assert_says("1 created, 1 updated,");
    assert_ended(feed("drew", SAYS("05", "First St")), EX_OK);
    assert_says("0 updated, 0 noted, 1 unchanged,");
    assert_ended(feed("drew", SAYS("07", "Between St")), EX_OK);
    assert_says("0 updated, 0 noted, 1 unchanged,");
    assert_ended(feed("drew", SAYS("12", "Third St")), EX_OK);
    assert_says("0 created, 1 updated,");
    assert_value("SELECT address || ' ' || version FROM app.individual WHERE family = 'Order'",
                 "Third St 3");
}

static void an_unsafe_number_stays_unsafe(void **state)
{
    (void)state;
    assert_ended(feed("drew", PERSON("u1", NAMED("Unsafe"))), EX_OK);
    test_server_run(ran.server,
                    "UPDATE app.contact SET safe = false WHERE individual_id = (SELECT id"
                    " FROM app.individual WHERE family = 'Unsafe')");
    assert_ended(feed("drew", PERSON("u1", NAMED("Unsafe") ",\"gender\":\"female\"")), EX_OK);
    assert_says("1 updated,");
    assert_value("SELECT string_agg(c.phone || ' ' || c.safe, ', ') FROM app.contact c JOIN"
                 " app.individual i ON i.id = c.individual_id WHERE i.family = 'Unsafe'",
                 "617-555-0199 false");
}

static void a_number_never_joins_two_people(void **state)
{
    (void)state;
#define NUMBER ",\"identifier\":[{\"system\":\"urn:x\",\"value\":\"4471\"}]"
    assert_ended(feed("drew", PERSON("i1", NAMED("First") NUMBER)), EX_OK);
    assert_ended(feed("drew", "{\"resourceType\":\"Patient\",\"id\":\"i2\",\"birthDate\":"
                              "\"1999-09-09\"," NAMED("Other") NUMBER "}"),
                 EX_DATAERR);
    assert_says("and another name and birth date.");
}

static void what_the_sender_withdraws_is_cancelled(void **state)
{
    (void)state;
    assert_ended(feed("drew", PERSON("w1", NAMED("Withdrawn") ",\"address\":[{\"postalCode\":"
                                                              "\"02128\"}]")
                                  ORDER("wo1", "w1", ACTIVE ",\"priority\":\"urgent\"")),
                 EX_OK);
    assert_says("\tfood_intake\n");
    assert_ended(feed("drew", ORDER("wo1", "w1", ACTIVE ",\"priority\":\"stat\"")), EX_OK);
    assert_says("0 created, 1 updated,");
    assert_value("SELECT body ->> 'note' FROM app.ledger_private WHERE body ->> 'note' ~ 'wo1'",
                 "ServiceRequest/wo1: its sender changed it: now active; priority stat; 710925007");
    assert_ended(feed("drew", ORDER("wo1", "w1", "\"status\":\"revoked\"")), EX_OK);
    assert_value("SELECT t.status || ' ' || t.priority FROM app.task t JOIN app.individual i ON"
                 " i.id = t.individual_id WHERE i.family = 'Withdrawn'",
                 "cancelled urgent");
}

static void only_who_may_imports(void **state)
{
    (void)state;
    assert_ended(AS("casey", "import", PATIENT), EX_NOPERM);
    assert_ended(AS("adm", "import", PATIENT), EX_NOPERM);
    /* Intake answers referrals and makes none. */
    assert_ended(feed("maria", PERSON("r1", NAMED("Intake")) ORDER("ro1", "r1", ACTIVE)),
                 EX_DATAERR);
    assert_says("Your roles do not refer.");
    assert_ended(AS("drew", "import"), EX_USAGE);
    assert_ended(AS("drew", "import", "--format", "adt", PATIENT), EX_USAGE);
    assert_complains("there is no format adt; there is: fhir");
}

static void the_record_is_whole(void **state)
{
    (void)state;
    assert_ended(AS("casey", "ledger", "verify", "--full"), EX_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dry_run_tells_and_changes_nothing),
        cmocka_unit_test(a_referral_appears_with_the_role_it_is_routed_to),
        cmocka_unit_test(the_name_and_address_in_use_are_taken),
        cmocka_unit_test(twice_imported_changes_nothing),
        cmocka_unit_test(what_is_finished_or_of_other_kinds_is_listed),
        cmocka_unit_test(patients_come_from_bundles_and_lines),
        cmocka_unit_test(names_survive),
        cmocka_unit_test(a_malformed_file_stops_all_of_them),
        cmocka_unit_test(one_bad_resource_is_refused_whole_and_the_rest_taken),
        cmocka_unit_test(invalid_states_and_unknown_codes_are_refused),
        cmocka_unit_test(careless_shapes_are_read),
        cmocka_unit_test(messages_out_of_order_change_nothing_back),
        cmocka_unit_test(an_unsafe_number_stays_unsafe),
        cmocka_unit_test(a_number_never_joins_two_people),
        cmocka_unit_test(what_the_sender_withdraws_is_cancelled),
        cmocka_unit_test(only_who_may_imports),
        cmocka_unit_test(the_record_is_whole),
    };
    return cmocka_run_group_tests(tests, ran_open, ran_close);
}
