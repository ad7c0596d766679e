/* Where a person is: which screens are open, about what. Kept in the database while they work, so
 * that after a lock, a lost terminal or a killed program the next sign-in goes on there; forgotten
 * when they leave by themselves. Names of screens, references and codes only. */
#ifndef HOLDFAST_SCREEN_PLACE_H
#define HOLDFAST_SCREEN_PLACE_H

#include "holdfast/screen/desk.h"

/* Asks where the person was, and goes there if they have touched no key meanwhile. */
void place_open(struct desk *desk);
/* Keeps where they are, if they have stayed there since the last time this was called. */
void place_rest(struct desk *desk);
/* Keeps it now. */
void place_keep(struct desk *desk);
/* The program ends, and the screens are still open: keeps the place, or forgets it if the person
 * leaves by themselves. */
void place_leave(struct desk *desk);
void place_close(struct desk *desk);

#endif
