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

#include "support/ran.h"

static char person[40], ref[40];

/* ---- a page of HTML: every element that begins ends, and nothing in it is from elsewhere ---- */

enum { DEPTH = 40, NAME = 20 };

static void assert_closed(char open[][NAME], int *depth, const char *name)
{
    if (*depth == 0 || strcmp(open[*depth - 1], name) != 0)
        fail_msg("</%s> ends %s", name, *depth > 0 ? open[*depth - 1] : "nothing");
    (*depth)--;
}

static const char *tag_end(const char *at)
{
    bool quoted = false;
    for (; *at != '\0' && (quoted || *at != '>'); at++) {
        if (*at == '"')
            quoted = !quoted;
        if (*at == '<')
            fail_msg("a tag within a tag: %.40s", at);
    }
    assert_int_equal(*at, '>');
    return at;
}

static void assert_balanced(const char *html)
{
    static const char *const empty[] = {"meta", "br", "!DOCTYPE"};
    char open[DEPTH][NAME], name[NAME];
    int depth = 0;
    for (const char *at = html; (at = strchr(at, '<')) != NULL; at++) {
        bool ends = at[1] == '/', none = false;
        const char *end = tag_end(at + 1);
        assert_int_equal(sscanf(at + (ends ? 2 : 1), "%19[a-zA-Z0-9!]", name), 1);
        for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
            none = none || strcmp(name, empty[i]) == 0;
        if (ends)
            assert_closed(open, &depth, name);
        else if (!none && end[-1] != '/') {
            assert_in_range(depth, 0, DEPTH - 1);
            memcpy(open[depth++], name, NAME);
        }
        at = end;
    }
    assert_int_equal(depth, 0);
}

static void assert_whole_page(const char *html)
{
    static const char *const foreign[] = {
        "<script", "http:",  "https:", "src=",    "href=", "url(",
        "@import", "onload", "<link",  "<iframe", "\"nan", ">nan"};
    assert_int_equal(strncmp(html, "<!DOCTYPE html>\n<html lang=\"en\">", 32), 0);
    assert_string_equal(html + strlen(html) - 16, "</body>\n</html>\n");
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (strstr(html, foreign[i]) != NULL)
            fail_msg("a page has %s", foreign[i]);
    assert_balanced(html);
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
    assert_int_equal(strncmp(ran.output.data, "When,Person,Born,Reference,Who,", 31), 0);
    assert_says(",\"'=HYPERLINK(1), A<b>\",1951-03-14,");
    assert_says(",\"St. Mary's Hospital\",");
    assert_null(strstr(ran.output.data, "\n="));
    assert_null(strstr(ran.output.data, ",="));
}

static void json_is_whole(void **state)
{
    (void)state;
    assert_ended(AS("casey", "report", "disclosures", "--format=json", "--individual", person),
                 EX_OK);
    json_t *json = json_loads(ran.output.data, 0, NULL);
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
    assert_says("<td>=HYPERLINK(1), A&lt;b&gt;<br><span class=\"t\">1951-03-14</span><br>");
    assert_says("<td>St. Mary&#39;s Hospital<br>Bright Home Care</td>");
    assert_null(strstr(ran.output.data, "A<b>"));
    assert_whole_page(ran.output.data);
}

static void days_and_organizations_narrow_it(void **state)
{
    (void)state;
    assert_ended(AS("casey", "report", "disclosures", "--to", "2026-11-19"), EX_OK);
    assert_int_equal(ran.output.len, 0);
    assert_ended(AS("casey", "report", "disclosures", "--from", "today", "--org", "bright_home"),
                 EX_OK);
    assert_says("referral sent");
    assert_null(strstr(ran.output.data, "opened an item"));
    assert_ended(AS("casey", "report", "disclosures", "--org", "nobody"), EX_DATAERR);
    assert_ended(AS("casey", "report", "disclosures", "--format", "pdf"), EX_USAGE);
    assert_ended(AS("casey", "report", "everything"), EX_USAGE);
}

/* ---- escalations and risks ---- */

static json_t *answered(void)
{
    json_t *json = json_loads(ran.output.data, 0, NULL);
    assert_non_null(json);
    return json;
}

static int64_t summed(const json_t *json, const char *key)
{
    return json_integer_value(json_object_get(json_object_get(json, "summary"), key));
}

static void escalations_are_counted_and_listed(void **state)
{
    (void)state;
    assert_ended(AS("lena", "report", "escalations", "--format", "json"), EX_OK);
    json_t *json = answered();
    assert_int_equal(summed(json, "total"), 1);
    assert_int_equal(json_array_size(json_object_get(json, "rows")), 1);
    json_decref(json);
    assert_ended(AS("sam", "report", "escalations"), EX_OK);
    assert_says("\tBright Home Care intake\tBright Home Care\tanswer\ttold to act, when due\tby "
                "hand\tyou\tBright Home Care supervisor\t");
    assert_null(strstr(ran.output.data, "HYPERLINK"));
    assert_ended(AS("lena", "report", "escalations", "--format", "csv"), EX_OK);
    assert_int_equal(strncmp(ran.output.data, "When,Item,What,Who should have acted,", 37), 0);
    assert_ended(AS("joan", "report", "escalations"), EX_OK);
    assert_string_equal(ran.output.data, "# Escalations\tEscalations\t0, about 0 items\n");
    assert_ended(AS("adm", "report", "escalations"), EX_NOPERM);
}

static void the_work_of_others_is_not_reported(void **state)
{
    (void)state;
    assert_ended(AS("joan", "report", "risks", "--org", "bright_home"), EX_NOPERM);
    assert_int_equal(ran.output.len, 0);
    assert_non_null(strstr(ran.error.data, "Bright Home Care is not yours to ask for"));
    if (strstr(ran.error.data, "ask for harbor_nursing, or name no organization. ") == NULL)
        fail_msg("%s", ran.error.data);
    assert_ended(AS("joan", "report", "risks", "--org", "harbor_nursing"), EX_OK);
}

static void counts_stand_first_or_alone(void **state)
{
    (void)state;
    assert_ended(AS("sam", "report", "escalations"), EX_OK);
    assert_int_equal(strncmp(ran.output.data, "# Escalations\tEscalations\t1, about 1 items\n", 42),
                     0);
    assert_says("\n# By step of the ladder\ttold to act, when due\t1\t0\t0\t\n");
    assert_says("\n# By what set them off\tsomebody, by hand\t1\t");
    assert_says("\n# By whom they reached\tBright Home Care supervisor, Bright Home Care\t1\t");
    assert_ended(AS("sam", "report", "escalations", "--summary"), EX_OK);
    assert_int_equal(strncmp(ran.output.data, "Escalations\tEscalations\t1,", 26), 0);
    assert_null(strstr(ran.output.data, ref));
    assert_ended(AS("sam", "report", "escalations", "--summary", "--format", "csv"), EX_OK);
    assert_int_equal(strncmp(ran.output.data, "List,Which,What,Value\n", 22), 0);
    assert_says("\nBy step of the ladder,\"told to act, when due\",Count,1\n");
    assert_ended(AS("sam", "report", "escalations", "--summary", "--format", "html"), EX_OK);
    assert_whole_page(ran.output.data);
    assert_says("<figcaption>By step of the ladder</figcaption>");
    assert_null(strstr(ran.output.data, ref));
    assert_ended(AS("sam", "report", "escalations", "--summary", "--format", "json"), EX_OK);
    json_t *json = answered();
    assert_int_equal(summed(json, "total"), 1);
    assert_int_equal(json_array_size(json_object_get(json, "rows")), 0);
    json_decref(json);
    assert_ended(AS("sam", "report", "measures", "--summary"), EX_USAGE);
}

static void what_leaves_has_no_small_numbers(void **state)
{
    (void)state;
    assert_ended(AS("sam", "report", "escalations", "--outside", "--to", "2027-01-02"), EX_OK);
    assert_string_equal(ran.output.data, "Escalations\tEscalations\t0\n");
    test_server_run(ran.server, "UPDATE app.reach SET at = at - interval '60 days'");
    assert_ended(AS("sam", "report", "escalations", "--outside"), EX_OK);
    assert_says("Escalations\tEscalations\tnot told\n");
    assert_says("By whom they reached\tBright Home Care supervisor, Bright Home Care\tnot told\n");
    assert_null(strstr(ran.output.data, "\t1"));
    assert_ended(AS("lena", "report", "escalations", "--outside", "--format", "html"), EX_OK);
    assert_whole_page(ran.output.data);
    assert_says("numbers below 11, and what would tell them, are not told");
    assert_null(strstr(ran.output.data, ref));
    assert_ended(AS("lena", "report", "risks", "--outside", "--names"), EX_DATAERR);
    assert_ended(AS("sam", "report", "escalations", "--below", "3"), EX_DATAERR);
    test_server_run(ran.server, "UPDATE app.reach SET at = at + interval '60 days'");
}

/* Thousands of rows: each week is a part of the page by itself. */
static void a_long_page_is_by_week(void **state)
{
    (void)state;
    test_server_run(ran.server,
                    "INSERT INTO app.reach SELECT (r).* FROM (SELECT jsonb_populate_record(r, "
                    "jsonb_build_object('id', app.next_id(), 'at', r.at - n * interval '2 hours', "
                    "'repetition', 1000 + n)) AS r FROM app.reach r, "
                    "generate_series(1, 400) n) x");
    assert_ended(AS("lena", "report", "escalations", "--format", "html"), EX_OK);
    assert_whole_page(ran.output.data);
    assert_says("<details open><summary>Week of 2026-11-16</summary>");
    assert_says("<details><summary>Week of 2026-11-09</summary>");
    assert_ended(AS("lena", "report", "escalations", "--format", "csv"), EX_OK);
    size_t lines = 0;
    for (const char *at = ran.output.data; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_int_equal(lines, 402);
    test_server_run(ran.server, "DELETE FROM app.reach WHERE repetition > 1000");
}

static void names_are_asked_for_and_on_the_account(void **state)
{
    (void)state;
    assert_ended(AS("lena", "report", "escalations", "--names", "--format", "csv"), EX_OK);
    assert_says(",\"'=HYPERLINK(1), A<b>\",1951-03-14,");
    assert_ended(AS("lena", "report", "disclosures", "--individual", person), EX_OK);
    assert_says("\tLena Ortiz\tBay Network\texport\t");
}

static void pages_to_print_have_charts_and_tables(void **state)
{
    (void)state;
    assert_ended(AS("lena", "report", "escalations", "--names", "--format", "html"), EX_OK);
    assert_whole_page(ran.output.data);
    assert_says("<h1>Escalations</h1>");
    assert_says("<figcaption>By whom they reached</figcaption>");
    assert_says("<td>=HYPERLINK(1), A&lt;b&gt;<br>");
    assert_says("</svg>\n<table>");
    assert_ended(AS("lena", "report", "risks", "--format", "html"), EX_OK);
    assert_whole_page(ran.output.data);
    assert_says("<th scope=\"row\">Food insecurity</th><td class=\"n\">1</td>");
}

static void risks_are_counted_and_listed(void **state)
{
    (void)state;
    assert_ended(AS("lena", "report", "risks", "--format", "json"), EX_OK);
    json_t *json = answered();
    assert_int_equal(summed(json, "total"), 1);
    assert_int_equal(summed(json, "open"), 1);
    json_decref(json);
    assert_ended(AS("lena", "report", "risks", "--to", "2026-11-18"), EX_OK);
    assert_int_equal(strncmp(ran.output.data, "# Social risks\tRisks\t0;", 23), 0);
    assert_null(strstr(ran.output.data, "\n2026"));
    assert_ended(AS("lena", "report", "risks", "--individual", person), EX_USAGE);
    assert_ended(AS("lena", "report", "risks", "--from", "2026-11-21"), EX_DATAERR);
}

/* ---- measures ---- */

static void measures_have_every_format(void **state)
{
    (void)state;
    assert_ended(AS("lena", "report", "measures", "--from", "2026-11-16", "--to", "2026-11-20",
                    "--format", "json"),
                 EX_OK);
    json_t *json = answered();
    /* 70.69, not 70.689999999999998. */
    assert_null(strstr(ran.output.data, "99999999"));
    assert_null(strstr(ran.output.data, "00000000"));
    assert_non_null(json_object_get(json_object_get(json, "summary"), "previous"));
    const json_t *row = json_array_get(json_object_get(json, "rows"), 0);
    assert_string_equal(json_string_value(json_object_get(row, "measure")), "answer_in_time");
    assert_int_equal(json_array_size(json_object_get(row, "trend")), 13);
    json_decref(json);
    assert_ended(AS("lena", "report", "measures", "--format", "csv"), EX_OK);
    assert_int_equal(strncmp(ran.output.data, "Group,Measure,Part,What,Value,Unit,Numerator,", 45),
                     0);
    assert_says(",Within their time,Not so,Admitted again,In words,");
    assert_says("\n,answer_in_time,per_try,\"Answered in time, each try\",");
    assert_ended(AS("lena", "report", "measures"), EX_OK);
    assert_says("\tanswer_in_time\tper_try\tAnswered in time, each try\t");
    assert_ended(AS("lena", "report", "measures", "--by", "person"), EX_DATAERR);
    assert_ended(AS("lena", "report", "measures", "--names"), EX_USAGE);
}

static void measures_to_print_end_with_what_they_mean(void **state)
{
    (void)state;
    assert_ended(AS("lena", "report", "measures", "--from", "2026-11-16", "--to", "2026-11-20",
                    "--format", "html"),
                 EX_OK);
    assert_whole_page(ran.output.data);
    assert_says("<p class=\"about\">Bay Network, 16 Nov 2026 to 20 Nov 2026</p>");
    assert_says("<h2>The thirteen weeks in numbers</h2>");
    assert_says("<h2>What each number means</h2>");
    assert_says("tr.h{break-after:avoid}");
    assert_null(strstr(ran.output.data, "Small numbers are not told"));
    assert_ended(
        AS("lena", "report", "measures", "--outside", "--by", "organization", "--format", "html"),
        EX_OK);
    assert_whole_page(ran.output.data);
    assert_says("Small numbers are not told");
}

static void it_is_for_those_who_may(void **state)
{
    (void)state;
    assert_ended(AS("maria", "report", "disclosures", "--individual", person), EX_NOPERM);
    assert_ended(AS("lena", "report", "disclosures"), EX_NOPERM);
    assert_ended(AS("lena", "report", "disclosures", "--individual", "P-999999"), EX_NOPERM);
    assert_ended(AS("adm", "report", "disclosures"), EX_NOPERM);
    assert_int_equal(ran.output.len, 0);
}

static void many_pages_are_one_report(void **state)
{
    (void)state;
    test_server_run(
        ran.server,
        "INSERT INTO app.disclosure (individual_id, day, at, how, to_organization_id, purpose)"
        " SELECT i.id, '2026-11-01', timestamptz '2026-11-01' + n * interval '1 s', 'export', "
        "o.id, 'export'"
        " FROM generate_series(1, 1200) n, (SELECT min(id) AS id FROM app.individual) i,"
        " app.organization o WHERE o.code = 'bay_network'");
    test_server_run(ran.server,
                    "INSERT INTO app.disclosure_content (disclosure_id, organization_id, "
                    "category, what, basis, at)"
                    " SELECT d.id, o.id, 'general', 'everything', 'treatment', d.at FROM "
                    "app.disclosure d, app.organization o"
                    " WHERE d.how = 'export' AND o.code = 'st_marys'");
    assert_ended(AS("casey", "report", "disclosures", "--to", "2026-11-02"), EX_OK);
    size_t lines = 0;
    for (const char *at = ran.output.data; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_int_equal(lines, 1200);
}

static int start(void **state)
{
    (void)state;
    (void)ran_open(state);
    PGconn *drew = test_server_connect(ran.server, "drew");
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
    assert_int_equal(sscanf(ran.output.data, "%39s", ref), 1);
    assert_int_equal(AS("lena", "show", ref), EX_OK);
    assert_int_equal(AS("drew", "act", ref, "escalate"), EX_OK);
    assert_int_equal(AS("drew", "risk", person, "category=food_insecurity", "level=high"), EX_OK);
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
        cmocka_unit_test(escalations_are_counted_and_listed),
        cmocka_unit_test(the_work_of_others_is_not_reported),
        cmocka_unit_test(counts_stand_first_or_alone),
        cmocka_unit_test(what_leaves_has_no_small_numbers),
        cmocka_unit_test(a_long_page_is_by_week),
        cmocka_unit_test(names_are_asked_for_and_on_the_account),
        cmocka_unit_test(pages_to_print_have_charts_and_tables),
        cmocka_unit_test(risks_are_counted_and_listed),
        cmocka_unit_test(measures_have_every_format),
        cmocka_unit_test(measures_to_print_end_with_what_they_mean),
        cmocka_unit_test(it_is_for_those_who_may),
        cmocka_unit_test(many_pages_are_one_report),
    };
    return cmocka_run_group_tests(tests, start, ran_close);
}
