/* What closing an office for a day would do to whose deadlines; one Enter does it. */
#ifndef HOLDFAST_SCREEN_CLOSURE_PREVIEW_H
#define HOLDFAST_SCREEN_CLOSURE_PREVIEW_H

#include "holdfast/console/screen.h"

#include <stdbool.h>

/* The screen's argument; copied. */
struct closure_said {
    const char *calendar;
    const char *day;                /* "2026-11-23" */
    const char *from, *to, *reason; /* times as typed, "13:00"; "": none */
    bool undo;                      /* it was said before, and is not so */
};

extern const struct screen_ops closure_preview_screen;

#endif
