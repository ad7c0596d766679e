/* An emergency look; opened with the reference of a person, or NULL. */
#ifndef HOLDFAST_SCREEN_LOOK_FORM_H
#define HOLDFAST_SCREEN_LOOK_FORM_H

#include "holdfast/console/screen.h"

extern const struct screen_ops look_form_screen;

#endif
