/* Asking for a role or a person of the network, by a part of the name. */
#ifndef HOLDFAST_SCREEN_WHOM_H
#define HOLDFAST_SCREEN_WHOM_H

#include "holdfast/console/screen.h"

/* code is a role's code or a login; NULL when the person left it. Texts are good during the call.
 */
typedef unsigned whom_found(struct screen *screen, void *context, bool is_role, const char *code,
                            const char *label);

/* Asks the question, looks it up in the directory, and lets the person choose where several fit.
 * context must live as long as the screen. Gives what to redraw. */
unsigned whom_ask(struct screen *screen, const char *question, whom_found *found, void *context);

#endif
