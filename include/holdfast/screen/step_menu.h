/* The steps that have no key of their own (level, date, correct, cancel, …) as a list to choose
 * from: what people do not do daily, and should not have to know by name. */
#ifndef HOLDFAST_SCREEN_STEP_MENU_H
#define HOLDFAST_SCREEN_STEP_MENU_H

#include "holdfast/screen/step.h"

typedef unsigned step_chosen(struct screen *screen, const char *action);

/* Offers those that are open on the item, under what it is called; chosen begins the one. Who may
 * change its level but not the date it is needed by is offered to ask whoever asked for it, by a
 * message at that place ("R-20418"; NULL: they are many). Gives what to redraw. */
unsigned step_menu(struct screen *screen, const char *subject, const char *place, const void *item,
                   step_offered *offered, step_chosen *chosen);
/* What the hint line says of the list: "level, date"; NULL where it has neither. */
const char *step_menu_brief(const void *item, step_offered *offered);

#endif
