/* Entering a person who is not known yet. No argument. Gives the screen below the reference of the
 * person (EVENT_RETURNED, data: text), or NULL. */
#ifndef HOLDFAST_SCREEN_NEW_PERSON_H
#define HOLDFAST_SCREEN_NEW_PERSON_H

#include "holdfast/console/screen.h"

extern const struct screen_ops new_person_screen;

#endif
