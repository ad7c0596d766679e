/* Drawn charts as inline SVG: no script, nothing from outside, the same in black and white. Each
 * carries its title and a description in words; numbers are written beside what is drawn, and the
 * page puts the same numbers in a table beside it. */
#ifndef HOLDFAST_COMMAND_CHART_H
#define HOLDFAST_COMMAND_CHART_H

#include "holdfast/util/buffer.h"

#include <stddef.h>

struct chart_point {
    const char *label; /* "St. Mary's Hospital", "24 Aug" */
    double value;      /* NAN: there is none; below 0 draws as 0 */
    const char *said;  /* the value as it is written: "12", "86 %" */
    double before;     /* the period before, as a mark across the bar; NAN: none */
};

struct chart {
    int id; /* unlike that of every other chart of the page */
    const char *title;
    const struct chart_point *points;
    size_t count;
    const char *before; /* what the marks are ("the period before"); NULL: none are drawn */
};

/* Horizontal bars, from 0 to the greatest value or mark, each with label and value. */
void chart_bars(struct buffer *b, const struct chart *chart);
/* One line over time, from 0; where there is no value the line is broken. */
void chart_trend(struct buffer *b, const struct chart *chart);
/* Columns side by side, from 0, each with its value above and its label below. */
void chart_columns(struct buffer *b, const struct chart *chart);
/* A line without axes for a cell of a table; said: what it shows, in words. NAN breaks the line. */
void chart_spark(struct buffer *b, const char *said, const double *values, size_t count);
/* A bar for a cell of a table: value of most, with a mark where the period before was (NAN: none).
 * It says nothing that the cells beside it do not. */
void chart_meter(struct buffer *b, double value, double most, double before);

#endif
