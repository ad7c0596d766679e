/* Which keys mean which steps, what is asked for them, and how a step that was done is told. */
#include "holdfast/screen/step_table.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/step.h"
#include "holdfast/screen/step_menu.h"

#include <stddef.h>
#include <string.h>

static const struct key_steps {
    int action;
    const char *steps[4]; /* in order of preference */
} key_steps[] = {
    {ACTION_RISK_STEP, {"verify", "contact", "resolve"}},
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
    {ACTION_LATER, {"later"}},
    {ACTION_RELEVEL, {"relevel"}},
    {ACTION_REDATE, {"redate"}},
    {ACTION_PROMISE, {"promise"}},
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
    {"verify", "VERIFIED", "Verified"},
    {"contact", "CONTACTED", "Contacted"},
    {"resolve", "RESOLVED", "Resolved"},
    {"return", "SENT BACK", "Sent back"},
    {"call", NULL, "Call logged"},
    {"note", NULL, "Noted"},
    {"seen", NULL, "Marked as seen"},
    {"later", "LATER", "Put back to the end of the line:"},
    {"relevel", NULL, "Level changed"},
    {"redate", NULL, "Date changed"},
    {"promise", "PROMISED", "Promised"},
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
        /* Before what anybody may do to anything. */
        if (key_steps[i].action == ACTION_CALL && step_menu_brief(item, offered) != NULL)
            hint_add(hints, ACTION_OTHER, step_menu_brief(item, offered));
        if (key_steps[i].action == ACTION_CALL)
            hint_wanted(hints);
        for (size_t k = 0; effect == NULL && key_steps[i].steps[k] != NULL; k++)
            effect = offered(item, key_steps[i].steps[k]);
        if (effect != NULL)
            hint_add(hints, key_steps[i].action, effect);
        /* What acts at once, or moves it on, says whole what it does. */
        if (key_steps[i].action == ACTION_COMPLETE)
            hint_firm(hints);
    }
}

static const struct needed {
    const char *step, *key; /* step NULL: of any */
    struct step_need need;
} step_needs[] = {
    {"redate", "value", {NEED_MOMENT_AHEAD, "Needed by (Sat 12:00, 4 Dec): ", ""}},
    {"promise", "value", {NEED_MOMENT_AHEAD, "Promised by (Tue 10:00, 4 Dec): ", ""}},
    {"complete", "date", {NEED_MOMENT_PAST, "When it ended (today, Fri 12:00, 20 Nov): ", "today"}},
    {NULL, "date", {NEED_MOMENT_PAST, "When it started (today, Fri 12:00, 20 Nov): ", "today"}},
    {NULL, "until", {NEED_MOMENT_AHEAD, "Until when (Mon, 4 Dec, +3d): ", ""}},
    {NULL, "waiting_on", {NEED_TEXT, "Waiting for whom: ", ""}},
    {"amend", "note", {NEED_TEXT, "Why: ", ""}},
    {"start", "note", {NEED_TEXT, "Who confirmed it, and how: ", ""}},
    {"verify", "note", {NEED_TEXT, "How urgent is it, and who says so: ", ""}},
    {"contact", "note", {NEED_TEXT, "What the person said: ", ""}},
    {"return", "note", {NEED_TEXT, "What to do: ", ""}},
    {NULL, "note", {NEED_TEXT, "Note: ", ""}},
    {"resolve", "reason", {NEED_TEXT, "Nobody was asked for help; why not: ", ""}},
    {NULL, "reason", {NEED_TEXT, "Why: ", ""}},
    {NULL, "missing", {NEED_TEXT, "What is missing: ", ""}},
    {NULL, "reached", {NEED_YES, "Was somebody reached?", ""}},
    {NULL, "to", {NEED_TEXT, "To whom (login): ", ""}},
    {NULL, "outcome", {NEED_TEXT, "How it ended: ", ""}},
    {NULL, "field", {NEED_TEXT, "Which field: ", ""}},
    {NULL, "value", {NEED_TEXT, "New value: ", ""}},
};

const struct step_need *step_need_of(const char *step, const char *key)
{
    for (size_t i = 0; i < sizeof step_needs / sizeof step_needs[0]; i++) {
        const struct needed *needed = &step_needs[i];
        if (strcmp(needed->key, key) == 0 &&
            (needed->step == NULL || strcmp(needed->step, step) == 0))
            return &needed->need;
    }
    return NULL;
}

const char *step_need_key(const char *need)
{
    const char *last = strrchr(need, '|');
    return last != NULL ? last + 1 : need;
}

bool step_need_given(const json_t *detail, const char *need)
{
    for (const char *at = need; *at != '\0';) {
        size_t len = strcspn(at, "|");
        if (json_object_getn(detail, at, len) != NULL)
            return true;
        at += len + (at[len] == '|' ? 1 : 0);
    }
    return false;
}

void step_needs_order(json_t *choices)
{
    json_t *needs = json_object_get(choices, "needs");
    const char *offers = json_string_value(json_object_get(choices, "offers"));
    size_t i;
    json_t *key;
    if (offers == NULL || json_array_size(json_object_get(choices, "choices")) == 0)
        return;
    json_array_foreach (needs, i, key)
        if (strcmp(json_string_value(key), offers) == 0) {
            (void)json_array_remove(needs, i);
            break;
        }
    (void)json_array_insert_new(needs, 0, json_string(offers));
}

void step_without_owner(json_t *choices)
{
    json_t *rows = json_object_get(choices, "choices");
    for (size_t i = json_array_size(rows); i-- > 0;)
        if (answer_bool(json_array_get(rows, i), "has"))
            (void)json_array_remove(rows, i);
}
