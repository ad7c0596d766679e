/* The items to which a step on many was not done, each with the reason; Enter goes there. */
#ifndef HOLDFAST_SCREEN_MANY_PAGE_H
#define HOLDFAST_SCREEN_MANY_PAGE_H

#include "holdfast/console/screen.h"

#include <jansson.h>

/* The screen below is told this value when it is back: what it shows of the act still stands. */
enum { MANY_PAGE_LEFT = 100 };

/* The argument; copied. */
struct many_view {
    const char *title;     /* "ACCEPT  12 of 15 done" */
    const json_t *refused; /* as many_words.h has it */
};

extern const struct screen_ops many_screen;

#endif
