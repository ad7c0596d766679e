/* Reports for programs: CSV has the rows, JSON everything. */
#include "report_parts.h"

#include "holdfast/console/text.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without controls and marks that turn text around, as for a terminal: somebody will look at it in
 * one. The caller frees it. */
static char *cleaned(const char *text)
{
    size_t size = strlen(text) + 1;
    char *clean = memory_take(size, 1);
    (void)text_clean(clean, size, text);
    return clean;
}

/* --- CSV (RFC 4180) --------------------------------------------------------------------------- */

/* A spreadsheet must not take what somebody typed for a formula. A number below 0 is none. */
static bool looks_like_formula(const char *text)
{
    char *end;
    if (text[0] == '-' && (strtod(text, &end), *end == '\0'))
        return false;
    return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

static void csv_cell(const char *text, bool last)
{
    bool formula = looks_like_formula(text);
    bool quoted = formula || strpbrk(text, ",\"\r\n'") != NULL;
    if (quoted)
        putchar('"');
    if (formula)
        putchar('\'');
    char *clean = cleaned(text);
    for (const char *at = clean; *at != '\0'; at++) {
        if (*at == '"')
            putchar('"');
        putchar(*at);
    }
    free(clean);
    fputs(quoted ? "\"" : "", stdout);
    putchar(last ? '\n' : ',');
}

/* Of counts alone each line is one number, since lists differ in what they tell of a label. */
static void csv_number(const char *list, const char *label, const char *what, const char *value)
{
    csv_cell(list, false);
    csv_cell(label, false);
    csv_cell(what, false);
    csv_cell(value, true);
}

static void csv_fact(struct report_sheet *sheet, const char *label, const char *said)
{
    if (sheet->brief)
        csv_number(sheet->title, label, "", said);
}

static void csv_point(const struct report_figure *shown, const struct report_point *point)
{
    char what[REPORT_PART], value[REPORT_PART];
    csv_number(shown->title, point->label, report_part(what, sizeof what, shown->headings, 1),
               point->said);
    for (size_t i = 0; i + 2 < REPORT_HEADINGS_MOST; i++)
        if (report_part(what, sizeof what, shown->headings, i + 2)[0] != '\0')
            csv_number(shown->title, point->label, what,
                       report_part(value, sizeof value, point->more, i));
}

static void csv_figure(struct report_sheet *sheet, const struct report_figure *shown)
{
    for (size_t i = 0; sheet->brief && i < shown->count; i++)
        csv_point(shown, &shown->points[i]);
}

static void csv_begin(struct report_sheet *sheet)
{
    if (sheet->brief) {
        csv_number(say("List"), say("Which"), say("What"), say("Value"));
        return;
    }
    for (size_t i = 0; i < sheet->count; i++)
        csv_cell(say(sheet->columns[i].heading), i + 1 == sheet->count);
}

static void csv_row(struct report_sheet *sheet, const json_t *row)
{
    char out[REPORT_CELL];
    for (size_t i = 0; i < sheet->count; i++)
        csv_cell(report_cell(&sheet->columns[i], row, out), i + 1 == sheet->count);
}

/* The table stays a table: what must go with it goes beside it. */
static void csv_end(struct report_sheet *sheet, const char *notice)
{
    (void)sheet;
    if (notice[0] != '\0')
        fprintf(stderr, "holdfast: report: %s\n", notice);
}

const struct report_writer report_to_csv = {.name = "csv",
                                            .begin = csv_begin,
                                            .fact = csv_fact,
                                            .figure = csv_figure,
                                            .row = csv_row,
                                            .end = csv_end};

/* --- JSON ------------------------------------------------------------------------------------- */

static void json_part(const char *key, const json_t *value, const char *after)
{
    char *said = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
    printf("\"%s\": %s%s", key, said, after);
    free(said);
}

static void json_text(const char *key, const char *text, const char *after)
{
    json_t *value = json_string(text);
    json_part(key, value, after);
    json_decref(value);
}

static void json_begin(struct report_sheet *sheet)
{
    putchar('{');
    json_text("title", sheet->title, ", ");
    json_text("about", sheet->about, ",\n");
}

static void json_summary(struct report_sheet *sheet, const json_t *summary)
{
    (void)sheet;
    json_part("summary", summary, ",\n");
}

static void json_rows(struct report_sheet *sheet)
{
    (void)sheet;
    fputs("\"rows\": [", stdout);
}

static void json_row(struct report_sheet *sheet, const json_t *row)
{
    char *said = json_dumps(row, JSON_COMPACT | JSON_REAL_PRECISION(15));
    printf("%s\n%s", sheet->rows > 0 ? "," : "", said);
    free(said);
}

static void json_rows_end(struct report_sheet *sheet)
{
    printf("%s],\n", sheet->rows > 0 ? "\n" : "");
}

static void json_end(struct report_sheet *sheet, const char *notice)
{
    if (sheet->brief)
        fputs("\"rows\": [],\n", stdout);
    json_text("notice", notice, "}\n");
}

const struct report_writer report_to_json = {.name = "json",
                                             .begin = json_begin,
                                             .summary = json_summary,
                                             .rows = json_rows,
                                             .row = json_row,
                                             .rows_end = json_rows_end,
                                             .end = json_end};
