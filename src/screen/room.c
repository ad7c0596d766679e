#include "holdfast/screen/room.h"

#include "holdfast/screen/actions.h"
#include "holdfast/screen/directory.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/people.h"
#include "holdfast/screen/plan.h"
#include "holdfast/screen/queue.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/referral.h"
#include "holdfast/screen/today.h"

#include <stddef.h>

const struct screen_ops *const room_first = &today_screen;

static const struct queue_view alerts = {.scope = "alerts"}, escalations = {.scope = "escalations"};

static const struct door {
    int action;
    const struct screen_ops *ops;
    const void *argument;
    bool root; /* one of the main screens: takes the place of all that is open */
} doors[] = {
    {ACTION_TODAY, &today_screen, NULL, true},
    {ACTION_QUEUE, &queue_screen, NULL, true},
    {ACTION_ALERTS, &queue_screen, &alerts, true},
    {ACTION_ESCALATIONS, &queue_screen, &escalations, true},
    {ACTION_PEOPLE, &people_screen, NULL, true},
    {ACTION_DIRECTORY, &directory_screen, NULL, true},
    {ACTION_RECORD, &record_screen, NULL, true},
    {ACTION_REFERRAL, &referral_screen, NULL, false},
    {ACTION_PLAN, &plan_screen, NULL, false},
};

unsigned room_act(void *context, struct console *console, const struct invocation *invocation)
{
    (void)context;
    for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++) {
        const struct door *door = &doors[i];
        if (door->action != invocation->action)
            continue;
        if (door->root)
            (void)console_root(console, door->ops, door->argument);
        else
            (void)console_push(console, door->ops, door->argument);
        return DRAW_ALL;
    }
    return offer_take(console_top(console), invocation->action, 0, NULL);
}
