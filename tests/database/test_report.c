/* holdfast report, run as a script would: who may, and what each format makes of what people typed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "support/program.h"
#include "support/publish.h"
#include "support/server.h"

static struct test_server *server;
static struct buffer output, error;
static char person[40], ref[40];

/* Runs the program as that person; gives its exit status. */
#define AS(login, ...)                                                                             \
    PROGRAM(&output, &error, "-d", test_server_conninfo(server, login), __VA_ARGS__)

static void assert_ended(int status, int expected)
{
    if (status != expected)
        fail_msg("status %d instead of %d: %s", status, expected, error.data);
}

static void assert_says(const char *part)
{
    if (output.data == NULL || strstr(output.data, part) == NULL)
        fail_msg("\"%s\" is not in: %s%s", part, output.data, error.data);
}

static void lines_for_scripts_have_a_column_for_each_part(void **state)
{
    (void)state;
    assert_ended(AS("lena", "report", "disclosures", "--individual", person), EX_OK);
    assert_says("2026-11-20 17:05 EST\t=HYPERLINK(1), A<b>\t1951-03-14\t");
    assert_says("\tLena Ortiz\tBay Network\topened an item\t");
    assert_says("\tSt. Mary's Hospital\tBright Home Care\tgeneral health\tFor treatment\treferral "
                "for nursing visits\n");
}

static void csv_holds_no_formula(void **state)
{
    (void)state;
    assert_ended(AS("casey", "report", "disclosures", "--format", "csv"), EX_OK);
    assert_int_equal(strncmp(output.data, "When,Person,Born,Reference,Who,", 31), 0);
    assert_says(",\"'=HYPERLINK(1), A<b>\",1951-03-14,");
    assert_says(",\"St. Mary's Hospital\",");
    assert_null(strstr(output.data, "\n="));
    assert_null(strstr(output.data, ",="));
}

static void json_is_whole(void **state)
{
    (void)state;
    assert_ended(AS("casey", "report", "disclosures", "--format=json", "--individual", person),
                 EX_OK);
    json_t *json = json_loads(output.data, 0, NULL);
    assert_non_null(json);
    const json_t *rows = json_object_get(json, "rows");
    assert_int_equal(json_array_size(rows), 2);
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(rows, 0), "individual_ref")), person);
    json_decref(json);
}

static void html_is_escaped(void **state)
{
    (void)state;
    assert_ended(AS("lena", "report", "disclosures", "--format", "html", "--individual", person),
                 EX_OK);
    assert_says("<h1>Account of disclosures</h1>");
    assert_says("<td>=HYPERLINK(1), A&lt;b&gt;</td>");
    assert_says("<td>St. Mary&#39;s Hospital</td>");
    assert_null(strstr(output.data, "A<b>"));
    assert_says("</html>\n");
}

static void days_and_organizations_narrow_it(void **state)
{
    (void)state;
    assert_ended(AS("casey", "report", "disclosures", "--to", "2026-11-19"), EX_OK);
    assert_int_equal(output.len, 0);
    assert_ended(AS("casey", "report", "disclosures", "--from", "today", "--org", "bright_home"),
                 EX_OK);
    assert_says("referral sent");
    assert_null(strstr(output.data, "opened an item"));
    assert_ended(AS("casey", "report", "disclosures", "--org", "nobody"), EX_DATAERR);
    assert_ended(AS("casey", "report", "disclosures", "--format", "pdf"), EX_USAGE);
    assert_ended(AS("casey", "report", "everything"), EX_USAGE);
}

static void it_is_for_those_who_may(void **state)
{
    (void)state;
    assert_ended(AS("maria", "report", "disclosures", "--individual", person), EX_NOPERM);
    assert_ended(AS("lena", "report", "disclosures"), EX_NOPERM);
    assert_ended(AS("lena", "report", "disclosures", "--individual", "P-999999"), EX_NOPERM);
    assert_ended(AS("adm", "report", "disclosures"), EX_NOPERM);
    assert_int_equal(output.len, 0);
}

static void many_pages_are_one_report(void **state)
{
    (void)state;
    test_server_run(
        server,
        "INSERT INTO app.disclosure (individual_id, day, at, how, to_organization_id, purpose)"
        " SELECT i.id, '2026-11-01', timestamptz '2026-11-01' + n * interval '1 s', 'export', "
        "o.id, 'export'"
        " FROM generate_series(1, 1200) n, (SELECT min(id) AS id FROM app.individual) i,"
        " app.organization o WHERE o.code = 'bay_network'");
    test_server_run(server, "INSERT INTO app.disclosure_content (disclosure_id, organization_id, "
                            "category, what, basis, at)"
                            " SELECT d.id, o.id, 'general', 'everything', 'treatment', d.at FROM "
                            "app.disclosure d, app.organization o"
                            " WHERE d.how = 'export' AND o.code = 'st_marys'");
    assert_ended(AS("casey", "report", "disclosures", "--to", "2026-11-02"), EX_OK);
    size_t lines = 0;
    for (const char *at = output.data; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_int_equal(lines, 1200);
}

static int start(void **state)
{
    (void)state;
    server = test_server_start();
    test_server_publish(server, NULL);
    PGconn *drew = test_server_connect(server, "drew");
    PGresult *made =
        PQexec(drew, "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": "
                     "\"=HYPERLINK(1)\", \"given\": \"A<b>\", \"birth_date\": \"1951-03-14\","
                     " \"address\": \"12 Elm St\", \"postal_code\": \"02128\"}')"
                     " ->> 'individual_ref'");
    (void)snprintf(person, sizeof person, "%s", PQgetvalue(made, 0, 0));
    PQclear(made);
    PQfinish(drew);
    char individual[60];
    (void)snprintf(individual, sizeof individual, "individual=%s", person);
    assert_int_equal(AS("drew", "refer", individual, "type=home_care", "service=bright_home_care",
                        "phone=555-0142", "orders=packed"),
                     EX_OK);
    assert_int_equal(sscanf(output.data, "%39s", ref), 1);
    assert_int_equal(AS("lena", "show", ref), EX_OK);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    test_server_stop(server);
    buffer_free(&output);
    buffer_free(&error);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_for_scripts_have_a_column_for_each_part),
        cmocka_unit_test(csv_holds_no_formula),
        cmocka_unit_test(json_is_whole),
        cmocka_unit_test(html_is_escaped),
        cmocka_unit_test(days_and_organizations_narrow_it),
        cmocka_unit_test(it_is_for_those_who_may),
        cmocka_unit_test(many_pages_are_one_report),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
