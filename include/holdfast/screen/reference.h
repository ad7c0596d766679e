/* Where a reference leads: R- and T- to items, P- to people, V- to events, others to their record.
 */
#ifndef HOLDFAST_SCREEN_REFERENCE_H
#define HOLDFAST_SCREEN_REFERENCE_H

#include "holdfast/console/screen.h"

/* Opens what it names over the top screen; SCREEN_PASS where it is no reference. */
unsigned reference_open(struct screen *screen, const char *ref);

#endif
