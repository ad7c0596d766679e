/* Two people changed the same thing: both texts under each other, and one key that decides. Gives
 * the screen below an enum conflict_choice (EVENT_RETURNED, value); 0: nothing was decided. */
#ifndef HOLDFAST_SCREEN_CONFLICT_H
#define HOLDFAST_SCREEN_CONFLICT_H

#include "holdfast/console/screen.h"

#include <stdint.h>

enum conflict_choice { CONFLICT_MINE = 1, CONFLICT_THEIRS, CONFLICT_BOTH };

/* The argument. */
struct conflict {
    const char *title; /* what it is about */
    const char *who;   /* saved theirs */
    int64_t at;        /* when; 0: unknown */
    const char *theirs, *mine;
};

extern const struct screen_ops conflict_screen;

#endif
