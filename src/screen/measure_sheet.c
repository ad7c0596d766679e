#include "screen/measure_sheet.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picture.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/measure_words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    INDENT = 1,
    VALUE = 11,
    SHARE = 11,
    BEFORE = 7,
    BAR = 6,
    BAR_WIDE = 24,
    CHANGE = 16,
    LABEL_LEAST = 16,
    LABEL_MOST = 52,
    WIDE_COLS = 110
};

/* What stands beside the label, in cells; the label has the rest. */
struct columns {
    int label, bar, change;
    bool trend;
};

static struct columns columns_of(const struct sheet *sheet)
{
    const struct console *console = sheet->screen->console;
    bool wide = sheet_cols(sheet) >= WIDE_COLS, lean = console_lean(console);
    struct columns c = {.bar = lean   ? 0
                               : wide ? BAR_WIDE
                                      : BAR,
                        .change = wide ? CHANGE : 0,
                        .trend = !lean};
    int taken = VALUE + 1 + SHARE + 1 + BEFORE + 1 + (c.bar > 0 ? c.bar + 1 : 0) +
                (c.trend ? MEASURE_WEEKS + 1 : 0) + (c.change > 0 ? c.change + 1 : 0);
    c.label = sheet_cols(sheet) - taken - 1;
    if (c.label < LABEL_LEAST && c.bar > 0) /* the bar goes first: its number stays */
        c = (struct columns){.label = c.label + c.bar + 1, .change = c.change, .trend = c.trend};
    c.label = c.label > LABEL_MOST ? LABEL_MOST : c.label < LABEL_LEAST ? LABEL_LEAST : c.label;
    return c;
}

static void add_left(struct buffer *line, const char *text, int cells)
{
    char fitted[256];
    int used = text_fit(fitted, sizeof fitted, text, cells);
    buffer_print(line, "%s%*s ", fitted, cells - used, "");
}

static void add_right(struct buffer *line, const char *text, int cells)
{
    int used = text_width(text);
    buffer_print(line, "%*s%s ", used < cells ? cells - used : 0, "", text);
}

static void add_bar(struct buffer *line, const json_t *m, int cells, bool blocks)
{
    char bar[4 * BAR_WIDE + 1] = "";
    double now, before;
    measure_bar(m, &now, &before);
    if (cells > 0 && isfinite(now))
        (void)picture_bar(bar, sizeof bar, now, 1, cells, blocks);
    if (cells > 0)
        add_left(line, bar, cells);
}

static void add_trend(struct buffer *line, const json_t *m, bool blocks)
{
    char drawn[4 * MEASURE_WEEKS + 1];
    double trend[MEASURE_WEEKS];
    if (!json_is_array(json_object_get(m, "trend"))) { /* still being counted */
        add_left(line, "", MEASURE_WEEKS);
        return;
    }
    measure_trend(m, trend);
    for (size_t i = 0; i < MEASURE_WEEKS; i++)
        trend[i] = isfinite(trend[i]) ? trend[i] : 0;
    add_left(line, picture_spark(drawn, sizeof drawn, trend, MEASURE_WEEKS, blocks), MEASURE_WEEKS);
}

/* "1315/2728": what it is of, in few cells; of a median "of 2728". */
static const char *short_share(char *out, size_t size, const json_t *m)
{
    char *blank;
    (void)measure_share(out, size, m);
    if (strncmp(out, say("of "), strlen(say("of "))) != 0 && (blank = strchr(out, ' ')) != NULL)
        (void)snprintf(blank, size - (size_t)(blank - out), "/%lld",
                       (long long)answer_int(m, "denominator"));
    return out;
}

/* A number in its columns; or why there is none. */
static void add_number(struct buffer *line, const struct sheet *sheet, const json_t *m,
                       const struct columns *c)
{
    char said[64];
    bool blocks = console_blocks(sheet->screen->console);
    add_right(line, measure_value(said, sizeof said, m), VALUE);
    if (measure_none(m)[0] != '\0') {
        buffer_text(line, measure_none(m));
        return;
    }
    add_right(line, short_share(said, sizeof said, m), SHARE);
    add_bar(line, m, c->bar, blocks);
    if (c->trend)
        add_trend(line, m, blocks);
    add_right(line, measure_number(said, sizeof said, json_object_get(m, "previous"), ""), BEFORE);
    if (c->change > 0)
        add_left(line, measure_change(said, sizeof said, m), c->change);
}

static void write_measure(struct sheet *sheet, const json_t *m, const char *label,
                          const char *detail, const struct columns *c)
{
    struct buffer line = {0};
    add_left(&line, label, c->label);
    add_number(&line, sheet, m, c);
    sheet_line(sheet, STYLE_TEXT, NULL, detail, line.data);
    buffer_free(&line);
}

/* In lean the number in words, its weeks as numbers and what it means: lines to read like others.
 */
static void write_words(struct sheet *sheet, const json_t *m, const char *detail, const char *since)
{
    enum { WORDS = 4 };
    char trend[32 * MEASURE_WEEKS];
    struct buffer text = {0};
    sheet_wrapped_to(sheet, STYLE_TEXT, detail, WORDS, "", answer_text(m, "said"));
    if (measure_trend_said(trend, sizeof trend, m)[0] != '\0' && measure_none(m)[0] == '\0') {
        buffer_print(&text, say("13 weeks from %s: %s."), since, trend);
        sheet_wrapped_to(sheet, STYLE_TEXT, detail, WORDS, "", text.data);
    }
    buffer_clear(&text);
    buffer_print(&text, say("Means: %s"), answer_text(m, "definition"));
    sheet_wrapped_to(sheet, STYLE_TEXT, detail, WORDS, "", text.data);
    buffer_free(&text);
}

static void write_heading(struct sheet *sheet, const char *name, const struct columns *c)
{
    struct buffer line = {0};
    add_left(&line, name, c->label);
    add_right(&line, say("VALUE"), VALUE);
    add_right(&line, say("OF"), SHARE);
    if (c->bar > 0)
        add_left(&line, "", c->bar);
    if (c->trend)
        add_left(&line, say("13 WEEKS"), MEASURE_WEEKS);
    add_right(&line, say("BEFORE"), BEFORE);
    if (c->change > 0)
        add_left(&line, say("CHANGE"), c->change);
    sheet_heading(sheet, line.data);
    buffer_free(&line);
}

static bool begins(const json_t *measures, size_t i)
{
    return i == 0 || strcmp(answer_text(json_array_get(measures, i - 1), "measure"),
                            answer_text(json_array_get(measures, i), "measure")) != 0;
}

/* Parts stand indented below the name of their measure. */
static void write_group(struct sheet *sheet, const json_t *group, size_t no, const char *since)
{
    const json_t *measures = json_object_get(group, "measures");
    const struct columns c = columns_of(sheet);
    const char *name_of = answer_text(group, "name");
    char label[256], detail[48];
    bool lean = console_lean(sheet->screen->console);
    if (lean && name_of[0] != '\0') /* the heading is no line to go to */
        sheet_line(sheet, STYLE_HEADING, NULL, NULL, name_of);
    write_heading(sheet, name_of[0] != '\0' && !lean ? name_of : say("MEASURE"), &c);
    for (size_t i = 0; i < json_array_size(measures); i++) {
        const json_t *m = json_array_get(measures, i);
        const char *part = measure_part(m), *name = answer_text(m, "name");
        bool alone = strcmp(part, answer_text(m, "label")) == 0 && strcmp(part, name) == 0;
        if (begins(measures, i) && !alone && !lean)
            sheet_under(sheet, STYLE_TEXT, name);
        if (lean && !alone)
            (void)snprintf(label, sizeof label, "%s, %s", name, part);
        else
            (void)snprintf(label, sizeof label, "%*s%s", alone ? 0 : INDENT, "", part);
        (void)snprintf(detail, sizeof detail, "%zu %zu", no, i);
        write_measure(sheet, m, label, detail, &c);
        if (lean)
            write_words(sheet, m, detail, since);
    }
}

void measure_sheet_write(struct sheet *sheet, const json_t *table, const char *by)
{
    const json_t *groups = json_object_get(table, "groups");
    size_t n = json_array_size(groups);
    char since[16];
    (void)measure_since(since, sizeof since, table);
    sheet_print(sheet, STYLE_TEXT, NULL, "%s%s%s", answer_text(table, "scope_words"),
                by[0] != '\0' ? ", " : "", by);
    if (answer_bool(table, "suppressed"))
        sheet_wrapped(sheet, STYLE_WARN, 0, "",
                      say("Small numbers are not told here, nor the items behind any: these are "
                          "for whoever has the work."));
    for (size_t i = 0; i < n; i++) {
        const json_t *group = json_array_get(groups, i);
        if (i > 0)
            sheet_rule(sheet);
        write_group(sheet, group, i, since);
    }
    if (n == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Nothing was counted in this time."));
}

const json_t *measure_sheet_at(const json_t *table, const char *detail, const json_t **group)
{
    char *end;
    size_t no = strtoul(detail, &end, 10), i = strtoul(end, NULL, 10);
    const json_t *found = json_array_get(json_object_get(table, "groups"), no);
    if (group != NULL)
        *group = found;
    return json_array_get(json_object_get(found, "measures"), i);
}
