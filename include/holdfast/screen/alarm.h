/* Somebody is in danger, and this person was told: said on whatever screen is open. */
#ifndef HOLDFAST_SCREEN_ALARM_H
#define HOLDFAST_SCREEN_ALARM_H

#include "holdfast/screen/desk.h"

/* Asks; called when something changed, and every half minute. */
void alarm_look(struct desk *desk);

#endif
