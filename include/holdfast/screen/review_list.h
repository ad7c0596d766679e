/* What needs no decision in a review: read as a list, and acknowledged as one, which the record
 * says. Argument: the review (W-…). */
#ifndef HOLDFAST_SCREEN_REVIEW_LIST_H
#define HOLDFAST_SCREEN_REVIEW_LIST_H

#include "holdfast/console/screen.h"

extern const struct screen_ops review_list_screen;

/* Which review it is. */
const char *review_list_ref(const struct screen *screen);

#endif
