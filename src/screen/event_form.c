/* Recording what happened to somebody. What it opens is the policy's; what it changes for the
 * person's open items is asked next. */
#include "holdfast/screen/event_form.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/screen/life_change.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum place {
    INDIVIDUAL,
    TYPE,
    OCCURRED,
    WHERE,
    NOTE,
    LEVEL,
    SOURCE,
    UNTIL,
    ADDRESS,
    CITY,
    POSTAL_CODE,
    FIELD_COUNT
};

static const struct choice levels[] = {{"low", "low", 'l'},
                                       {"medium", "medium", 'm'},
                                       {"high", "high", 'h'},
                                       {"critical", "critical", 'c'}};
static const struct choice sources[] = {{"staff", "I know it myself", 'i'},
                                        {"person", "the person or family said so", 'p'},
                                        {"feed", "a hospital's message", 'h'}};

static const struct field fields[FIELD_COUNT] = {
    [INDIVIDUAL] = {"individual", "Who", "type a name, a birth date or a number", FIELD_FIND, true,
                    100, NULL, 0},
    [TYPE] = {"type", "What happened", NULL, FIELD_CHOICE, true, 0, NULL, 0},
    [OCCURRED] = {"occurred_at", "When", "today 14:00, Sat 22:14, 4 Nov; empty: now", FIELD_TIME,
                  false, 40, NULL, 0},
    [WHERE] = {"place", "Where", NULL, FIELD_TEXT, false, 200, NULL, 0},
    [NOTE] = {"note", "Note", "what the next person needs to know", FIELD_TEXT, false, 1000, NULL,
              0},
    [LEVEL] = {"level", "How serious", "leave empty where it does not apply", FIELD_CHOICE, false,
               0, levels, sizeof levels / sizeof levels[0]},
    [SOURCE] = {"source", "Who says so", NULL, FIELD_CHOICE, true, 0, sources,
                sizeof sources / sizeof sources[0]},
    [UNTIL] = {"until", "Back when", "when the person is expected back: Fri, 4 Dec", FIELD_TIME,
               false, 40, NULL, 0},
    [ADDRESS] = {"address", "New address", NULL, FIELD_TEXT, false, 200, NULL, 0},
    [CITY] = {"city", "Town", NULL, FIELD_TEXT, false, 100, NULL, 0},
    [POSTAL_CODE] = {"postal_code", "Postal code", "decides who serves the person from now on",
                     FIELD_TEXT, true, 10, NULL, 0},
};

/* What only some kinds of event are asked. */
static void follow(struct entry *entry, const json_t *types)
{
    const char *chosen = form_value(&entry->form, TYPE), *changes = "";
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)types, i, row)
        if (strcmp(answer_text(row, "code"), chosen) == 0)
            changes = answer_text(row, "changes");
    bool move = strcmp(changes, "move") == 0;
    form_hide(&entry->form, UNTIL, strcmp(changes, "admission") != 0);
    for (int field = ADDRESS; field <= POSTAL_CODE; field++)
        form_hide(&entry->form, field, !move);
    if (form_value(&entry->form, SOURCE)[0] == '\0')
        form_set(&entry->form, SOURCE, "staff", NULL);
}

static void say_recorded(struct console *console, const json_t *answer, int64_t now)
{
    const json_t *alert = json_array_get(json_object_get(answer, "alerts"), 0);
    size_t more = json_array_size(json_object_get(answer, "alerts"));
    char when[32], rest[48] = "";
    if (alert == NULL) {
        console_say(console, say("Recorded %s. Nobody needs to be told."),
                    answer_text(answer, "event_ref"));
        return;
    }
    if (more > 1)
        (void)snprintf(rest, sizeof rest, say(", and %zu more"), more - 1);
    console_say(console,
                answer_bool(alert, "joined") ? say("Recorded %s: joins %s, %s, by %s%s.")
                                             : say("Recorded %s: %s goes to %s, by %s%s."),
                answer_text(answer, "event_ref"), answer_text(alert, "ref"),
                answer_text(alert, "owner"),
                words_moment(when, sizeof when, now, answer_time(alert, "due")), rest);
}

static void done(struct screen *screen, struct console *console, const json_t *answer)
{
    if (screen == NULL) {
        console_say(console, say("Recorded %s."), answer_text(answer, "event_ref"));
        return;
    }
    say_recorded(console, answer, desk_now(desk_of(screen)));
    if (json_is_object(json_object_get(answer, "changes")))
        (void)console_replace(console, &life_change_screen, answer_text(answer, "event_ref"));
    else
        (void)console_pop(console, 0, NULL);
}

static const struct entry_ops entry_ops = {
    .fields = fields,
    .count = FIELD_COUNT,
    .person = INDIVIDUAL,
    .what = "recording what happened",
    .button = "Record it",
    .choices = "SELECT api.event_types()",
    .choice_field = TYPE,
    .past = 1U << OCCURRED,
    .send = "SELECT api.record_event($1::uuid, $2::jsonb)",
    .follow = follow,
    .done = done,
};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    static const char *const duties[] = {"record", "coordinate", NULL};
    if (desk_lacks_duties(desk_of(screen), duties))
        return failure_set(f, EX_NOPERM, say("what happened"), say("tell the coordinator"), "%s",
                           say("none of your roles records events"));
    entry_open(screen, &entry_ops, argument);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "%s", say("WHAT HAPPENED"));
}

const struct screen_ops event_form_screen = {
    .name = "event_form",
    .state_size = sizeof(struct entry),
    .open = open,
    .load = entry_load,
    .title = title,
    .draw = entry_draw,
    .key = entry_key,
    .close = entry_close,
};
