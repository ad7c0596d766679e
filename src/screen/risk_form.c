/* Recording a social risk: eviction, food, a utility shut-off. */
#include "holdfast/screen/risk_form.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>

enum place { INDIVIDUAL, CATEGORY, LEVEL, DEADLINE, NOTE, FIELD_COUNT };

static const struct choice levels[] = {{"low", "low: look at it with the next review", 'l'},
                                       {"medium", "medium: this month", 'm'},
                                       {"high", "high: this week", 'h'},
                                       {"critical", "critical: now", 'c'}};

static const struct field fields[FIELD_COUNT] = {
    [INDIVIDUAL] = {"individual", "Who", "type a name, a birth date or a number", FIELD_FIND, true,
                    100, NULL, 0},
    [CATEGORY] = {"category", "What", NULL, FIELD_CHOICE, true, 0, NULL, 0},
    [LEVEL] = {"level", "How urgent", NULL, FIELD_CHOICE, true, 0, levels,
               sizeof levels / sizeof levels[0]},
    [DEADLINE] = {"legal_deadline", "By law", "a hearing, a shut-off: 2 Dec 09:00; empty: none",
                  FIELD_TIME, false, 40, NULL, 0},
    [NOTE] = {"note", "Note", "what the next person needs to know", FIELD_TEXT, false, 1000, NULL,
              0},
};

static void done(struct screen *screen, struct console *console, const json_t *answer)
{
    char when[32];
    int64_t due = answer_time(answer, "due");
    const char *ref = answer_text(answer, "risk_ref"),
               *owner = answer_text(answer, "owner_role_name");
    if (screen == NULL) {
        console_say(console, say("Recorded %s: %s has it."), ref, owner);
        return;
    }
    (void)words_moment(when, sizeof when, desk_now(desk_of(screen)), due);
    if (answer_bool(answer, "joined"))
        console_say(console, say("%s was known already: level, date and note are taken over."),
                    ref);
    else if (due == 0)
        console_say(console, say("Recorded %s: %s has it, %s."), ref, owner,
                    answer_text(answer, "task_ref"));
    else
        console_say(console, say("Recorded %s: %s has it, %s, by %s."), ref, owner,
                    answer_text(answer, "task_ref"), when);
    (void)console_pop(console, 0, NULL);
}

static const struct entry_ops entry_ops = {
    .fields = fields,
    .count = FIELD_COUNT,
    .person = INDIVIDUAL,
    .what = "recording the risk",
    .button = "Record it",
    .choices = "SELECT api.risk_categories()",
    .choice_field = CATEGORY,
    .send = "SELECT api.record_risk($1::uuid, $2::jsonb)",
    .done = done,
};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    entry_open(screen, &entry_ops, argument);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "%s", say("RISK"));
}

const struct screen_ops risk_form_screen = {
    .name = "risk_form",
    .state_size = sizeof(struct entry),
    .open = open,
    .load = entry_load,
    .title = title,
    .draw = entry_draw,
    .key = entry_key,
    .close = entry_close,
};
