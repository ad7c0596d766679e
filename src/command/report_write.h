/* A report in the format that was asked for: lines for people, CSV for spreadsheets, JSON for
 * programs, a page of HTML to print. Written to standard output as it comes, so that a long one
 * needs no room. What people read at a glance (sections, charts) comes first, the rows after it;
 * CSV and lines for scripts have the rows alone, JSON the whole answer. Where only the counts were
 * asked for they are the rows; lines for scripts have those of some reports before the rows too,
 * marked by "# ". */
#ifndef HOLDFAST_COMMAND_REPORT_WRITE_H
#define HOLDFAST_COMMAND_REPORT_WRITE_H

#include "holdfast/command/plain.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { REPORT_COLUMNS_MOST = 40, REPORT_DAY = 16 };

enum {
    REPORT_PLAIN = 0,
    REPORT_MOMENT = 1 << 0, /* an instant: written in the network's time zone */
    REPORT_NAMED = 1 << 1,  /* who it was about: only with --names */
    /* On a page to look at, below the column before it instead of beside; with its heading. */
    REPORT_BELOW = 1 << 2,
    REPORT_LABELLED = 1 << 3
};

struct report_column {
    const char *heading; /* passes say() */
    const char *key;     /* of the row's object: a text or a number */
    unsigned is;
};

/* One bar, column or point of a chart, one line of its table. */
struct report_point {
    const char *label;
    double value;     /* NAN: none */
    const char *said; /* the value as it is written */
    const char *more; /* further columns of the table, separated by tabs; may be NULL */
};

enum report_shape { REPORT_BARS, REPORT_TREND, REPORT_HISTOGRAM };

struct report_figure {
    enum report_shape shape;
    const char *title;
    const char *headings; /* of the table: label, value and further columns, separated by tabs */
    const struct report_point *points;
    size_t count;
};

/* One line of a table of measures. Texts are not NULL. */
struct report_line {
    bool heading; /* of the lines below it: a label, and nothing else */
    bool alone;   /* no part of the one above */
    const char *label, *value, *share, *before, *change;
    double size, size_before; /* the bar, 0 to 1, and where the period before stood; NAN: none */
    const double *trend;
    size_t trend_count;
    const char *trend_said;
};

struct report_writer;

/* NULL for an unknown format: text, csv, json, html. */
const struct report_writer *report_writer_find(const char *format);

struct report_sheet {
    const struct report_writer *writer;
    const struct plain *plain;
    struct report_column columns[REPORT_COLUMNS_MOST];
    size_t count, rows;
    const char *title, *about; /* what it is; of whom and when */
    const char *rows_title;    /* of the rows, where something stands before them; else NULL */
    bool lean;                 /* numbers instead of bars */
    bool counted;              /* its counts stand before the rows in lines for scripts too */
    bool brief;                /* counts alone, no rows */
    long total;                /* rows there are in all, where the summary says so; else 0 */
    bool begun;                /* the rows have begun */
    int figures;
    char week[REPORT_DAY]; /* whose rows are being written on a page that has them by week */
};

void report_begin(struct report_sheet *sheet);
/* Before the rows or behind them. */
void report_section(struct report_sheet *sheet, const char *title);
void report_text(struct report_sheet *sheet, const char *text);
void report_fact(struct report_sheet *sheet, const char *label, const char *text);
void report_figure(struct report_sheet *sheet, const struct report_figure *figure);
/* headings: of label, value, share, period before, change and trend, separated by tabs. */
void report_lines(struct report_sheet *sheet, const char *headings, const struct report_line *lines,
                  size_t count);
/* A table of texts: of each row, and of the headings, the cells are separated by tabs. On pages. */
void report_grid(struct report_sheet *sheet, const char *headings, char *const *rows, size_t count);
/* Whether it is for people to look at: a page, or lines on a terminal. */
bool report_is_read(const struct report_sheet *sheet);
/* The answer from which all that came; for JSON. */
void report_summary(struct report_sheet *sheet, const json_t *summary);
/* The rows; report_rows begins them where the first report_row has not. */
void report_rows(struct report_sheet *sheet);
void report_row(struct report_sheet *sheet, const json_t *row);
/* A terminal gets the first hundred rows of thousands: nobody reads on. */
bool report_is_full(const struct report_sheet *sheet);
void report_rows_end(struct report_sheet *sheet);
/* notice: a sentence that must go with what was shown; "" for none. */
void report_end(struct report_sheet *sheet, const char *notice);

#endif
