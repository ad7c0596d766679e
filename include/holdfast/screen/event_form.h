/* What happened to somebody: the form. Argument: the person's reference, or NULL. */
#ifndef HOLDFAST_SCREEN_EVENT_FORM_H
#define HOLDFAST_SCREEN_EVENT_FORM_H

#include "holdfast/console/screen.h"

extern const struct screen_ops event_form_screen;

#endif
