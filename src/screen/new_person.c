/* Entering a person. */
#include "holdfast/screen/new_person.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/half.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 200 };

enum place {
    FAMILY,
    GIVEN,
    BORN,
    PHONE,
    ADDRESS,
    CITY,
    POSTAL_CODE,
    LANGUAGE,
    INTERPRETER,
    MIND,
    TWIN_REASON,
    FIELD_COUNT
};

static const struct choice yes_no[] = {{"no", "no", 'n'}, {"yes", "yes", 'y'}};

static const struct field fields[FIELD_COUNT] = {
    [FAMILY] = {"family", "Family name", NULL, FIELD_TEXT, true, NAME_MAX_BYTES, NULL, 0},
    [GIVEN] = {"given", "Given name", NULL, FIELD_TEXT, true, NAME_MAX_BYTES, NULL, 0},
    [BORN] = {"birth_date", "Born", "14 Mar 1951 or 1951-03-14", FIELD_TIME, true, 40, NULL, 0},
    [PHONE] = {"phone", "Phone", "one that is safe to ring", FIELD_TEXT, false, 40, NULL, 0},
    [ADDRESS] = {"address", "Address", "where the person is, or will be after discharge",
                 FIELD_TEXT, false, 200, NULL, 0},
    [CITY] = {"city", "Town", NULL, FIELD_TEXT, false, 100, NULL, 0},
    [POSTAL_CODE] = {"postal_code", "Postal code", "decides who serves the person", FIELD_TEXT,
                     true, 10, NULL, 0},
    [LANGUAGE] = {"language", "Language", "en, es, zh …; empty: English", FIELD_TEXT, false, 20,
                  NULL, 0},
    [INTERPRETER] = {"interpreter", "Interpreter", NULL, FIELD_CHOICE, false, 0, yes_no, 2},
    [MIND] = {"safe_note", "Mind", "what whoever calls or visits must know first", FIELD_TEXT,
              false, 200, NULL, 0},
    [TWIN_REASON] = {"duplicate_reason", "Not the same", "why this is somebody else", FIELD_TEXT,
                     true, 200, NULL, 0},
};

struct new_person {
    struct form form;
    char request[37];
    char *ref; /* of who was entered: lives until the screen below was told */
    bool sending;
    struct half half;
};

static struct new_person *state_of(const struct screen *screen)
{
    return screen->state;
}

static bool check(void *context, struct form *form, int field, const char *value, char *message,
                  size_t size)
{
    (void)form;
    const struct screen *screen = context;
    return field != BORN || value[0] == '\0' ||
           words_check_day(value, desk_now(desk_of(screen)), true, message, size);
}

static void put(json_t *object, struct form *form, enum place place)
{
    const char *value = form_value(form, (int)place);
    if (value[0] != '\0')
        (void)json_object_set_new(object, fields[place].name, json_string(value));
}

static json_t *person_json(struct screen *screen)
{
    static const enum place plain[] = {FAMILY,      GIVEN,    ADDRESS, CITY,
                                       POSTAL_CODE, LANGUAGE, MIND,    TWIN_REASON};
    struct form *form = &state_of(screen)->form;
    json_t *person = json_object();
    char iso[16];
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        put(person, form, plain[i]);
    if (words_read_day(form_value(form, BORN), desk_now(desk_of(screen)), true, iso, sizeof iso))
        (void)json_object_set_new(person, "birth_date", json_string(iso));
    (void)json_object_set_new(person, "interpreter",
                              json_boolean(strcmp(form_value(form, INTERPRETER), "yes") == 0));
    const char *phone = form_value(form, PHONE);
    if (phone[0] != '\0')
        (void)json_object_set_new(person, "contacts",
                                  json_pack("[{s:s, s:s}]", "relation", "self", "phone", phone));
    return person;
}

static void entered(struct screen *screen, void *data, const struct reply *reply,
                    const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = desk_json(reply);
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
    if (screen == NULL || failure != NULL) {
        if (screen != NULL)
            state_of(screen)->sending = false;
        json_decref(answer);
        return;
    }
    struct new_person *state = state_of(screen);
    state->sending = false;
    if (!answer_bool(answer, "created")) {
        char message[160];
        const json_t *twins = json_object_get(answer, "duplicates");
        (void)snprintf(message, sizeof message,
                       say("%s may be the same person. Esc and look, or say why not."),
                       json_string_value(json_array_get(twins, 0)));
        form_hide(&state->form, TWIN_REASON, false);
        form_error(&state->form, TWIN_REASON, message);
        screen_dirty(screen, DRAW_ALL);
    } else {
        state->ref = memory_text(answer_text(answer, "individual_ref"));
        form_saved(&state->form);
        half_sent(&state->half);
        console_say(desk->console, say("Entered as %s. %s begins a referral."), state->ref, "R");
        (void)console_pop(desk->console, 1, state->ref);
    }
    json_decref(answer);
}

static unsigned send(void *context, struct form *form)
{
    (void)form;
    struct screen *screen = context;
    struct new_person *state = state_of(screen);
    if (state->sending)
        return SCREEN_NOTHING;
    json_t *person = person_json(screen);
    char *text = json_dumps(person, JSON_COMPACT);
    state->sending = true;
    desk_ask_kept(
        screen, say("entering the person"), "SELECT api.enter_individual($1::uuid, $2::jsonb)",
        GATEWAY_VALUES(state->request, text != NULL ? text : "{}"), entered, desk_of(screen));
    free(text);
    json_decref(person);
    return DRAW_NOTICE;
}

static void changed(void *context, struct form *form, int field)
{
    /* Other words are another request: the first answer must not come back for them. */
    (void)form;
    (void)field;
    gateway_request_id(state_of(context)->request);
    half_touch(&state_of(context)->half);
}

static const struct form_ops form_ops = {.check = check, .changed = changed, .send = send};

static json_t *half_entered(struct screen *screen)
{
    return half_body(&state_of(screen)->half);
}

static void half_came(struct screen *screen, const json_t *body)
{
    half_found(&state_of(screen)->half, body);
}

static const struct draft_ops half_ops = {half_entered, half_came};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)argument;
    (void)f;
    struct new_person *state = state_of(screen);
    gateway_request_id(state->request);
    form_open(&state->form, fields, FIELD_COUNT, &form_ops, screen, say("Enter this person"));
    form_hide(&state->form, TWIN_REASON, true);
    screen_focus_form(screen, &state->form);
    half_open(&state->half, screen, NULL, &half_ops);
    half_ready(&state->half, &state->form, -1);
    return true;
}

static void close_new_person(struct screen *screen)
{
    struct new_person *state = state_of(screen);
    half_close(&state->half);
    desk_forget(screen);
    form_close(&state->form);
    free(state->ref);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "%s", say("NEW PERSON"));
}

static void draw(struct screen *screen, struct area area)
{
    form_draw(&state_of(screen)->form, screen->console, area);
}

const struct screen_ops new_person_screen = {
    .name = "new_person",
    .state_size = sizeof(struct new_person),
    .open = open,
    .title = title,
    .draw = draw,
    .close = close_new_person,
};
