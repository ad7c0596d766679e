/* Saying that somebody is away, from when to when, and who covers. Sending it only shows what that
 * would mean (cover_preview.h), where one Enter says it. */
#ifndef HOLDFAST_SCREEN_COVER_FORM_H
#define HOLDFAST_SCREEN_COVER_FORM_H

#include "holdfast/console/screen.h"

#include <stdint.h>

/* The screen's argument; copied. */
struct cover_view {
    const char *login, *name;
    int64_t starts, ends; /* what is known already, in microseconds; 0: to be typed */
};

extern const struct screen_ops cover_form_screen;

#endif
