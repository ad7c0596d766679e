/* A report as a table, row by row, in the format that was asked for: lines for people, CSV for
 * spreadsheets, JSON for programs, a page of HTML to print. Written to standard output as it comes,
 * so that a long one needs no room. */
#ifndef HOLDFAST_COMMAND_REPORT_WRITE_H
#define HOLDFAST_COMMAND_REPORT_WRITE_H

#include "holdfast/command/plain.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct report_column {
    const char *heading; /* passes say() */
    const char *key;     /* of the row's object */
    bool moment;         /* an instant: written in the network's time zone */
};

struct report_writer;

/* NULL for an unknown format: text, csv, json, html. */
const struct report_writer *report_writer_find(const char *format);

struct report_sheet {
    const struct report_writer *writer;
    const struct plain *plain;
    const struct report_column *columns;
    size_t count, rows;
    const char *title, *about; /* what it is; of whom and when */
};

void report_begin(struct report_sheet *sheet);
void report_row(struct report_sheet *sheet, const json_t *row);
/* notice: a sentence that must go with what was shown; "" for none. */
void report_end(struct report_sheet *sheet, const char *notice);

#endif
