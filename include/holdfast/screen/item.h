/* One item: everything about it, and all that can be done with it. Argument: its reference. */
#ifndef HOLDFAST_SCREEN_ITEM_H
#define HOLDFAST_SCREEN_ITEM_H

#include "holdfast/console/screen.h"

extern const struct screen_ops item_screen;

#endif
