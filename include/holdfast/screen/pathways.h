/* The pathways of a person: where each step stands, on whom and until when it waits; starting one,
 * stopping one. Argument: the person's reference. */
#ifndef HOLDFAST_SCREEN_PATHWAYS_H
#define HOLDFAST_SCREEN_PATHWAYS_H

#include "holdfast/console/screen.h"

extern const struct screen_ops pathways_screen;

#endif
