/* An emergency look; opened with the reference of a person, or NULL. */
#ifndef HOLDFAST_SCREEN_LOOK_FORM_H
#define HOLDFAST_SCREEN_LOOK_FORM_H

#include "holdfast/console/screen.h"
#include "holdfast/screen/entry.h"

extern const struct screen_ops look_form_screen;
/* The same in lines, with the same argument. */
extern const struct entry_dialogue look_dialogue;

#endif
