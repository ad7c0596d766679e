#include "holdfast/screen/offer.h"

#include "holdfast/screen/actions.h"
#include "holdfast/screen/many.h"
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
    char *batch;  /* of many items: id is 0, and ids are theirs; NULL: of one */
    int64_t *ids;
    size_t id_count;
};

static void offer_free(struct offer *offer)
{
    free(offer->ref);
    free(offer->subject);
    free(offer->review);
    free(offer->line);
    free(offer->batch);
    free(offer->ids);
    free(offer);
}

static bool is_over(const struct desk *desk, const struct offer *offer)
{
    return offer->until <= desk_now(desk);
}

/* One line for each item, the last; what is over goes. batch NULL: of an item. */
static void forget(struct desk *desk, int64_t id, const char *batch)
{
    struct offer **at = &desk->offers;
    while (*at != NULL) {
        struct offer *offer = *at;
        bool meant = batch == NULL ? offer->batch == NULL && offer->id == id
                                   : offer->batch != NULL && strcmp(offer->batch, batch) == 0;
        if (meant || is_over(desk, offer)) {
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
        forget(desk, target->id, NULL);
    if (until == 0)
        return;
    struct offer *offer = memory_take(1, sizeof *offer);
    *offer = (struct offer){.next = desk->offers,
                            .id = target->id,
                            .until = until,
                            .version = target->version,
                            .declined = strcmp(action, "decline") == 0,
                            .ref = memory_text(target->ref),
                            .subject = memory_text(target->subject),
                            .line = memory_text(console_said(desk->console)),
                            .review = target->review != NULL ? memory_text(target->review) : NULL};
    desk->offers = offer;
}

void offer_keep_many(struct desk *desk, const char *batch, const int64_t *ids, size_t count,
                     int64_t until)
{
    struct offer *offer = memory_take(1, sizeof *offer);
    *offer = (struct offer){.next = desk->offers,
                            .until = until,
                            .line = memory_text(console_said(desk->console)),
                            .batch = memory_text(batch),
                            .ids = memory_take(count + 1, sizeof *ids),
                            .id_count = count};
    for (size_t i = 0; i < count; i++)
        offer->ids[i] = ids[i];
    desk->offers = offer;
}

void offer_forget_many(struct desk *desk, const char *batch)
{
    forget(desk, 0, batch);
}

void offer_retry_many(struct desk *desk, const char *batch)
{
    for (struct offer *offer = desk->offers; offer != NULL; offer = offer->next)
        if (offer->batch != NULL && strcmp(offer->batch, batch) == 0)
            offer->taken = false;
}

static bool is_about(const struct offer *offer, int64_t id)
{
    for (size_t i = 0; i < offer->id_count; i++)
        if (offer->ids[i] == id)
            return true;
    return offer->batch == NULL && offer->id == id;
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
    /* The latest of those about it. */
    for (const struct offer *offer = desk->offers; offer != NULL; offer = offer->next) {
        if (!is_about(offer, id) || offer->taken || is_over(desk, offer))
            continue;
        if (strcmp(console_said(desk->console), offer->line) != 0)
            console_say(desk->console, "%s", offer->line);
        return;
    }
}

static struct offer *standing(const struct desk *desk)
{
    struct offer *offer = desk->offers;
    while (offer != NULL && strcmp(console_said(desk->console), offer->line) != 0)
        offer = offer->next;
    return offer;
}

bool offer_of_many(const struct desk *desk)
{
    const struct offer *offer = standing(desk);
    return offer != NULL && offer->batch != NULL && !offer->taken && !is_over(desk, offer);
}

static unsigned nothing_to_mark(struct screen *screen, const struct step_result *result)
{
    (void)screen;
    (void)result;
    return DRAW_NOTICE;
}

unsigned offer_take(struct screen *screen, int action, int64_t present, step_done *done)
{
    struct desk *desk = desk_of(screen);
    struct offer *offer = standing(desk);
    bool undo = action == ACTION_UNDO;
    if (offer == NULL || (offer->batch == NULL && offer->review == NULL && offer->id == present) ||
        !(undo || (action == ACTION_REASON && offer->declined)))
        return SCREEN_PASS;
    if (offer->taken) {
        console_refuse(desk->console, "%s", say("Your last step is still on its way."));
        return DRAW_NOTICE;
    }
    offer->taken = undo;
    if (offer->batch != NULL)
        return many_undo(screen, offer->batch, done != NULL ? done : nothing_to_mark);
    struct step_target target = {offer->id, offer->ref, offer->version, offer->subject,
                                 undo ? offer->review : NULL};
    return step_begin(screen, undo ? "undo" : "amend", "", &target,
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
