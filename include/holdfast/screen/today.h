/* Today: what happened, what to do first, what there is. No argument. */
#ifndef HOLDFAST_SCREEN_TODAY_H
#define HOLDFAST_SCREEN_TODAY_H

#include "holdfast/console/screen.h"

extern const struct screen_ops today_screen;

#endif
