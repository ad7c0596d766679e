/* The summary of a review: who held it, how long it took, what was decided, what was left. It is
 * stored, and holdfast report prints it. Argument: the review (W-…). */
#ifndef HOLDFAST_SCREEN_REVIEW_SUMMARY_H
#define HOLDFAST_SCREEN_REVIEW_SUMMARY_H

#include "holdfast/console/screen.h"

extern const struct screen_ops review_summary_screen;

#endif
