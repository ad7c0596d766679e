/* Doing a step on an item: what it needs is asked for first (a picker, then lines of text), then it
 * is sent, and what the database answers is said. One way for every screen and every action; which
 * steps exist, what they need and who may do them only the database knows. The same step on many
 * items: many.h, which has what it needs asked here. */
#ifndef HOLDFAST_SCREEN_STEP_H
#define HOLDFAST_SCREEN_STEP_H

#include "holdfast/console/screen.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* The item acted upon. */
struct step_target {
    int64_t id;
    const char *ref;
    int version;
    const char *subject; /* "R-20418 Rivera, Ana": how it is called when the step is confirmed */
    const char *review; /* W-…: decided within this review, where `later` and the like are decisions
                           too; NULL: outside of one */
};

/* Asks a screen's item whether a step is open to the reader now: the effect in words, or NULL. */
typedef const char *step_offered(const void *item, const char *action);

struct step_result {
    int64_t id;
    const char *action;
    const json_t *answer;          /* of api.act; NULL when refused, or still on its way */
    const json_t *whole;           /* within a review: all of api.review_decide's; else as answer */
    const struct failure *failure; /* NULL when done, or still on its way */
    const char *word; /* "DECLINED": what the acted row says of itself from now on; NULL: the row
                         is live, and is to be read again */
    bool decides;     /* within a review, and no taking back */
    bool of_many;     /* one of many that are answered together (many.h) */
};
/* Called when the step was sent (neither answer nor failure) and when it was answered. Gives what
 * to redraw. */
typedef unsigned step_done(struct screen *screen, const struct step_result *result);

/* The step that a key means on an item: `a` accepts, or claims where a rung reached the person; `h`
 * holds or resumes. The first one that is offered; when none is, the first of them, so that the
 * database says why not. NULL when the key is no step. */
const char *step_of_action(int action, const void *item, step_offered *offered);
/* Adds to the hint line what the keys would do, in the order of importance. */
void step_hints(struct hints *hints, const void *item, step_offered *offered);

/* Whether a step may be done by its key alone, with nothing further to type or choose. */
bool step_is_quick(const char *action);

/* Begins a step. Texts are copied. effect: in words, for the question put before it ("decline: no
 * staff"); may be "". Gives what to redraw. */
unsigned step_begin(struct screen *screen, const char *action, const char *effect,
                    const struct step_target *target, step_done *done);

/* The same when what it needs is known already: sent at once. detail is copied. */
unsigned step_send(struct screen *screen, const char *action, const struct step_target *target,
                   const json_t *detail, step_done *done);

/* What was asked for a step; detail NULL: the person left it, or it cannot be asked, as was said.
 * Gives what to redraw. */
typedef unsigned step_ready(struct screen *screen, void *context, const char *action,
                            const json_t *detail);
/* Asks for what the step needs, as of that item, and sends nothing. subject: what is acted upon.
 * context must live as long as the screen. */
unsigned step_ask(struct screen *screen, const char *action, const struct step_target *example,
                  step_ready *ready, void *context);

#endif
