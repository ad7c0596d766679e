/* Which keys mean which steps, and how a step that was done is told. */
#include "holdfast/screen/step_table.h"

#include "holdfast/screen/actions.h"
#include "holdfast/screen/step.h"

#include <stddef.h>
#include <string.h>

static const struct key_steps {
    int action;
    const char *steps[3]; /* in order of preference */
} key_steps[] = {
    {ACTION_ACCEPT, {"accept", "claim"}},
    {ACTION_DECLINE, {"decline"}},
    {ACTION_REROUTE, {"reroute"}},
    {ACTION_ESCALATE, {"escalate"}},
    {ACTION_START, {"start"}},
    {ACTION_COMPLETE, {"complete"}},
    {ACTION_HOLD, {"resume", "hold"}},
    {ACTION_UNDO, {"undo"}},
    {ACTION_REASON, {"amend"}},
    {ACTION_ASK, {"ask"}},
    {ACTION_FAIL, {"fail", "cancel"}},
    {ACTION_ASSIGN, {"assign"}},
    {ACTION_RETURN, {"return"}},
    {ACTION_CALL, {"call"}},
    {ACTION_NOTE, {"note"}},
    {ACTION_SEEN, {"seen"}},
    {ACTION_RELEVEL, {"relevel"}},
    {ACTION_REDATE, {"redate"}},
    {ACTION_CORRECT, {"correct"}},
    {ACTION_REOPEN, {"reopen"}},
    {ACTION_VOID, {"void"}},
};

static const struct step_words step_words[] = {
    {"accept", "ACCEPTED", "Accepted"},
    {"claim", "YOURS", "Taken over"},
    {"decline", "DECLINED", "Declined"},
    {"reroute", "RE-ROUTED", "Re-routed"},
    {"escalate", "TOLD", "Told the next one about"},
    {"start", "RUNNING", "Started"},
    {"complete", "DONE", "Done"},
    {"hold", "WAITS", "Waits now"},
    {"resume", "GOES ON", "Goes on"},
    {"undo", NULL, "Taken back"},
    {"amend", NULL, "Reason kept"},
    {"ask", "ASKED", "Asked back"},
    {"fail", "ENDED", "Could not be done"},
    {"cancel", "CANCELLED", "Cancelled"},
    {"assign", "GIVEN", "Given on"},
    {"return", "SENT BACK", "Sent back"},
    {"call", NULL, "Call logged"},
    {"note", NULL, "Noted"},
    {"seen", NULL, "Marked as seen"},
    {"relevel", NULL, "Level changed"},
    {"redate", NULL, "Date changed"},
    {"correct", NULL, "Corrected"},
    {"reopen", "REOPENED", "Opened again"},
    {"void", "MISTAKE", "Marked as a mistake"},
};

const struct step_words *step_words_of(const char *step)
{
    for (size_t i = 0; i < sizeof step_words / sizeof step_words[0]; i++)
        if (strcmp(step_words[i].step, step) == 0)
            return &step_words[i];
    return NULL;
}

const char *step_of_action(int action, const void *item, step_offered *offered)
{
    for (size_t i = 0; i < sizeof key_steps / sizeof key_steps[0]; i++) {
        if (key_steps[i].action != action)
            continue;
        for (size_t k = 0; key_steps[i].steps[k] != NULL; k++)
            if (offered(item, key_steps[i].steps[k]) != NULL)
                return key_steps[i].steps[k];
        return key_steps[i].steps[0];
    }
    return NULL;
}

void step_hints(struct hints *hints, const void *item, step_offered *offered)
{
    for (size_t i = 0; i < sizeof key_steps / sizeof key_steps[0]; i++) {
        const char *effect = NULL;
        for (size_t k = 0; effect == NULL && key_steps[i].steps[k] != NULL; k++)
            effect = offered(item, key_steps[i].steps[k]);
        if (effect != NULL)
            hint_add(hints, key_steps[i].action, effect);
    }
}
