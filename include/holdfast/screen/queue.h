/* The queue: everything open in one scope, oldest need of action first. */
#ifndef HOLDFAST_SCREEN_QUEUE_H
#define HOLDFAST_SCREEN_QUEUE_H

#include "holdfast/console/screen.h"

#include <jansson.h>

/* Argument of queue_screen: what to show first. NULL: the scope that suits the person. */
struct queue_view {
    const char *scope;  /* of api.queue; NULL: the person's own */
    const char *filter; /* a JSON object, NULL for none */
    const char *title;  /* of what is filtered: "Late"; NULL */
    const char *select; /* the reference to put the cursor on, if it is among the first; NULL */
};

extern const struct screen_ops queue_screen;

/* Which item the cursor is on; NULL: none. */
const char *queue_ref(const struct screen *screen);
/* Adds scope and filter, a filter by name left out. */
void queue_place(const struct screen *screen, json_t *place);

#endif
