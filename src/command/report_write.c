#include "report_write.h"

#include "holdfast/console/text.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct report_writer {
    const char *name;
    void (*begin)(struct report_sheet *sheet);
    void (*row)(struct report_sheet *sheet, const json_t *row);
    void (*end)(struct report_sheet *sheet, const char *notice);
};

/* The text of a cell; out has room for a moment. */
static const char *cell(const struct report_column *column, const json_t *row, char out[40])
{
    struct tm at;
    int64_t instant = column->moment ? plain_time(row, column->key) : 0;
    time_t seconds = (time_t)(instant / MICROSECONDS);
    if (instant == 0)
        return plain_text(row, column->key);
    (void)localtime_r(&seconds, &at);
    (void)strftime(out, 40, "%Y-%m-%d %H:%M %Z", &at);
    return out;
}

/* Without controls and marks that turn text around, as for a terminal: somebody will look at it in
 * one. The caller frees it. */
static char *cleaned(const char *text)
{
    size_t size = strlen(text) + 1;
    char *clean = memory_take(size, 1);
    (void)text_clean(clean, size, text);
    return clean;
}

/* --- text ------------------------------------------------------------------------------------- */

static void text_begin(struct report_sheet *sheet)
{
    if (sheet->plain->width == 0)
        return;
    plain_line(sheet->plain, 4, sheet->title);
    plain_line(sheet->plain, 4, sheet->about);
}

static void text_row(struct report_sheet *sheet, const json_t *row)
{
    const char *parts[16];
    char moments[16][40];
    for (size_t i = 0; i < sheet->count; i++)
        parts[i] = cell(&sheet->columns[i], row, moments[i]);
    plain_row(sheet->plain, parts, sheet->count);
}

static void text_end(struct report_sheet *sheet, const char *notice)
{
    if (sheet->plain->width > 0 && sheet->rows == 0)
        plain_line(sheet->plain, 4, say("Nothing was found."));
    if (notice[0] != '\0')
        plain_line(sheet->plain, 4, notice);
}

/* --- CSV (RFC 4180) --------------------------------------------------------------------------- */

/* A spreadsheet must not take what somebody typed for a formula. */
static bool looks_like_formula(const char *text)
{
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

static void csv_begin(struct report_sheet *sheet)
{
    for (size_t i = 0; i < sheet->count; i++)
        csv_cell(say(sheet->columns[i].heading), i + 1 == sheet->count);
}

static void csv_row(struct report_sheet *sheet, const json_t *row)
{
    char moment[40];
    for (size_t i = 0; i < sheet->count; i++)
        csv_cell(cell(&sheet->columns[i], row, moment), i + 1 == sheet->count);
}

/* The table stays a table: what must go with it goes beside it. */
static void csv_end(struct report_sheet *sheet, const char *notice)
{
    (void)sheet;
    if (notice[0] != '\0')
        fprintf(stderr, "holdfast: report: %s\n", notice);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void json_text(const char *key, const char *text, const char *after)
{
    json_t *value = json_string(text);
    char *said = json_dumps(value, JSON_ENCODE_ANY);
    printf("\"%s\": %s%s", key, said, after);
    free(said);
    json_decref(value);
}

static void json_begin(struct report_sheet *sheet)
{
    putchar('{');
    json_text("title", sheet->title, ", ");
    json_text("about", sheet->about, ",\n\"rows\": [");
}

static void json_row(struct report_sheet *sheet, const json_t *row)
{
    char *said = json_dumps(row, JSON_COMPACT);
    printf("%s\n%s", sheet->rows > 0 ? "," : "", said);
    free(said);
}

static void json_end(struct report_sheet *sheet, const char *notice)
{
    printf("%s],\n", sheet->rows > 0 ? "\n" : "");
    json_text("notice", notice, "}\n");
}

/* --- HTML ------------------------------------------------------------------------------------- */

static void html_text(const char *text)
{
    static const struct {
        char mark;
        const char *said;
    } marks[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (; *text != '\0'; text++) {
        const char *said = NULL;
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            if (marks[i].mark == *text)
                said = marks[i].said;
        if (said != NULL)
            fputs(said, stdout);
        else
            putchar(*text);
    }
}

static void html_part(const char *before, const char *text, const char *after)
{
    char *clean = cleaned(text);
    fputs(before, stdout);
    html_text(clean);
    fputs(after, stdout);
    free(clean);
}

static void html_begin(struct report_sheet *sheet)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", stdout);
    html_part("<title>", sheet->title, "</title>\n");
    fputs("<style>body{font-family:sans-serif}table{border-collapse:collapse}"
          "th,td{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}"
          "</style>\n</head>\n<body>\n",
          stdout);
    html_part("<h1>", sheet->title, "</h1>\n");
    html_part("<p>", sheet->about, "</p>\n<table>\n<thead><tr>");
    for (size_t i = 0; i < sheet->count; i++)
        html_part("<th scope=\"col\">", say(sheet->columns[i].heading), "</th>");
    fputs("</tr></thead>\n<tbody>\n", stdout);
}

static void html_row(struct report_sheet *sheet, const json_t *row)
{
    char moment[40];
    fputs("<tr>", stdout);
    for (size_t i = 0; i < sheet->count; i++)
        html_part("<td>", cell(&sheet->columns[i], row, moment), "</td>");
    fputs("</tr>\n", stdout);
}

static void html_end(struct report_sheet *sheet, const char *notice)
{
    fputs("</tbody>\n</table>\n", stdout);
    if (sheet->rows == 0)
        html_part("<p>", say("Nothing was found."), "</p>\n");
    if (notice[0] != '\0')
        html_part("<p>", notice, "</p>\n");
    fputs("</body>\n</html>\n", stdout);
}

/* ---------------------------------------------------------------------------------------------- */

static const struct report_writer writers[] = {
    {"text", text_begin, text_row, text_end},
    {"csv", csv_begin, csv_row, csv_end},
    {"json", json_begin, json_row, json_end},
    {"html", html_begin, html_row, html_end},
};

const struct report_writer *report_writer_find(const char *format)
{
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++)
        if (strcmp(writers[i].name, format) == 0)
            return &writers[i];
    return NULL;
}

void report_begin(struct report_sheet *sheet)
{
    sheet->writer->begin(sheet);
}

void report_row(struct report_sheet *sheet, const json_t *row)
{
    sheet->writer->row(sheet, row);
    sheet->rows++;
}

void report_end(struct report_sheet *sheet, const char *notice)
{
    sheet->writer->end(sheet, notice);
}
