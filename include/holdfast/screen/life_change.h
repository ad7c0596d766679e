/* What an event that changes a life means for every open item. Argument: the event's reference. */
#ifndef HOLDFAST_SCREEN_LIFE_CHANGE_H
#define HOLDFAST_SCREEN_LIFE_CHANGE_H

#include "holdfast/console/screen.h"

extern const struct screen_ops life_change_screen;

#endif
