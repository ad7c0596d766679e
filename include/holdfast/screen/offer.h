/* What the confirmation line offers: `u` takes back the step that it names, and `r` gives the
 * reason of the decline that it names, wherever the cursor is meanwhile. Of several steps each
 * keeps its line, which comes back when the cursor comes back to what was acted upon. */
#ifndef HOLDFAST_SCREEN_OFFER_H
#define HOLDFAST_SCREEN_OFFER_H

#include "holdfast/screen/desk.h"
#include "holdfast/screen/step.h"

/* A step was done and said. It may be taken back until then, and the line as it now stands is its
 * offer; until 0: it may not, and a step that took another back ends the offer of that one. Texts
 * are copied; target.version is the one after the step. */
void offer_keep(struct desk *desk, const struct step_target *target, const char *action,
                int64_t until);
/* A step was done to many items and said: u takes all of it back, as that batch, until then, as
 * long as the line stands; it comes back when the cursor comes back to one of these ids. */
void offer_keep_many(struct desk *desk, const char *batch, const int64_t *ids, size_t count,
                     int64_t until);
/* It was taken back; or that failed, and may be tried again. */
void offer_forget_many(struct desk *desk, const char *batch);
void offer_retry_many(struct desk *desk, const char *batch);
/* Whether the line as it stands offers to take many back. */
bool offer_of_many(const struct desk *desk);
/* Until when the person's decline of that item may still be taken back; 0: there is none. */
int64_t offer_declined(const struct desk *desk, int64_t id);
/* The cursor is on this item: what was done to it last is said again, if it may be taken back. */
void offer_show(struct desk *desk, int64_t id);
/* Does what the key means on the item that the line names. SCREEN_PASS where the key is another,
 * the line offers nothing, or it is about the item at hand (present: its id, 0 for none), where the
 * screen itself knows best. What was decided in a review is taken back in it, wherever the person
 * is by now. */
unsigned offer_take(struct screen *screen, int action, int64_t present, step_done *done);
void offer_close(struct desk *desk);

#endif
