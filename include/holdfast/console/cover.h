/* What lies over everything, for a lock: while a console is covered only the cover is drawn, on an
 * empty window however small, and only the cover gets keys. Screens, and what lies over them, live
 * on unseen: answers reach them, what they say waits, and so do their timers. There is one cover at
 * most. */
#ifndef HOLDFAST_CONSOLE_COVER_H
#define HOLDFAST_CONSOLE_COVER_H

#include "holdfast/console/key.h"
#include "holdfast/console/layout.h"

#include <stdbool.h>

struct console;

/* Outlives the cover. */
struct cover_ops {
    /* Into the whole window, which is blank; puts the hardware cursor somewhere. */
    void (*draw)(void *context, struct console *console, struct area all);
    /* Keys and pastes; what was typed is wiped behind it. */
    void (*key)(void *context, struct console *console, const struct key *key);
};

void console_cover(struct console *console, const struct cover_ops *ops, void *context);
/* Everything is shown as it is by now. */
void console_uncover(struct console *console);
bool console_covered(const struct console *console);
/* The cover is to be drawn again. */
void console_cover_changed(struct console *console);

#endif
