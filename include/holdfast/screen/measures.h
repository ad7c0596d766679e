/* Screen 7: how well the network does. Groups of measures with value, what it is of, bar, thirteen
 * weeks and the period before; Enter leads to the items behind a number. */
#ifndef HOLDFAST_SCREEN_MEASURES_H
#define HOLDFAST_SCREEN_MEASURES_H

#include "holdfast/console/screen.h"

#include <jansson.h>

/* Opened with one of these, or NULL for all of it. Texts are copied; NULL: not narrowed by it. */
struct measures_view {
    const char *by; /* organization, role, service_type */
    const char *org, *role, *service_type;
};

extern const struct screen_ops measures_screen;

/* Adds what is shown to its place: codes only. */
void measures_place(const struct screen *screen, json_t *place);

#endif
