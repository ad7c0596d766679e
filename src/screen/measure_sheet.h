/* The lines of screen 7. */
#ifndef SCREEN_MEASURE_SHEET_H
#define SCREEN_MEASURE_SHEET_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>

/* Writes an answer of api.measure_table, by what its groups are ("": there is one); the detail of a
 * measure's line says where it is in it. */
void measure_sheet_write(struct sheet *sheet, const json_t *table, const char *by);
/* The measure of such a detail, and its group where that is not NULL; NULL: there is none. */
const json_t *measure_sheet_at(const json_t *table, const char *detail, const json_t **group);

#endif
