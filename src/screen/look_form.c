/* An emergency look: whom, why, and who is told. Somebody who cannot be found is named here by
 * reference, or by whole name and birth date; whether there is such a person shows only once the
 * look is on the record. */
#include "holdfast/screen/look_form.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/screen/person.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum place { WHO, BORN, KIND, CATEGORY, REASON, NATURE, RECIPIENT, DISCLOSER, FIELD_COUNT };

static const struct choice kinds[] = {{"other", "another reason: say which", 'a'},
                                      {"medical_emergency", "a medical emergency", 'm'}};

static const struct choice categories[] = {
    {"general", "everything but substance-use content", 'e'},
    {"substance_use", "substance-use content too (medical personnel only)", 's'}};

static const struct field fields[FIELD_COUNT] = {
    [WHO] = {"who", "Who", "the whole name: Rivera, Ana; or P-8036, if you know them", FIELD_TEXT,
             true, 200, NULL, 0},
    [BORN] = {"birth_date", "Born", "with a name: 14 Mar 1951 or 1951-03-14", FIELD_TEXT, false, 20,
              NULL, 0},
    [KIND] = {"kind", "Because of", NULL, FIELD_CHOICE, true, 0, kinds,
              sizeof kinds / sizeof kinds[0]},
    [CATEGORY] = {"category", "To see", NULL, FIELD_CHOICE, true, 0, categories,
                  sizeof categories / sizeof categories[0]},
    [REASON] = {"reason", "Reason", "goes to your supervisor and to compliance", FIELD_TEXT, true,
                500, NULL, 0},
    [NATURE] = {"nature", "Emergency", "what it is; goes to compliance", FIELD_TEXT, true, 500,
                NULL, 0},
    [RECIPIENT] = {"recipient", "Treated by", "who treats the person: name and where", FIELD_TEXT,
                   true, 200, NULL, 0},
    [DISCLOSER] = {"discloser", "Told by", "who discloses it: your name and organization",
                   FIELD_TEXT, true, 200, NULL, 0},
};

static bool chosen(struct entry *entry, int field, const char *value)
{
    return strcmp(form_value(&entry->form, field), value) == 0;
}

static void follow(struct entry *entry, const json_t *answer)
{
    (void)answer;
    struct form *form = &entry->form;
    const char *who = form_value(form, WHO);
    bool medical = chosen(entry, KIND, "medical_emergency");
    bool apart = medical && chosen(entry, CATEGORY, "substance_use");
    form_hide(form, BORN, who[0] != '\0' && who[1] == '-');
    form_hide(form, CATEGORY, !medical);
    form_hide(form, REASON, medical);
    form_hide(form, NATURE, !medical);
    form_hide(form, RECIPIENT, !apart);
    form_hide(form, DISCLOSER, !apart);
}

static void done(struct screen *screen, struct console *console, const json_t *answer)
{
    char until[32];
    const json_t *told = json_array_get(json_object_get(answer, "told"), 0);
    const char *ref = answer_text(answer, "individual_ref");
    if (screen == NULL) {
        console_say(console, say("The emergency look at %s is on the record."), ref);
        return;
    }
    (void)words_moment(until, sizeof until, desk_now(desk_of(screen)),
                       answer_time(answer, "until"));
    if (told != NULL)
        console_say(console, say("Emergency look until %s. Told: %s, %s. Review: %s."), until,
                    answer_text(told, "name"), answer_text(told, "role"),
                    answer_text(answer, "review_ref"));
    else
        console_say(console, say("Your emergency look runs until %s."), until);
    (void)console_pop(console, 0, NULL);
    (void)console_push(console, &person_screen, ref);
}

static const struct entry_ops entry_ops = {
    .fields = fields,
    .count = FIELD_COUNT,
    .person = -1,
    .what = "looking in an emergency",
    .button = "Look now",
    .send =
        "SELECT api.emergency_look($1::uuid, w.ref, (w.b - 'who')"
        " || CASE WHEN w.ref IS NULL THEN jsonb_build_object('name', w.b ->> 'who') ELSE '{}' END)"
        " FROM (SELECT $2::jsonb AS b, substring($2::jsonb ->> 'who' FROM '(?i)^[prt]-[0-9.-]+$') "
        "AS "
        "ref) w",
    .forgets = true,
    .follow = follow,
    .done = done,
};

static const struct entry_ops *prepare(struct screen *screen, const void *argument,
                                       const char **ref)
{
    (void)screen;
    *ref = argument;
    return &entry_ops;
}

static void fill(struct entry *entry, const void *argument)
{
    form_set(&entry->form, KIND, "other", NULL);
    form_set(&entry->form, CATEGORY, "general", NULL);
    if (argument != NULL)
        form_set(&entry->form, WHO, argument, NULL);
    follow(entry, NULL);
}

/* Care work, as the database judges it (engine.check_look). */
static const char *const care_duties[] = {"refer", "respond", "coordinate", "supervise",
                                          "plan",  "record",  NULL};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    struct entry *entry = screen->state;
    if (desk_lacks_duties(desk_of(screen), care_duties))
        return failure_set(f, EX_NOPERM, say("an emergency look"), say("tell your supervisor"),
                           "%s", say("an emergency look is for those who do care work"));
    entry_open(screen, &entry_ops, argument);
    fill(entry, argument);
    if (argument != NULL)
        form_begin_at(&entry->form, KIND);
    entry->form.note = say("on the record, told at once, reviewed");
    form_saved(&entry->form);
    return true;
}

const struct entry_dialogue look_dialogue = {
    .state_size = sizeof(struct entry), .prepare = prepare, .fill = fill};

static void title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "%s", say("EMERGENCY LOOK"));
}

const struct screen_ops look_form_screen = {
    .name = "look_form",
    .state_size = sizeof(struct entry),
    .open = open,
    .load = entry_load,
    .title = title,
    .draw = entry_draw,
    .key = entry_key,
    .close = entry_close,
};
