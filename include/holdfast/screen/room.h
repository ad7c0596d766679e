/* The way between the screens: what the keys 1 to 9 and the others that open a screen do from
 * anywhere. The one place that knows all screens. */
#ifndef HOLDFAST_SCREEN_ROOM_H
#define HOLDFAST_SCREEN_ROOM_H

#include "holdfast/console/loop.h"

/* The console's own handler of actions (console_options.act). */
unsigned room_act(void *context, struct console *console, const struct invocation *invocation);
/* The screen that everyone opens on. */
extern const struct screen_ops *const room_first;

#endif
