#include "report_parts.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *moment(char out[REPORT_CELL], int64_t instant)
{
    struct tm at;
    time_t seconds = (time_t)(instant / MICROSECONDS);
    (void)localtime_r(&seconds, &at);
    (void)strftime(out, REPORT_CELL, "%Y-%m-%d %H:%M %Z", &at);
    return out;
}

const char *report_cell(const struct report_column *column, const json_t *row,
                        char out[REPORT_CELL])
{
    const json_t *value = json_object_get(row, column->key);
    int64_t instant = (column->is & REPORT_MOMENT) != 0 ? answer_time(row, column->key) : 0;
    if (instant != 0)
        return moment(out, instant);
    if (json_is_integer(value))
        (void)snprintf(out, REPORT_CELL, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        (void)snprintf(out, REPORT_CELL, "%.10g", json_real_value(value));
    else if (json_is_true(value))
        return say("yes");
    else
        return answer_text(row, column->key);
    return out;
}

const char *report_part(char *out, size_t size, const char *text, size_t n)
{
    for (; n > 0 && text != NULL; n--) {
        text = strchr(text, '\t');
        text = text != NULL ? text + 1 : NULL;
    }
    size_t len = text != NULL ? strcspn(text, "\t") : 0;
    (void)snprintf(out, size, "%.*s", (int)len, text != NULL ? text : "");
    return out;
}

static const struct report_writer *const writers[] = {&report_to_text, &report_to_csv,
                                                      &report_to_json, &report_to_html};

const struct report_writer *report_writer_find(const char *format)
{
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++)
        if (strcmp(writers[i]->name, format) == 0)
            return writers[i];
    return NULL;
}

void report_begin(struct report_sheet *sheet)
{
    sheet->writer->begin(sheet);
}

void report_section(struct report_sheet *sheet, const char *title)
{
    if (sheet->writer->section != NULL)
        sheet->writer->section(sheet, title);
}

void report_text(struct report_sheet *sheet, const char *text)
{
    if (sheet->writer->text != NULL && text[0] != '\0')
        sheet->writer->text(sheet, text);
}

void report_fact(struct report_sheet *sheet, const char *label, const char *text)
{
    if (sheet->writer->fact != NULL)
        sheet->writer->fact(sheet, label, text);
}

void report_figure(struct report_sheet *sheet, const struct report_figure *figure)
{
    sheet->figures++;
    if (sheet->writer->figure != NULL)
        sheet->writer->figure(sheet, figure);
}

void report_lines(struct report_sheet *sheet, const char *headings, const struct report_line *lines,
                  size_t count)
{
    if (sheet->writer->lines != NULL)
        sheet->writer->lines(sheet, headings, lines, count);
}

void report_grid(struct report_sheet *sheet, const char *headings, char *const *rows, size_t count)
{
    if (sheet->writer->grid != NULL)
        sheet->writer->grid(sheet, headings, rows, count);
}

bool report_is_full(const struct report_sheet *sheet)
{
    return sheet->writer == &report_to_text && sheet->plain->width > 0 &&
           sheet->rows >= REPORT_READ_MOST;
}

bool report_is_read(const struct report_sheet *sheet)
{
    return sheet->writer == &report_to_html ||
           (sheet->writer == &report_to_text && sheet->plain->width > 0);
}

void report_summary(struct report_sheet *sheet, const json_t *summary)
{
    if (sheet->writer->summary != NULL)
        sheet->writer->summary(sheet, summary);
}

void report_rows(struct report_sheet *sheet)
{
    if (!sheet->begun && sheet->writer->rows != NULL)
        sheet->writer->rows(sheet);
    sheet->begun = true;
}

void report_row(struct report_sheet *sheet, const json_t *row)
{
    if (report_is_full(sheet))
        return;
    report_rows(sheet);
    sheet->writer->row(sheet, row);
    sheet->rows++;
}

void report_rows_end(struct report_sheet *sheet)
{
    report_rows(sheet);
    if (sheet->writer->rows_end != NULL)
        sheet->writer->rows_end(sheet);
}

void report_end(struct report_sheet *sheet, const char *notice)
{
    sheet->writer->end(sheet, notice);
}
