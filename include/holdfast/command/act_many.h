/* The same step on several items, for `act` and for what gives items to others. */
#ifndef HOLDFAST_COMMAND_ACT_MANY_H
#define HOLDFAST_COMMAND_ACT_MANY_H

#include "holdfast/command/plain.h"

/* Whether the words begin with several references, "-" for a list on standard input, or the B-… of
 * a step on several that is to be undone. */
bool act_is_many(char **words);
/* The step on all of them; dry: only what it would do is said. A line for each, and an exit status:
 * that of the first one that was not done. */
int act_many(struct plain *p, char **words, bool dry);
/* Gives items to others, as api.caseload has items and moves: all of it one step on several. */
int act_give(struct plain *p, const json_t *items, const json_t *moves, const char *note);

#endif
