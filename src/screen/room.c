#include "holdfast/screen/room.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/case_review_forms.h"
#include "holdfast/screen/caseload.h"
#include "holdfast/screen/consents.h"
#include "holdfast/screen/directory.h"
#include "holdfast/screen/disclosures.h"
#include "holdfast/screen/event_form.h"
#include "holdfast/screen/lock.h"
#include "holdfast/screen/look_form.h"
#include "holdfast/screen/measures.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/pathways.h"
#include "holdfast/screen/people.h"
#include "holdfast/screen/plan.h"
#include "holdfast/screen/queue.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/reference.h"
#include "holdfast/screen/referral.h"
#include "holdfast/screen/review.h"
#include "holdfast/screen/risk_form.h"
#include "holdfast/screen/safety.h"
#include "holdfast/screen/same.h"
#include "holdfast/screen/staff.h"
#include "holdfast/screen/today.h"

#include <stddef.h>

const struct screen_ops *const room_first = &today_screen;

static const struct queue_view alerts = {.scope = "alerts"}, escalations = {.scope = "escalations"};

static const struct door {
    int action;
    const struct screen_ops *ops;
    const void *argument;
    enum {
        ROOT,  /* one of the main screens: takes the place of all that is open */
        ABOUT, /* over what is open, about whom the cursor is on; it asks where that is nobody */
        NAMED  /* over what is open, about what stands behind the name; it asks where that is "" */
    } how;
} doors[] = {
    {ACTION_TODAY, &today_screen, NULL, ROOT},
    {ACTION_QUEUE, &queue_screen, NULL, ROOT},
    {ACTION_ALERTS, &queue_screen, &alerts, ROOT},
    {ACTION_ESCALATIONS, &queue_screen, &escalations, ROOT},
    {ACTION_PEOPLE, &people_screen, NULL, ROOT},
    {ACTION_REVIEW, &review_screen, NULL, ROOT},
    {ACTION_MEASURES, &measures_screen, NULL, ROOT},
    {ACTION_DIRECTORY, &directory_screen, NULL, ROOT},
    {ACTION_RECORD, &record_screen, NULL, ROOT},
    {ACTION_STAFF, &staff_screen, NULL, ROOT},
    {ACTION_PLAN, &plan_screen, NULL, ABOUT},
    {ACTION_REFERRAL, &referral_screen, NULL, ABOUT},
    {ACTION_EVENT, &event_form_screen, NULL, ABOUT},
    {ACTION_RISK, &risk_form_screen, NULL, ABOUT},
    {ACTION_SAFETY, &safety_screen, NULL, ABOUT},
    {ACTION_CASE_REVIEW, &case_review_day_screen, NULL, ABOUT},
    {ACTION_PATHWAYS, &pathways_screen, NULL, ABOUT},
    {ACTION_SAME, &same_screen, NULL, ABOUT},
    {ACTION_CONSENTS, &consents_screen, NULL, ABOUT},
    {ACTION_LOOK, &look_form_screen, NULL, ABOUT},
    {ACTION_DISCLOSURES, &disclosures_screen, NULL, ABOUT},
    {ACTION_CASELOAD, &caseload_screen, NULL, NAMED},
};

/* Whom the cursor is on; NULL where that is nobody, or not to be told. */
static const char *whom(struct console *console)
{
    const struct screen *top = console_top(console);
    const char *ref = top->ops->about != NULL ? top->ops->about(top) : NULL;
    return ref != NULL && ref[0] != '\0' ? ref : NULL;
}

unsigned room_act(void *context, struct console *console, const struct invocation *invocation)
{
    for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++) {
        const struct door *door = &doors[i];
        if (door->action != invocation->action)
            continue;
        if (door->how == ROOT)
            (void)console_root(console, door->ops, door->argument);
        else
            (void)console_push(console, door->ops,
                               door->how == NAMED ? invocation->argument : whom(console));
        return DRAW_ALL;
    }
    if (invocation->action == ACTION_OPEN && invocation->argument[0] != '\0')
        return reference_open(console_top(console), invocation->argument);
    if (invocation->action == ACTION_LOCK) {
        lock_now(context);
        return SCREEN_NOTHING;
    }
    return offer_take(console_top(console), invocation->action, 0, NULL);
}
