/* One step on many items (api.act_many), and one undo for all of it. First it is looked what would
 * happen to how many, which one confirmation says; then they are sent a hundred at a time, with the
 * progress told, and can be stopped in between. What one is refused for stops none of the others: a
 * page lists those that did not go, with the reason of each. */
#ifndef HOLDFAST_SCREEN_MANY_H
#define HOLDFAST_SCREEN_MANY_H

#include "holdfast/screen/step.h"

struct many;

struct many_item {
    int64_t id; /* 0 where no row is marked by it */
    const char *ref;
    int version;
    const char *to; /* detail's `to`, where it is another for each; NULL: as the detail has it.
                       Those of one stand together. */
};

struct many_call {
    const char *action;
    const json_t *detail; /* an object */
    const struct many_item *items;
    size_t count;     /* not 0 */
    const char *does; /* what the question says it does, {n} being how many; NULL: as the preview
                         has it */
    /* For each item as step_begin's, once it is sent and once it is answered; NULL: nobody marks.
     */
    step_done *told;
    /* Nothing more comes of it, whether it was done, stopped or left; done: to how many. NULL:
     * nobody asks. */
    void (*over)(struct screen *screen, size_t done);
};

/* Everything is copied. Good until over was called. */
struct many *many_begin(struct screen *screen, const struct many_call *call);
/* What is under way is finished, and nothing further sent. */
void many_stop(struct many *many);
/* Takes back what was done by that batch. */
unsigned many_undo(struct screen *screen, const char *batch, step_done *told);

#endif
