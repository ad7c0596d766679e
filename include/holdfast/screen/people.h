/* People: find somebody. No argument. */
#ifndef HOLDFAST_SCREEN_PEOPLE_H
#define HOLDFAST_SCREEN_PEOPLE_H

#include "holdfast/console/screen.h"

extern const struct screen_ops people_screen;

#endif
