/* What needs a decision in a review, one by one: the person, all of theirs that wait for one, and
 * why. One key decides, and the next is there already. An item takes a key only once it has been on
 * the screen and at rest for a moment: nothing held, doubled or rolled decides the next one.
 * Argument: the review (W-…). */
#ifndef HOLDFAST_SCREEN_REVIEW_ITEMS_H
#define HOLDFAST_SCREEN_REVIEW_ITEMS_H

#include "holdfast/console/screen.h"

extern const struct screen_ops review_items_screen;

/* Which review it is. */
const char *review_items_ref(const struct screen *screen);

#endif
