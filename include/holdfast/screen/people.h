/* People: find somebody. The argument is a struct people_view; NULL: it asks whom. */
#ifndef HOLDFAST_SCREEN_PEOPLE_H
#define HOLDFAST_SCREEN_PEOPLE_H

#include "holdfast/console/screen.h"

struct people_view {
    bool quiet; /* nothing is asked until a key is pressed */
};

extern const struct screen_ops people_screen;

#endif
