/* The measures: every number with what it is of, the period before, thirteen weeks, and at the end
 * what each means and where its definition comes from. */
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/measure_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "report_parts.h"

enum { TEXT = 48, BAR_LINES = 5 }; /* that many lines of one measure are drawn as bars too */

/* ---- one line ---- */

struct line_text {
    char value[TEXT], share[2 * TEXT], before[TEXT], change[TEXT], trend_said[32 * MEASURE_WEEKS];
    double trend[MEASURE_WEEKS];
};

static struct report_line line_of(const json_t *m, struct line_text *text)
{
    struct report_line line = {.label = measure_part(m),
                               .value = text->value,
                               .share = text->share,
                               .before = text->before,
                               .change = text->change,
                               .trend = text->trend,
                               .trend_count = MEASURE_WEEKS,
                               .trend_said = text->trend_said};
    int64_t missed = answer_int(m, "missed");
    (void)measure_value(text->value, sizeof text->value, m);
    (void)measure_share(text->share, sizeof text->share, m);
    if (text->share[0] == '\0')
        (void)snprintf(text->share, sizeof text->share, "%s", measure_none(m));
    size_t len = strlen(text->share);
    if (missed > 0)
        (void)snprintf(text->share + len, sizeof text->share - len, say(", missed %lld"),
                       (long long)missed);
    (void)measure_number(text->before, sizeof text->before, json_object_get(m, "previous"), "");
    (void)measure_change(text->change, sizeof text->change, m);
    measure_trend(m, text->trend);
    (void)measure_trend_said(text->trend_said, sizeof text->trend_said, m);
    measure_bar(m, &line.size, &line.size_before);
    return line;
}

static bool same_measure(const json_t *a, const json_t *b)
{
    return strcmp(answer_text(a, "measure"), answer_text(b, "measure")) == 0;
}

/* How many of the list from at on are parts of one measure. */
static size_t parts_from(const json_t *measures, size_t at)
{
    size_t n = 1;
    while (at + n < json_array_size(measures) &&
           same_measure(json_array_get(measures, at), json_array_get(measures, at + n)))
        n++;
    return n;
}

/* ---- a group ---- */

static void write_lines(struct report_sheet *sheet, const json_t *measures)
{
    size_t n = json_array_size(measures), count = 0;
    struct report_line *lines = memory_take(2 * n + 1, sizeof *lines);
    struct line_text *texts = memory_take(n + 1, sizeof *texts);
    for (size_t i = 0; i < n; i++) {
        const json_t *m = json_array_get(measures, i);
        bool first = i == 0 || !same_measure(json_array_get(measures, i - 1), m);
        if (first &&
            (parts_from(measures, i) > 1 || strcmp(measure_part(m), answer_text(m, "name")) != 0))
            lines[count++] = (struct report_line){.heading = true, .label = answer_text(m, "name")};
        lines[count] = line_of(m, &texts[i]);
        lines[count++].alone = first && strcmp(measure_part(m), answer_text(m, "name")) == 0 &&
                               parts_from(measures, i) == 1;
    }
    report_lines(sheet, say("Measure\tValue\tOf\tBefore\tChange\t13 weeks"), lines, count);
    free(texts);
    free(lines);
}

static const char *const apart_words[][2] = {{"died", "died"},
                                             {"moved", "moved"},
                                             {"mistaken", "entered by mistake"},
                                             {"refuted", "found not to be so"},
                                             {"admitted", "admitted again"},
                                             {"young", "still within their time"}};

static void add_apart(struct buffer *b, const json_t *m)
{
    const json_t *apart = json_object_get(m, "apart");
    bool any = false;
    for (size_t i = 0; i < sizeof apart_words / sizeof apart_words[0]; i++) {
        int64_t n = json_integer_value(json_object_get(apart, apart_words[i][0]));
        if (n == 0)
            continue;
        if (!any)
            buffer_print(b, "%s%s:", b->len > 0 ? "; " : "", answer_text(m, "name"));
        buffer_print(b, "%s %s %lld", any ? "," : "", say(apart_words[i][1]), (long long)n);
        any = true;
    }
}

static void write_apart(struct report_sheet *sheet, const json_t *measures)
{
    struct buffer b = {0};
    for (size_t i = 0; i < json_array_size(measures); i += parts_from(measures, i))
        add_apart(&b, json_array_get(measures, i));
    if (b.len > 0)
        report_fact(sheet, say("Told apart, in none of these numbers"), b.data);
    buffer_free(&b);
}

static void draw_bars(struct report_sheet *sheet, const json_t *measures, size_t at, size_t n)
{
    struct report_point *points = memory_take(n, sizeof *points);
    char(*said)[TEXT] = memory_take(n, sizeof *said);
    char(*share)[TEXT] = memory_take(n, sizeof *share);
    for (size_t i = 0; i < n; i++) {
        const json_t *m = json_array_get(measures, at + i);
        const json_t *value = json_object_get(m, "value");
        points[i] =
            (struct report_point){.label = measure_part(m),
                                  .value = json_is_number(value) ? json_number_value(value) : NAN,
                                  .said = measure_value(said[i], sizeof said[i], m),
                                  .more = measure_share(share[i], sizeof share[i], m)};
    }
    report_figure(
        sheet, &(struct report_figure){.shape = REPORT_BARS,
                                       .title = answer_text(json_array_get(measures, at), "name"),
                                       .headings = say("Part\tValue\tOf"),
                                       .points = points,
                                       .count = n});
    free(share);
    free(said);
    free(points);
}

static void write_group(struct report_sheet *sheet, const json_t *group, bool alone)
{
    const json_t *measures = json_object_get(group, "measures");
    report_section(sheet, answer_text(group, "name")[0] != '\0' ? answer_text(group, "name")
                                                                : say("All together"));
    write_lines(sheet, measures);
    write_apart(sheet, measures);
    for (size_t i = 0; alone && i < json_array_size(measures); i += parts_from(measures, i))
        if (parts_from(measures, i) >= BAR_LINES)
            draw_bars(sheet, measures, i, parts_from(measures, i));
}

/* ---- what stands behind them ---- */

static char *week_row(const json_t *m)
{
    struct buffer row = {0};
    char said[TEXT];
    buffer_text(&row, answer_text(m, "label"));
    buffer_print(&row, " (%s)", answer_text(m, "unit"));
    for (size_t i = 0; i < MEASURE_WEEKS; i++)
        buffer_print(
            &row, "\t%s",
            measure_number(said, sizeof said, json_array_get(json_object_get(m, "trend"), i), ""));
    return row.data;
}

static void add_week(struct buffer *headings, const char *start)
{
    char said[16];
    int64_t instant;
    if (reply_instant(start, &instant))
        buffer_print(headings, "\t%s", measure_day(said, sizeof said, instant, false));
}

static void write_weeks(struct report_sheet *sheet, const json_t *answer)
{
    const json_t *weeks = json_object_get(answer, "weeks");
    const json_t *measures =
        json_object_get(json_array_get(json_object_get(answer, "groups"), 0), "measures");
    size_t n = json_array_size(measures);
    struct buffer headings = {0};
    char **rows = memory_take(n + 1, sizeof *rows);
    buffer_text(&headings, say("Week from"));
    for (size_t i = 0; i < json_array_size(weeks); i++)
        add_week(&headings, json_string_value(json_array_get(weeks, i)));
    for (size_t i = 0; i < n; i++)
        rows[i] = week_row(json_array_get(measures, i));
    report_grid(sheet, headings.data, rows, n);
    for (size_t i = 0; i < n; i++)
        free(rows[i]);
    free(rows);
    buffer_free(&headings);
}

static void write_definition(struct report_sheet *sheet, const json_t *m)
{
    struct buffer text = {0};
    buffer_print(&text, say("%s Source: %s."), answer_text(m, "definition"),
                 answer_text(m, "source"));
    if (answer_text(m, "note")[0] != '\0')
        buffer_print(&text, " %s", answer_text(m, "note"));
    report_fact(sheet, answer_text(m, "label"), text.data);
    buffer_free(&text);
}

/* Of each definition once, whatever groups it is in. */
static void write_definitions(struct report_sheet *sheet, const json_t *groups)
{
    json_t *told = json_object();
    report_section(sheet, say("What each number means"));
    for (size_t g = 0; g < json_array_size(groups); g++) {
        const json_t *measures = json_object_get(json_array_get(groups, g), "measures");
        for (size_t i = 0; i < json_array_size(measures); i++) {
            const json_t *m = json_array_get(measures, i);
            if (json_object_get(told, answer_text(m, "definition")) == NULL)
                write_definition(sheet, m);
            (void)json_object_set_new(told, answer_text(m, "definition"), json_true());
        }
    }
    json_decref(told);
}

static void write_previous(struct report_sheet *sheet, const json_t *answer)
{
    const json_t *previous = json_object_get(answer, "previous");
    char from[24], to[24], said[64];
    (void)measure_day(from, sizeof from, answer_time(previous, "from"), true);
    (void)measure_day(to, sizeof to, answer_time(previous, "to") - MICROSECONDS, true);
    (void)snprintf(said, sizeof said, say("%s to %s"), from, to);
    report_fact(sheet, say("The period before"), said);
}

static void brief(struct report_sheet *sheet, const json_t *answer)
{
    const json_t *groups = json_object_get(answer, "groups");
    size_t n = json_array_size(groups);
    write_previous(sheet, answer);
    if (answer_bool(answer, "suppressed"))
        report_text(sheet,
                    say("Small numbers are not told, nor those from which they could be worked "
                        "out: they could tell of whom they are."));
    for (size_t i = 0; i < n; i++)
        write_group(sheet, json_array_get(groups, i), n == 1);
    if (n == 0)
        report_text(sheet, say("Nothing was counted."));
    /* On a terminal the weeks are drawn beside each number already; in lean nothing is. */
    if (n == 1 && (sheet->lean || sheet->writer != &report_to_text)) {
        report_section(sheet, say("The thirteen weeks in numbers"));
        write_weeks(sheet, answer);
    }
    write_definitions(sheet, groups);
}

/* ---- rows for programs ---- */

static json_t *row_of(const json_t *group, const json_t *m)
{
    char key[16];
    json_t *row = json_copy((json_t *)m);
    const json_t *trend = json_object_get(m, "trend");
    (void)json_object_set(row, "group", json_object_get(group, "key"));
    (void)json_object_set(row, "group_name", json_object_get(group, "name"));
    (void)json_object_update(row, json_object_get(m, "apart"));
    for (size_t i = 0; i < MEASURE_WEEKS; i++) {
        (void)snprintf(key, sizeof key, "week_%zu", i + 1);
        (void)json_object_set(row, key, json_array_get(trend, i));
    }
    return row;
}

static json_t *flatten(const json_t *answer)
{
    json_t *rows = json_array();
    size_t i, k;
    const json_t *group, *m;
    json_array_foreach (json_object_get(answer, "groups"), i, group)
        json_array_foreach (json_object_get(group, "measures"), k, m)
            (void)json_array_append_new(rows, row_of(group, m));
    return rows;
}

static const struct report_column columns[] = {
    {"Group", "group_name", REPORT_PLAIN},    {"Measure", "measure", REPORT_PLAIN},
    {"Part", "part", REPORT_PLAIN},           {"What", "label", REPORT_PLAIN},
    {"Value", "value", REPORT_PLAIN},         {"Unit", "unit", REPORT_PLAIN},
    {"Numerator", "numerator", REPORT_PLAIN}, {"Denominator", "denominator", REPORT_PLAIN},
    {"Missed", "missed", REPORT_PLAIN},       {"Before", "previous", REPORT_PLAIN},
    {"Better", "better", REPORT_PLAIN},       {"Not told", "suppressed", REPORT_PLAIN},
    {"Died", "died", REPORT_PLAIN},           {"Moved", "moved", REPORT_PLAIN},
    {"By mistake", "mistaken", REPORT_PLAIN}, {"Within their time", "young", REPORT_PLAIN},
    {"Not so", "refuted", REPORT_PLAIN},      {"Admitted again", "admitted", REPORT_PLAIN},
    {"In words", "said", REPORT_PLAIN},       {"Week 1", "week_1", REPORT_PLAIN},
    {"Week 2", "week_2", REPORT_PLAIN},       {"Week 3", "week_3", REPORT_PLAIN},
    {"Week 4", "week_4", REPORT_PLAIN},       {"Week 5", "week_5", REPORT_PLAIN},
    {"Week 6", "week_6", REPORT_PLAIN},       {"Week 7", "week_7", REPORT_PLAIN},
    {"Week 8", "week_8", REPORT_PLAIN},       {"Week 9", "week_9", REPORT_PLAIN},
    {"Week 10", "week_10", REPORT_PLAIN},     {"Week 11", "week_11", REPORT_PLAIN},
    {"Week 12", "week_12", REPORT_PLAIN},     {"Week 13", "week_13", REPORT_PLAIN},
};

const struct report report_measures = {
    .name = "measures",
    .title = "Measures",
    .sql = "SELECT api.measure_table($1::jsonb)",
    .takes = "from to org role service_type by outside below",
    .weeks = true,
    .in_brief = true,
    .rows = "groups",
    .columns = columns,
    .count = sizeof columns / sizeof columns[0],
    .brief = brief,
    .flatten = flatten,
};
