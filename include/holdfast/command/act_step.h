/* One step on one item, and one sentence about what came of it; for `act` and for the line mode. */
#ifndef HOLDFAST_COMMAND_ACT_STEP_H
#define HOLDFAST_COMMAND_ACT_STEP_H

#include "holdfast/command/plain.h"

struct act_step {
    const char *ref, *action, *request_id, *version;
    const char *review; /* W-…: it is decided in that one; NULL: in none */
    json_t *detail;
};

/* Takes the step: what api.act answered, or would in a review, to be ended with json_decref; NULL
 * with a failure. Of EX_UNAVAILABLE nobody knows whether it was done: the same step again does it
 * at most once. */
json_t *act_take(struct plain *p, const struct act_step *step, struct failure *f);
/* Says what became of the item; undo is what to type to take it back, NULL: that is said elsewhere.
 */
void act_say(const struct plain *p, const json_t *answer, const char *undo);
/* KEY=VALUE words into step->detail. */
bool act_read_detail(struct plain *p, struct act_step *step, char **words, struct failure *f);

#endif
