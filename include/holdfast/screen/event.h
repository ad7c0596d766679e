/* One event: what happened, what it opened; taken back where it was a mistake. Argument: its
 * reference. */
#ifndef HOLDFAST_SCREEN_EVENT_H
#define HOLDFAST_SCREEN_EVENT_H

#include "holdfast/console/screen.h"

extern const struct screen_ops event_screen;

#endif
