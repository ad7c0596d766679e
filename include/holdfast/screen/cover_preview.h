/* What it would mean that somebody is away, or back: who acts on what, which roles nobody would
 * answer for; one Enter says it. */
#ifndef HOLDFAST_SCREEN_COVER_PREVIEW_H
#define HOLDFAST_SCREEN_COVER_PREVIEW_H

#include "holdfast/console/screen.h"

#include <stdint.h>

/* The screen's argument; copied. */
struct cover_said {
    const char *login;
    const char *by;       /* who covers; "": nobody is named */
    int64_t starts, ends; /* microseconds; starts 0: now; ends 0: they are here from then on */
};

extern const struct screen_ops cover_preview_screen;

#endif
