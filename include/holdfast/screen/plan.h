/* The shared plan of one person. Argument: the person's reference; NULL: it is asked for. */
#ifndef HOLDFAST_SCREEN_PLAN_H
#define HOLDFAST_SCREEN_PLAN_H

#include "holdfast/console/screen.h"

extern const struct screen_ops plan_screen;

#endif
