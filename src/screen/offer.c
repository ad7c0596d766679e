#include "holdfast/screen/offer.h"

#include "holdfast/screen/actions.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

struct offer {
    struct offer *next;
    int64_t id, until;
    int version;
    bool declined, taken; /* taken: u is on its way */
    char *ref, *subject, *line;
    char *review; /* in which it was decided; NULL: in none */
};

static void offer_free(struct offer *offer)
{
    free(offer->ref);
    free(offer->subject);
    free(offer->review);
    free(offer->line);
    free(offer);
}

static bool is_over(const struct desk *desk, const struct offer *offer)
{
    return offer->until <= desk_now(desk);
}

/* One line for each item, the last; what is over goes. */
static void forget(struct desk *desk, int64_t id)
{
    struct offer **at = &desk->offers;
    while (*at != NULL) {
        struct offer *offer = *at;
        if (offer->id == id || is_over(desk, offer)) {
            *at = offer->next;
            offer_free(offer);
        } else {
            at = &offer->next;
        }
    }
}

void offer_keep(struct desk *desk, const struct step_target *target, const char *action,
                int64_t until)
{
    if (until != 0 || strcmp(action, "undo") == 0)
        forget(desk, target->id);
    if (until == 0)
        return;
    struct offer *offer = memory_take(1, sizeof *offer);
    *offer = (struct offer){desk->offers,
                            target->id,
                            until,
                            target->version,
                            strcmp(action, "decline") == 0,
                            false,
                            memory_text(target->ref),
                            memory_text(target->subject),
                            memory_text(console_said(desk->console)),
                            target->review != NULL ? memory_text(target->review) : NULL};
    desk->offers = offer;
}

int64_t offer_declined(const struct desk *desk, int64_t id)
{
    for (const struct offer *offer = desk->offers; offer != NULL; offer = offer->next)
        if (offer->id == id && offer->declined && !offer->taken && !is_over(desk, offer))
            return offer->until;
    return 0;
}

void offer_show(struct desk *desk, int64_t id)
{
    for (const struct offer *offer = desk->offers; offer != NULL; offer = offer->next) {
        if (offer->id == id && !offer->taken && !is_over(desk, offer) &&
            strcmp(console_said(desk->console), offer->line) != 0)
            console_say(desk->console, "%s", offer->line);
    }
}

static struct offer *standing(const struct desk *desk)
{
    struct offer *offer = desk->offers;
    while (offer != NULL && strcmp(console_said(desk->console), offer->line) != 0)
        offer = offer->next;
    return offer;
}

static unsigned nothing_to_mark(struct screen *screen, const struct step_result *result)
{
    (void)screen;
    (void)result;
    return DRAW_NOTICE;
}

unsigned offer_take(struct screen *screen, int action, int64_t present, step_done *done)
{
    return offer_take_in(screen, action, present, NULL, done);
}

/* A review that was left may be over: then it is the item's own step, as any other. */
static const char *review_of(const struct offer *offer, const char *review)
{
    return review != NULL && offer->review != NULL && strcmp(offer->review, review) == 0 ? review
                                                                                         : NULL;
}

unsigned offer_take_in(struct screen *screen, int action, int64_t present, const char *review,
                       step_done *done)
{
    struct desk *desk = desk_of(screen);
    struct offer *offer = standing(desk);
    bool undo = action == ACTION_UNDO;
    if (offer == NULL || offer->id == present ||
        !(undo || (action == ACTION_REASON && offer->declined)))
        return SCREEN_PASS;
    if (offer->taken) {
        console_refuse(desk->console, "%s", say("Your last step is still on its way."));
        return DRAW_NOTICE;
    }
    offer->taken = undo;
    struct step_target target = {offer->id, offer->ref, offer->version, offer->subject,
                                 review_of(offer, review)};
    return step_begin(screen, undo ? "undo" : "amend", "", &target, 1,
                      done != NULL ? done : nothing_to_mark);
}

void offer_close(struct desk *desk)
{
    while (desk->offers != NULL) {
        struct offer *offer = desk->offers;
        desk->offers = offer->next;
        offer_free(offer);
    }
}
