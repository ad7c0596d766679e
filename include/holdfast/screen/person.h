/* One person's card: how to reach them, what is open for them, what was. Argument: the reference.
 */
#ifndef HOLDFAST_SCREEN_PERSON_H
#define HOLDFAST_SCREEN_PERSON_H

#include "holdfast/console/screen.h"

extern const struct screen_ops person_screen;

#endif
