/* The safety act: somebody is in immediate danger. Argument: the person's reference, or NULL. */
#ifndef HOLDFAST_SCREEN_SAFETY_H
#define HOLDFAST_SCREEN_SAFETY_H

#include "holdfast/console/screen.h"

extern const struct screen_ops safety_screen;

#endif
