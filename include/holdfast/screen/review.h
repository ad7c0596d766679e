/* Reviews: which there are, due when, under way or held; Enter begins one or goes on with it. The
 * daily review, those of risks and of performance are one engine (api.reviews). No argument. */
#ifndef HOLDFAST_SCREEN_REVIEW_H
#define HOLDFAST_SCREEN_REVIEW_H

#include "holdfast/console/screen.h"

extern const struct screen_ops review_screen;

#endif
