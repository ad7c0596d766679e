/* One case review: why, who takes part, the agenda from the plan, what is decided. Decisions are
 * collected, kept as a draft, and sent together when the review was held. Argument: its task. */
#ifndef HOLDFAST_SCREEN_CASE_REVIEW_H
#define HOLDFAST_SCREEN_CASE_REVIEW_H

#include "holdfast/console/screen.h"

extern const struct screen_ops case_review_screen;

#endif
