/* Numbers of measures as people read them, on the screen and in the report. m is one measure of
 * api.measure_table. Every text function gives out. */
#ifndef HOLDFAST_SCREEN_MEASURE_WORDS_H
#define HOLDFAST_SCREEN_MEASURE_WORDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MEASURE_WEEKS = 13 };

/* A number in a unit: "48.2 %", "8.5 open h"; "" where there is none. */
const char *measure_number(char *out, size_t size, const json_t *number, const char *unit);
/* Its value; "not told" where it is too small a number, "-" where nothing was counted. Then
 * measure_none says why. */
const char *measure_value(char *out, size_t size, const json_t *m);
/* Why it has no value, in a few words for its row; "" where it has one. */
const char *measure_none(const json_t *m);
/* "1315 of 2728"; of a median or mean, which is of all of them, "of 2728"; "" where nothing was
 * counted or is told. */
const char *measure_share(char *out, size_t size, const json_t *m);
/* How it moved since the period before, in words: "+2.1, better"; "" where there is no telling. */
const char *measure_change(char *out, size_t size, const json_t *m);
/* What it is told apart from the others of its measure by: "each try"; its name where it is alone.
 */
const char *measure_part(const json_t *m);
/* Its 13 weeks; NAN where there is none. */
void measure_trend(const json_t *m, double values[MEASURE_WEEKS]);
/* The same in words: "45.2, 48.1, none"; "" where they are not read yet. */
const char *measure_trend_said(char *out, size_t size, const json_t *m);
/* The day of an instant, "1 Apr"; with_year: "1 Apr 2026". */
const char *measure_day(char *out, size_t size, int64_t instant, bool with_year);
/* The day on which the 13 weeks of a table begin; "" where it has none. */
const char *measure_since(char *out, size_t size, const json_t *table);
/* How long its bar is, 0 to 1, and where the period before stood; NAN: no bar, no mark. Of shares
 * the whole is 100 %, of others the greatest of value, period before and weeks. */
void measure_bar(const json_t *m, double *now, double *before);

#endif
