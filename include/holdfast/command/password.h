/* A password that an administrator gave serves for nothing but choosing an own one: whoever opens
 * the console with it is asked to, and goes on. */
#ifndef HOLDFAST_COMMAND_PASSWORD_H
#define HOLDFAST_COMMAND_PASSWORD_H

#include "holdfast/gateway/gateway.h"

#include <stdbool.h>

/* Signing in failed with f because of that; g is online. */
bool password_was_given(struct gateway *g, const struct failure *f);
/* Asks for an own password on the terminal, and sets it. */
bool password_replace(struct gateway *g, struct failure *f);

#endif
