/* Reports as lines of text: on a terminal with bars and sparklines, numbers alone in lean; into a
 * pipe the rows, one line each, with the counts before them. */
#include "report_parts.h"

#include "holdfast/console/picture.h"
#include "holdfast/console/text.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_MOST = 34, SAID_CELLS = 8, BAR_MOST = 40, TREND_MOST = 64 };

static bool has_blocks(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool is_read(const struct report_sheet *sheet)
{
    return sheet->plain->width > 0;
}

static void begin(struct report_sheet *sheet)
{
    if (!is_read(sheet))
        return;
    plain_line(sheet->plain, 4, sheet->title);
    plain_line(sheet->plain, 4, sheet->about);
}

static void section(struct report_sheet *sheet, const char *title)
{
    if (!is_read(sheet))
        return;
    puts("");
    plain_line(sheet->plain, 4, title);
}

static void text(struct report_sheet *sheet, const char *said)
{
    if (is_read(sheet))
        plain_line(sheet->plain, 4, said);
}

/* The counts for scripts: where rows follow they are told from those by their mark. */
static void put_count(const struct report_sheet *sheet, const char *title,
                      const struct report_point *point)
{
    const char *mark = sheet->brief ? "" : "# ";
    char title_said[REPORT_PART], label[REPORT_PART];
    (void)text_clean(title_said, sizeof title_said, title);
    (void)text_clean(label, sizeof label, point->label);
    printf("%s%s\t%s\t%s", mark, title_said, label, point->said);
    if (point->more != NULL && point->more[0] != '\0')
        printf("\t%s", point->more);
    puts("");
}

static void fact(struct report_sheet *sheet, const char *label, const char *said)
{
    struct buffer line = {0};
    if (!is_read(sheet)) {
        if (sheet->counted)
            put_count(sheet, sheet->title, &(struct report_point){.label = label, .said = said});
        return;
    }
    buffer_print(&line, "%s: %s", label, said);
    plain_line(sheet->plain, 4, line.data);
    buffer_free(&line);
}

/* ---- charts ---- */

static int label_cells(const struct report_figure *figure)
{
    int most = 0;
    for (size_t i = 0; i < figure->count; i++) {
        int cells = text_width(figure->points[i].label);
        most = cells > most ? cells : most;
    }
    return most < LABEL_MOST ? most : LABEL_MOST;
}

static double greatest(const struct report_figure *figure)
{
    double most = 0;
    for (size_t i = 0; i < figure->count; i++)
        most = isfinite(figure->points[i].value) && figure->points[i].value > most
                   ? figure->points[i].value
                   : most;
    return most;
}

static void put_bar(struct report_sheet *sheet, const struct report_point *point, double most,
                    int cells)
{
    char label[4 * LABEL_MOST], bar[4 * BAR_MOST] = "";
    struct buffer line = {0};
    int used = text_fit(label, sizeof label, point->label, cells);
    int room = sheet->plain->width - cells - SAID_CELLS - 4;
    if (!sheet->lean && isfinite(point->value))
        (void)picture_bar(bar, sizeof bar, point->value, most, room < BAR_MOST ? room : BAR_MOST,
                          has_blocks());
    buffer_print(&line, "  %s%*s %*s %s", label, cells - used, "", SAID_CELLS, point->said, bar);
    puts(line.data);
    buffer_free(&line);
}

static void put_bars(struct report_sheet *sheet, const struct report_figure *figure)
{
    int cells = label_cells(figure);
    for (size_t i = 0; i < figure->count; i++)
        put_bar(sheet, &figure->points[i], greatest(figure), cells);
}

/* The values of a line, a blank where there is none. */
static void put_spark(struct buffer *b, const double *values, size_t count)
{
    char drawn[8 * TREND_MOST];
    double whole[TREND_MOST];
    for (size_t i = 0; i < count; i++)
        whole[i] = isfinite(values[i]) ? values[i] : 0;
    buffer_text(b, picture_spark(drawn, sizeof drawn, whole, count, has_blocks()));
}

static void put_trend(struct report_sheet *sheet, const struct report_figure *figure)
{
    double values[TREND_MOST];
    struct buffer line = {0};
    size_t count = figure->count < TREND_MOST ? figure->count : TREND_MOST;
    const struct report_point *points = figure->points + (figure->count - count);
    for (size_t i = 0; i < count; i++)
        values[i] = points[i].value;
    if (count == 0)
        return;
    buffer_print(&line, "%s ", points[0].label);
    if (!sheet->lean)
        put_spark(&line, values, count);
    for (size_t i = 0; i < count; i++)
        buffer_print(&line, " %s", points[i].said[0] != '\0' ? points[i].said : "-");
    buffer_print(&line, " %s", points[count - 1].label);
    plain_line(sheet->plain, 4, line.data);
    buffer_free(&line);
}

static void put_counts(const struct report_sheet *sheet, const struct report_figure *shown)
{
    for (size_t i = 0; sheet->counted && i < shown->count; i++)
        if (shown->points[i].value != 0) /* or it is not told */
            put_count(sheet, shown->title, &shown->points[i]);
}

static void figure(struct report_sheet *sheet, const struct report_figure *shown)
{
    if (!is_read(sheet)) {
        put_counts(sheet, shown);
        return;
    }
    puts("");
    plain_line(sheet->plain, 4, shown->title);
    if (shown->shape == REPORT_TREND)
        put_trend(sheet, shown);
    else
        put_bars(sheet, shown);
    if (shown->count == 0)
        puts(say("  Nothing to show."));
}

/* ---- measures ---- */

static void put_line(struct report_sheet *sheet, const struct report_line *line)
{
    enum { CELLS = 38, METER = 10 };
    if (line->heading) {
        plain_line(sheet->plain, 4, line->label);
        return;
    }
    char label[4 * CELLS], bar[4 * METER] = "";
    struct buffer b = {0};
    int used = text_fit(label, sizeof label, line->label, CELLS);
    if (!sheet->lean && isfinite(line->size))
        (void)picture_bar(bar, sizeof bar, line->size, 1, METER, has_blocks());
    buffer_print(&b, "%s%s%*s %*s", line->alone ? "" : "  ", label,
                 CELLS - used + (line->alone ? 2 : 0), "", METER, line->value);
    if (!sheet->lean) {
        buffer_print(&b, " %s%*s ", bar, METER - text_width(bar), "");
        put_spark(&b, line->trend, line->trend_count);
    }
    buffer_print(&b, "%s%s", line->share[0] != '\0' ? "  " : "", line->share);
    if (line->before[0] != '\0')
        buffer_print(&b, say("; before: %s"), line->before);
    plain_line(sheet->plain, 4, b.data);
    buffer_free(&b);
}

static void lines(struct report_sheet *sheet, const char *headings, const struct report_line *shown,
                  size_t count)
{
    (void)headings;
    for (size_t i = 0; is_read(sheet) && i < count; i++)
        put_line(sheet, &shown[i]);
}

/* "Week from: 17 Aug, 24 Aug": of each row the first cell, and what belongs to it. */
static void put_cells(const struct report_sheet *sheet, const char *cells)
{
    struct buffer line = {0};
    size_t count = 0;
    for (const char *at = cells; *at != '\0'; count++) {
        size_t len = strcspn(at, "\t");
        buffer_print(&line, "%s%.*s", count == 0 ? "" : count == 1 ? ": " : ", ", (int)len, at);
        at += len + (at[len] == '\t');
    }
    plain_line(sheet->plain, 4, line.data != NULL ? line.data : "");
    buffer_free(&line);
}

static void grid(struct report_sheet *sheet, const char *headings, char *const *shown, size_t count)
{
    if (!is_read(sheet))
        return;
    put_cells(sheet, headings);
    for (size_t i = 0; i < count; i++)
        put_cells(sheet, shown[i]);
}

/* ---- rows ---- */

static void rows(struct report_sheet *sheet)
{
    if (sheet->rows_title != NULL)
        section(sheet, sheet->rows_title);
}

/* On a terminal no heading stands over a number: it stands before it, and none is not told. */
static const char *cell_read(const struct report_column *column, const json_t *json,
                             char out[REPORT_CELL])
{
    const json_t *value = json_object_get(json, column->key);
    char plain[REPORT_CELL];
    if (!json_is_integer(value))
        return report_cell(column, json, out);
    (void)snprintf(out, REPORT_CELL, "%s %.60s", say(column->heading),
                   report_cell(column, json, plain));
    return json_integer_value(value) != 0 ? out : "";
}

static void row(struct report_sheet *sheet, const json_t *json)
{
    const char *parts[REPORT_COLUMNS_MOST];
    char cells[REPORT_COLUMNS_MOST][REPORT_CELL];
    for (size_t i = 0; i < sheet->count; i++)
        parts[i] = is_read(sheet) ? cell_read(&sheet->columns[i], json, cells[i])
                                  : report_cell(&sheet->columns[i], json, cells[i]);
    plain_row(sheet->plain, parts, sheet->count);
}

static void rows_end(struct report_sheet *sheet)
{
    struct buffer line = {0};
    if (is_read(sheet) && sheet->rows == 0)
        plain_line(sheet->plain, 4, say("Nothing was found."));
    if (!report_is_full(sheet) || sheet->total <= (long)sheet->rows)
        return;
    buffer_print(&line,
                 say("%ld more: --format csv or html has all, --from, --to and --org fewer."),
                 sheet->total - (long)sheet->rows);
    plain_line(sheet->plain, 4, line.data);
    buffer_free(&line);
}

static void end(struct report_sheet *sheet, const char *notice)
{
    if (notice[0] != '\0')
        plain_line(sheet->plain, 4, notice);
}

const struct report_writer report_to_text = {.name = "text",
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
