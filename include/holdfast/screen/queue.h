/* The queue: everything open in one scope, oldest need of action first. */
#ifndef HOLDFAST_SCREEN_QUEUE_H
#define HOLDFAST_SCREEN_QUEUE_H

#include "holdfast/console/screen.h"

/* Argument of queue_screen: what to show first. NULL: the scope that suits the person. */
struct queue_view {
    const char *scope;  /* of api.queue; NULL: the person's own */
    const char *filter; /* a JSON object, NULL for none */
    const char *title;  /* of what is filtered: "Late"; NULL */
};

extern const struct screen_ops queue_screen;

#endif
