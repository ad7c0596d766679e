/* Pages that may be the same person's as this one: why, and how they differ; making them one, and
 * taking that back. Argument: the person's reference. */
#ifndef HOLDFAST_SCREEN_SAME_H
#define HOLDFAST_SCREEN_SAME_H

#include "holdfast/console/screen.h"

extern const struct screen_ops same_screen;

#endif
