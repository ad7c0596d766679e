/* The line of Today that tells how the review stands, and its counts. */
#ifndef HOLDFAST_SCREEN_TODAY_REVIEW_H
#define HOLDFAST_SCREEN_TODAY_REVIEW_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

/* The target of that line: it leads to the screen, not to an item. */
#define TODAY_REVIEW "review"

/* 1000 is where the database stops counting and shows as "999+"; any other number is exact. Gives
 * out. */
const char *today_count(char *out, size_t size, int64_t count);
/* One line, or none where the reader holds no review. */
void today_write_review(struct sheet *sheet, const json_t *today, int64_t now);

#endif
