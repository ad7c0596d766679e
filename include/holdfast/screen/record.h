/* The record of one item, person or service. Argument: its reference. */
#ifndef HOLDFAST_SCREEN_RECORD_H
#define HOLDFAST_SCREEN_RECORD_H

#include "holdfast/console/screen.h"

extern const struct screen_ops record_screen;

#endif
