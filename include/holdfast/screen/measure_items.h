/* The items behind one number of a measure. */
#ifndef HOLDFAST_SCREEN_MEASURE_ITEMS_H
#define HOLDFAST_SCREEN_MEASURE_ITEMS_H

#include "holdfast/console/screen.h"

#include <jansson.h>

/* Opened with one of these. */
struct measure_items_view {
    const json_t *filter;  /* what the table was asked for, narrowed to the group */
    const json_t *measure; /* as the table gave it */
    const json_t *table;   /* which did */
};

extern const struct screen_ops measure_items_screen;

#endif
