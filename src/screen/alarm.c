#include "holdfast/screen/alarm.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

static void answered(struct screen *screen, void *data, const struct reply *reply,
                     const struct failure *failure)
{
    struct desk *desk = data;
    json_t *alarms = failure == NULL ? desk_json(reply) : NULL;
    const json_t *first = json_array_get(alarms, 0);
    (void)screen;
    /* As a refusal is: before whatever else is said, until the next key; then again, until one of
     * those who were told has opened it. */
    if (first != NULL && !desk->locked)
        console_refuse(desk->console, say("SAFETY, danger now: %s, %s. 1 shows it first."),
                       answer_text(first, "name"), answer_text(first, "ref"));
    json_decref(alarms);
}

void alarm_look(struct desk *desk)
{
    if (!desk->locked && desk_sees_items(desk) &&
        gateway_link(desk->gateway)->state == GATEWAY_ONLINE)
        desk_send(desk, say("looking for danger"), "SELECT api.alarms()", GATEWAY_NO_VALUES,
                  answered, desk);
}
