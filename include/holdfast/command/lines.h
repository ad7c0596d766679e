/* The line mode: the console's work as a dialogue of plain lines, for windows that are too small
 * for screens, screen readers and braille displays. Prints, reads a line, and moves no cursor; the
 * terminal edits the line. Same functions, request ids and versions as the console's keys. */
#ifndef HOLDFAST_COMMAND_LINES_H
#define HOLDFAST_COMMAND_LINES_H

#include "holdfast/console/keymap.h"
#include "holdfast/gateway/gateway.h"
#include "holdfast/screen/unlock.h"

#include <stdbool.h>

struct lines_options {
    const struct keymap *keymap; /* its letters name the same acts */
    bool stays;                  /* also in a window that is large enough for screens */
    bool behind;                 /* screens wait behind it: no Today to begin with */
    struct unlock *unlock;       /* the tries at a locked terminal, shared with the console */
    const char *kept;            /* half-written there: asked about before q; NULL: nothing */
};

enum lines_end {
    LINES_QUIT,
    LINES_LOCKED, /* it locked, and was not unlocked: the session ends */
    LINES_LARGE,  /* the window has become large enough for screens */
    LINES_FAILED  /* could not begin: the failure says why; never with behind */
};

/* Whether standard input and output are a terminal whose window is too small for screens. */
bool lines_wanted(void);
/* Talks until one of the ends; the gateway stays the caller's. */
enum lines_end lines_talk(struct gateway *gateway, const struct lines_options *options,
                          struct failure *f);

#endif
