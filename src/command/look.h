/* What `holdfast look` and the line mode say of an emergency look. */
#ifndef COMMAND_LOOK_H
#define COMMAND_LOOK_H

#include "holdfast/command/plain.h"

/* Of whom, until when, who was told, who reviews it. */
void look_say(const struct plain *p, const json_t *answer);

#endif
