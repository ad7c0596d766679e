/* A pathway laid backwards from its deadline, before anything starts: what each step's latest days
 * are, and what does not fit. Steps may be left out; one key starts it. */
#ifndef HOLDFAST_SCREEN_PATHWAY_PREVIEW_H
#define HOLDFAST_SCREEN_PATHWAY_PREVIEW_H

#include "holdfast/console/screen.h"

#include <stdint.h>

struct pathway_view {
    const char *individual; /* P-… */
    const char *pathway;    /* its code */
    int64_t deadline;       /* 0: the pathway's usual length from now */
};

extern const struct screen_ops pathway_preview_screen;

#endif
