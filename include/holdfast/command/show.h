/* One item or one person in labelled lines, for `show` and for the line mode. */
#ifndef HOLDFAST_COMMAND_SHOW_H
#define HOLDFAST_COMMAND_SHOW_H

#include "holdfast/command/plain.h"

/* Prints the item, or for P-… the person. Gives what api.item or api.individual answered, to be
 * ended with json_decref; NULL with a failure, and nothing printed. */
json_t *show_print(struct plain *p, const char *ref, struct failure *f);

#endif
