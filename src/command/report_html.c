/* Reports as one page to print: charts drawn in the page itself, a table beside each. */
#include "report_parts.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chart.h"
#include "html.h"

enum {
    TABLE_COLUMNS = REPORT_HEADINGS_MOST,
    PART = REPORT_PART,
    DRAWN_MOST = 20, /* of bars; the table has all */
    WEEKS_FROM = 300 /* rows, from which on each week of them is a part to open */
};

/* Writes what was put together, and ends it. */
static void put(struct buffer *b)
{
    if (b->data != NULL)
        fputs(b->data, stdout);
    buffer_free(b);
}

static void put_part(const char *before, const char *text, const char *after)
{
    struct buffer b = {0};
    html_part(&b, before, text, after);
    put(&b);
}

static void begin(struct report_sheet *sheet)
{
    struct buffer b = {0};
    html_begin(&b, sheet->title, sheet->about);
    put(&b);
}

static void section(struct report_sheet *sheet, const char *title)
{
    (void)sheet;
    put_part("<h2>", title, "</h2>\n");
}

static void text(struct report_sheet *sheet, const char *said)
{
    (void)sheet;
    struct buffer b = {0};
    html_prose(&b, "<p>", said, "</p>\n");
    put(&b);
}

static void fact(struct report_sheet *sheet, const char *label, const char *said)
{
    struct buffer b = {0};
    (void)sheet;
    html_part(&b, "<p><b>", label, "</b> ");
    html_prose(&b, "", said, "</p>\n");
    put(&b);
}

/* ---- charts ---- */

static void put_heading(struct buffer *b, const char *headings, size_t n, const char *class)
{
    char part[PART];
    if (report_part(part, sizeof part, headings, n)[0] == '\0')
        return;
    buffer_print(b, "<th scope=\"col\"%s>", class);
    html_part(b, "", part, "</th>");
}

static void put_point(struct buffer *b, const struct report_point *point, size_t columns)
{
    char part[PART];
    html_part(b, "<tr><th scope=\"row\">", point->label, "</th>");
    html_part(b, "<td class=\"n\">", point->said, "</td>");
    for (size_t i = 0; i + 2 < columns; i++)
        html_part(b, "<td class=\"n\">",
                  report_part(part, sizeof part, point->more != NULL ? point->more : "", i),
                  "</td>");
    buffer_text(b, "</tr>\n");
}

static size_t count_parts(const char *text)
{
    size_t count = 1;
    for (; *text != '\0'; text++)
        count += *text == '\t';
    return count;
}

static void put_table(struct buffer *b, const struct report_figure *figure)
{
    buffer_text(b, "<table>\n<thead><tr>");
    for (size_t i = 0; i < TABLE_COLUMNS; i++)
        put_heading(b, figure->headings, i, i > 0 ? " class=\"n\"" : "");
    buffer_text(b, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < figure->count; i++)
        put_point(b, &figure->points[i], count_parts(figure->headings));
    buffer_text(b, "</tbody>\n</table>\n");
}

static void put_chart(struct buffer *b, const struct report_sheet *sheet,
                      const struct report_figure *figure)
{
    static void (*const draw[])(struct buffer *,
                                const struct chart *) = {[REPORT_BARS] = chart_bars,
                                                         [REPORT_TREND] = chart_trend,
                                                         [REPORT_HISTOGRAM] = chart_columns};
    size_t count = figure->count < DRAWN_MOST || figure->shape != REPORT_BARS ? figure->count
                                                                              : (size_t)DRAWN_MOST;
    struct chart_point *points = memory_take(count + 1, sizeof *points);
    for (size_t i = 0; i < count; i++)
        points[i] = (struct chart_point){.label = figure->points[i].label,
                                         .value = figure->points[i].value,
                                         .said = figure->points[i].said,
                                         .before = NAN};
    draw[figure->shape](
        b, &(struct chart){
               .id = sheet->figures, .title = figure->title, .points = points, .count = count});
    free(points);
}

static void figure(struct report_sheet *sheet, const struct report_figure *shown)
{
    struct buffer b = {0};
    if (shown->count == 0) {
        html_part(&b, "<h3>", shown->title, "</h3>\n");
        html_part(&b, "<p>", say("Nothing to show."), "</p>\n");
        put(&b);
        return;
    }
    html_part(&b, "<figure>\n<figcaption>", shown->title, "</figcaption>\n");
    put_chart(&b, sheet, shown);
    put_table(&b, shown);
    buffer_text(&b, "</figure>\n");
    put(&b);
}

/* ---- measures ---- */

static void put_line(struct buffer *b, const struct report_line *line)
{
    if (line->heading) {
        html_part(b, "<tr class=\"h\"><th scope=\"rowgroup\" colspan=\"7\">", line->label,
                  "</th></tr>\n");
        return;
    }
    html_part(b, line->alone ? "<tr class=\"h\"><th scope=\"row\">" : "<tr><th scope=\"row\">",
              line->label, "</th>");
    html_part(b, "<td class=\"n\">", line->value, "</td><td>");
    if (isfinite(line->size))
        chart_meter(b, line->size, 1, line->size_before);
    html_part(b, "</td><td class=\"n\">", line->share, "</td>");
    html_part(b, "<td class=\"n\">", line->before, "</td>");
    html_part(b, "<td class=\"n\">", line->change, "</td><td>");
    chart_spark(b, line->trend_said, line->trend, line->trend_count);
    buffer_text(b, "</td></tr>\n");
}

static void lines(struct report_sheet *sheet, const char *headings, const struct report_line *shown,
                  size_t count)
{
    static const char *const classes[] = {
        "", " colspan=\"2\"", " class=\"n\"", " class=\"n\"", " class=\"n\"", ""};
    struct buffer b = {0};
    (void)sheet;
    buffer_text(&b, "<table class=\"rows\">\n<thead><tr>");
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        put_heading(&b, headings, i, classes[i]);
    buffer_text(&b, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++)
        put_line(&b, &shown[i]);
    buffer_text(&b, "</tbody>\n</table>\n");
    put(&b);
}

static void put_cells(struct buffer *b, const char *row)
{
    char part[PART];
    size_t count = count_parts(row);
    buffer_text(b, "<tr>");
    for (size_t i = 0; i < count; i++)
        html_part(b, i == 0 ? "<th scope=\"row\">" : "<td class=\"n\">",
                  report_part(part, sizeof part, row, i), i == 0 ? "</th>" : "</td>");
    buffer_text(b, "</tr>\n");
}

static void grid(struct report_sheet *sheet, const char *headings, char *const *shown, size_t count)
{
    struct buffer b = {0};
    size_t columns = count_parts(headings);
    (void)sheet;
    buffer_text(&b, "<table class=\"rows\">\n<thead><tr>");
    for (size_t i = 0; i < columns; i++)
        put_heading(&b, headings, i, i > 0 ? " class=\"n\"" : "");
    buffer_text(&b, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++)
        put_cells(&b, shown[i]);
    buffer_text(&b, "</tbody>\n</table>\n");
    put(&b);
}

/* ---- rows ---- */

static bool is_below(const struct report_sheet *sheet, size_t i)
{
    return i > 0 && i < sheet->count &&
           (sheet->columns[i].is & (REPORT_BELOW | REPORT_LABELLED)) != 0;
}

/* "Person, Born, Reference": of a column with those below it that have no label of their own. */
static void put_column(struct buffer *b, const struct report_sheet *sheet, size_t i)
{
    html_part(b, "<th scope=\"col\">", say(sheet->columns[i].heading), "");
    for (i++; is_below(sheet, i); i++)
        if ((sheet->columns[i].is & REPORT_LABELLED) == 0)
            html_part(b, ", ", say(sheet->columns[i].heading), "");
    buffer_text(b, "</th>");
}

static void put_rows(struct buffer *b, const struct report_sheet *sheet)
{
    buffer_text(b, "<table class=\"rows\">\n<thead><tr>");
    for (size_t i = 0; i < sheet->count; i++)
        if (!is_below(sheet, i))
            put_column(b, sheet, i);
    buffer_text(b, "</tr></thead>\n<tbody>\n");
}

/* Thousands of rows would be one endless page, on paper as well: each week opens by itself. */
static bool has_weeks(const struct report_sheet *sheet)
{
    return sheet->total > WEEKS_FROM;
}

static void rows(struct report_sheet *sheet)
{
    struct buffer b = {0};
    if (sheet->rows_title != NULL)
        html_part(&b, "<h2>", sheet->rows_title, "</h2>\n");
    if (has_weeks(sheet))
        html_part(&b, "<p class=\"note\">",
                  say("By week; what is open when the page is printed is printed."), "</p>\n");
    else
        put_rows(&b, sheet);
    put(&b);
}

/* "16 Nov 2026": the Monday of a row, by its first column. */
static void week_of(char out[REPORT_DAY], const struct report_sheet *sheet, const json_t *json)
{
    time_t seconds = (time_t)(answer_time(json, sheet->columns[0].key) / MICROSECONDS);
    struct tm at;
    (void)localtime_r(&seconds, &at);
    at.tm_mday -= (at.tm_wday + 6) % 7;
    at.tm_hour = 12;
    (void)mktime(&at);
    (void)strftime(out, REPORT_DAY, "%Y-%m-%d", &at);
}

static void put_week(struct report_sheet *sheet, const json_t *json)
{
    char week[REPORT_DAY];
    struct buffer b = {0};
    week_of(week, sheet, json);
    if (strcmp(week, sheet->week) == 0)
        return;
    buffer_text(&b, sheet->week[0] != '\0' ? "</tbody>\n</table>\n</details>\n<details>"
                                           : "<details open>");
    buffer_text(&b, "<summary>");
    html_part(&b, say("Week of "), week, "</summary>\n");
    put_rows(&b, sheet);
    put(&b);
    memcpy(sheet->week, week, sizeof week);
}

/* One long word: it has to break somewhere, for a page has an edge. */
static bool is_hash(const char *said)
{
    enum { LONG = 32 };
    return strlen(said) >= LONG && strchr(said, ' ') == NULL;
}

/* A moment, or a reference: one that breaks after its dash is no longer read as one. */
static bool is_whole(const struct report_column *column)
{
    return (column->is & REPORT_MOMENT) != 0 || strcmp(column->key, "ref") == 0;
}

/* What stands below others is left out where it is empty. */
static void put_cell(struct buffer *b, const struct report_sheet *sheet, size_t i,
                     const json_t *json)
{
    char out[REPORT_CELL];
    const struct report_column *column = &sheet->columns[i];
    const char *said = report_cell(column, json, out);
    if (!is_below(sheet, i) && is_whole(column))
        html_part(b, "<td class=\"t\">", said, "");
    else if (!is_below(sheet, i))
        html_prose(b, is_hash(said) ? "<td class=\"h\">" : "<td>", said, "");
    else if (said[0] != '\0' && (column->is & REPORT_LABELLED) != 0) {
        html_part(b, "<br><small>", say(column->heading), " ");
        html_prose(b, "", said, "</small>");
    } else if (said[0] != '\0')
        html_prose(b, "<br>", said, "");
}

static void row(struct report_sheet *sheet, const json_t *json)
{
    struct buffer b = {0};
    if (has_weeks(sheet))
        put_week(sheet, json);
    buffer_text(&b, "<tr>");
    for (size_t i = 0; i < sheet->count; i++) {
        put_cell(&b, sheet, i, json);
        if (!is_below(sheet, i + 1))
            buffer_text(&b, "</td>");
    }
    buffer_text(&b, "</tr>\n");
    put(&b);
}

static void rows_end(struct report_sheet *sheet)
{
    if (!has_weeks(sheet) || sheet->week[0] != '\0')
        fputs("</tbody>\n</table>\n", stdout);
    if (sheet->week[0] != '\0')
        fputs("</details>\n", stdout);
    if (sheet->rows == 0)
        put_part("<p>", say("Nothing was found."), "</p>\n");
}

static void end(struct report_sheet *sheet, const char *notice)
{
    struct buffer b = {0};
    (void)sheet;
    if (notice[0] != '\0')
        html_part(&b, "<p class=\"note\">", notice, "</p>\n");
    html_end(&b);
    put(&b);
}

const struct report_writer report_to_html = {.name = "html",
                                             .begin = begin,
                                             .section = section,
                                             .text = text,
                                             .fact = fact,
                                             .figure = figure,
                                             .lines = lines,
                                             .grid = grid,
                                             .rows = rows,
                                             .row = row,
                                             .rows_end = rows_end,
                                             .end = end};
