/* The lock of the line mode: everything that was printed leaves the window and what can be scrolled
 * back, and a password brings the dialogue back. */
#ifndef COMMAND_LINES_LOCK_H
#define COMMAND_LINES_LOCK_H

#include "lines_parts.h"

/* Until it is unlocked: true. False: the session ends, which was said. */
bool lines_lock(struct lines *l, bool rested);

#endif
