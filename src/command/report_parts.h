/* What the writers of reports share among themselves. */
#ifndef HOLDFAST_COMMAND_REPORT_PARTS_H
#define HOLDFAST_COMMAND_REPORT_PARTS_H

#include "report_write.h"

/* One format. NULL: it has no such part. */
struct report_writer {
    const char *name;
    void (*begin)(struct report_sheet *sheet);
    void (*section)(struct report_sheet *sheet, const char *title);
    void (*text)(struct report_sheet *sheet, const char *text);
    void (*fact)(struct report_sheet *sheet, const char *label, const char *text);
    void (*figure)(struct report_sheet *sheet, const struct report_figure *figure);
    void (*lines)(struct report_sheet *sheet, const char *headings, const struct report_line *lines,
                  size_t count);
    void (*grid)(struct report_sheet *sheet, const char *headings, char *const *rows, size_t count);
    void (*summary)(struct report_sheet *sheet, const json_t *summary);
    void (*rows)(struct report_sheet *sheet);
    void (*row)(struct report_sheet *sheet, const json_t *row);
    void (*rows_end)(struct report_sheet *sheet);
    void (*end)(struct report_sheet *sheet, const char *notice);
};

extern const struct report_writer report_to_text, report_to_csv, report_to_json, report_to_html;

enum { REPORT_CELL = 64, REPORT_READ_MOST = 100 };

enum { REPORT_HEADINGS_MOST = 8, REPORT_PART = 128 };

/* The text of a cell; out has room for a moment or a number. */
const char *report_cell(const struct report_column *column, const json_t *row,
                        char out[REPORT_CELL]);
/* The n-th of the parts of a text that tabs separate, copied; "" where there are fewer. */
const char *report_part(char *out, size_t size, const char *text, size_t n);

#endif
