/* A new referral: who, what, by when, and what the receiving side must know. As it is written, the
 * database is asked what would come of it: by when each service would be answered, and what is
 * still missing; nothing is sent before the person says so. */
#include "holdfast/screen/referral.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/half.h"
#include "holdfast/screen/person_field.h"
#include "holdfast/screen/referral_fields.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "screen/referral_outlook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREVIEW_DELAY_MS = 300, PREVIEW_LINES = 6, BARRED_LINES = 10 };

struct referral {
    struct form form;
    struct referral_fields fields;
    char request[37];
    char *individual; /* given by the opener, or NULL */
    json_t *preview;  /* api.refer_preview, NULL until there is one */
    char *why;        /* why there is none: a sentence; NULL */
    int preview_timer;
    bool ready, sending;
    struct form_early early;
    struct half half;
};

static struct referral *state_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- the fields as the database takes them ---- */

static void put_text(json_t *object, struct referral *state, int field, const char *key)
{
    const char *value = form_value(&state->form, field);
    if (value[0] != '\0')
        (void)json_object_set_new(object, key, json_string(value));
}

/* threat: whether what nothing else allows goes on the ground of a threat. */
static void put_items(json_t *object, struct referral *state, bool threat)
{
    json_t *items = json_array();
    const char *at = form_value(&state->form, REFERRAL_SERVICES);
    while (*at != '\0') {
        size_t len = strcspn(at, ",");
        json_t *item = json_pack("{s:s%}", "type", at, len);
        if (threat && referral_bars(state->preview, answer_text(item, "type")))
            put_text(item, state, REFERRAL_THREAT, "threat");
        (void)json_array_append_new(items, item);
        at += len + (at[len] == ',' ? 1 : 0);
    }
    (void)json_object_set_new(object, "items", items);
}

static void put_provided(json_t *object, struct referral *state)
{
    json_t *provided = json_object();
    for (int i = REFERRAL_FIXED; i < state->fields.count; i++)
        put_text(provided, state, i, state->fields.rows[i].name);
    (void)json_object_set_new(object, "provided", provided);
}

static json_t *referral_json(struct screen *screen, bool threat)
{
    struct referral *state = state_of(screen);
    json_t *object = json_object();
    int64_t needed;
    char iso[32];
    put_text(object, state, REFERRAL_INDIVIDUAL, "individual");
    put_text(object, state, REFERRAL_PRIORITY, "priority");
    put_text(object, state, REFERRAL_CONTEXT, "context");
    put_text(object, state, REFERRAL_DUPLICATE, "duplicate_reason");
    const char *typed = form_value(&state->form, REFERRAL_NEEDED_BY);
    if (words_read_moment(typed, desk_now(desk_of(screen)), false, &needed))
        (void)json_object_set_new(object, "needed_by",
                                  json_string(words_given(iso, sizeof iso, typed, needed)));
    put_items(object, state, threat);
    put_provided(object, state);
    return object;
}

/* ---- what would come of it ---- */

static bool any_duplicate(const json_t *referrals)
{
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)referrals, i, row)
        if (json_array_size(json_object_get(row, "duplicates")) > 0)
            return true;
    return false;
}

static void preview_came(struct screen *screen, void *data, const struct reply *reply,
                         const struct failure *failure)
{
    (void)data;
    struct referral *state = state_of(screen);
    json_decref(state->preview);
    free(state->why);
    state->preview = desk_json(reply);
    state->why = failure != NULL ? memory_text(failure->why) : NULL;
    form_hide(&state->form, REFERRAL_DUPLICATE,
              !any_duplicate(json_object_get(state->preview, "referrals")));
    form_hide(&state->form, REFERRAL_THREAT, !referral_may_threat(state->preview));
    screen_dirty(screen, DRAW_BODY);
}

static void ask_preview(struct console *console, void *context)
{
    (void)console;
    struct screen *screen = context;
    struct referral *state = state_of(screen);
    state->preview_timer = 0;
    if (form_value(&state->form, REFERRAL_INDIVIDUAL)[0] == '\0' ||
        form_value(&state->form, REFERRAL_SERVICES)[0] == '\0')
        return;
    json_t *object = referral_json(screen, false);
    char *text = json_dumps(object, JSON_COMPACT);
    desk_ask(screen, say("looking ahead"), "SELECT api.refer_preview($1::jsonb)",
             GATEWAY_VALUES(text != NULL ? text : "{}"), preview_came, NULL);
    free(text);
    json_decref(object);
}

static void preview_soon(struct screen *screen)
{
    struct referral *state = state_of(screen);
    console_timer_clear(screen->console, state->preview_timer);
    state->preview_timer =
        console_timer_set(screen->console, screen, PREVIEW_DELAY_MS, ask_preview, screen);
}

/* ---- the form's questions ---- */

static bool check(void *context, struct form *form, int field, const char *value, char *message,
                  size_t size)
{
    (void)form;
    const struct screen *screen = context;
    int64_t now = desk_now(desk_of(screen)), instant;
    if (field != REFERRAL_NEEDED_BY || value[0] == '\0')
        return true;
    if (!words_read_moment(value, now, false, &instant)) {
        (void)snprintf(message, size, "%s", say("Write it as Sat 12:00, 4 Dec or +3d."));
        return false;
    }
    if (instant <= now) {
        (void)snprintf(message, size, "%s", say("That is over already."));
        return false;
    }
    (void)words_clock(message, size, instant);
    return true;
}

/* Only the individual is looked up. */
static void find(void *context, struct form *form, int field, const char *text)
{
    person_field_find(context, form, field, text);
}

static void changed(void *context, struct form *form, int field)
{
    struct screen *screen = context;
    struct referral *state = state_of(screen);
    gateway_request_id(state->request);
    half_touch(&state->half);
    if (field == REFERRAL_SERVICES)
        referral_fields_follow(&state->fields, form, form_value(form, REFERRAL_SERVICES));
    preview_soon(screen);
}

/* ---- sending ---- */

/* Of what went because of a threat: the supervisor, by name. */
static const char *told_of(const json_t *referrals)
{
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)referrals, i, row) {
        const json_t *told = json_array_get(json_object_get(row, "told"), 0);
        if (told != NULL)
            return answer_text(told, "name");
    }
    return "";
}

static void say_sent(struct desk *desk, const json_t *referrals)
{
    const json_t *first = json_array_get(referrals, 0);
    char when[32], more[48] = "", told[160] = "";
    const char *name = told_of(referrals);
    size_t count = json_array_size(referrals);
    int64_t due = answer_time(first, "due");
    if (count > 1)
        (void)snprintf(more, sizeof more, say(", and %zu more"), count - 1);
    if (name[0] != '\0')
        (void)snprintf(told, sizeof told, say(" (%s was told)"), name);
    console_say(desk->console, say("Sent %s%s to %s%s%s%s."), answer_text(first, "ref"), told,
                answer_text(first, "owner_role_name"), due != 0 ? say(", who answer by ") : "",
                due != 0 ? words_moment(when, sizeof when, desk_now(desk), due) : "", more);
}

static void sent(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = desk_json(reply);
    if (screen != NULL)
        state_of(screen)->sending = false;
    if (failure != NULL) {
        console_refuse_failure(desk->console, failure);
    } else if (answer_bool(answer, "created")) {
        say_sent(desk, json_object_get(answer, "referrals"));
        if (screen != NULL) {
            form_saved(&state_of(screen)->form);
            half_sent(&state_of(screen)->half);
            (void)console_pop(desk->console, 1, NULL);
        }
    } else if (screen != NULL) {
        struct referral *state = state_of(screen);
        form_hide(&state->form, REFERRAL_DUPLICATE, false);
        form_error(&state->form, REFERRAL_DUPLICATE,
                   say("This is asked for already: say why once more."));
        screen_dirty(screen, DRAW_ALL);
    }
    json_decref(answer);
}

static unsigned send_it(struct screen *screen, bool threat)
{
    struct referral *state = state_of(screen);
    json_t *object = referral_json(screen, threat);
    char *text = json_dumps(object, JSON_COMPACT);
    state->sending = true;
    desk_ask_kept(screen, say("sending the referral"), "SELECT api.refer($1::uuid, $2::jsonb)",
                  GATEWAY_VALUES(state->request, text != NULL ? text : "{}"), sent,
                  desk_of(screen));
    free(text);
    json_decref(object);
    console_say(screen->console, "%s", say("Sending…"));
    return DRAW_ALL;
}

static unsigned threat_chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    return choice == 0 ? send_it(screen, true) : (unsigned)DRAW_ALL;
}

/* It tells what nothing else allows to be told: so it has a key of its own. */
static unsigned confirm_threat(struct screen *screen)
{
    struct referral *state = state_of(screen);
    const char *line = arena_print(&screen->arena, say("threat to life, send it now: %s"),
                                   form_value(&state->form, REFERRAL_THREAT));
    const struct choice choices[] = {{"threat", line, 't'}, {"not", say("do not send it"), 'n'}};
    console_pick(screen->console, screen,
                 say("No consent allows it. Your supervisor is told now; compliance reviews it."),
                 choices, 2, threat_chosen, NULL);
    return DRAW_ALL;
}

static unsigned send(void *context, struct form *form)
{
    struct screen *screen = context;
    const struct referral *state = state_of(screen);
    if (state->sending)
        return SCREEN_NOTHING;
    return form_value(form, REFERRAL_THREAT)[0] != '\0' ? confirm_threat(screen)
                                                        : send_it(screen, false);
}

static const struct form_ops form_ops = {
    .check = check, .find = find, .changed = changed, .send = send};

/* ---- opening: the catalogue decides which fields there are ---- */

static void catalogue_came(struct screen *screen, void *data, const struct reply *reply,
                           const struct failure *failure)
{
    (void)data;
    struct referral *state = state_of(screen);
    json_t *catalogue = desk_json(reply);
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        return;
    }
    referral_fields_read(&state->fields, &screen->arena, catalogue);
    json_decref(catalogue);
    form_open(&state->form, state->fields.rows, (size_t)state->fields.count, &form_ops, screen,
              say("Send"));
    form_set(&state->form, REFERRAL_PRIORITY, "routine", NULL);
    form_hide(&state->form, REFERRAL_DUPLICATE, true);
    form_hide(&state->form, REFERRAL_THREAT, true);
    referral_fields_follow(&state->fields, &state->form, "");
    form_saved(&state->form);
    screen_focus_form(screen, &state->form);
    state->ready = true;
    form_catch_up(&state->form, &state->early);
    if (state->individual != NULL)
        person_field_take(screen, &state->form, REFERRAL_INDIVIDUAL, state->individual);
    half_ready(&state->half, &state->form, REFERRAL_INDIVIDUAL);
    screen_dirty(screen, DRAW_ALL);
}

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
    struct referral *state = state_of(screen);
    if (!desk_has_duty(desk_of(screen), "refer"))
        return failure_set(f, EX_NOPERM, say("new referral"), say("ask your supervisor"), "%s",
                           say("none of your roles sends referrals"));
    if (argument != NULL)
        state->individual = memory_text(argument);
    gateway_request_id(state->request);
    half_open(&state->half, screen, argument, &half_ops);
    return true;
}

static void load(struct screen *screen)
{
    if (!state_of(screen)->ready)
        desk_ask(screen, say("reading what is offered"), "SELECT api.catalogue()",
                 GATEWAY_NO_VALUES, catalogue_came, NULL);
}

static unsigned key(struct screen *screen, const struct key *pressed)
{
    struct referral *state = state_of(screen);
    return state->ready ? (unsigned)SCREEN_PASS : form_early(&state->early, pressed);
}

static void close_referral(struct screen *screen)
{
    struct referral *state = state_of(screen);
    half_close(&state->half);
    desk_forget(screen);
    if (state->ready)
        form_close(&state->form);
    json_decref(state->preview);
    free(state->why);
    free(state->individual);
}

/* ---- leaving ---- */

enum { LEAVE_WAITING, LEAVE };

static unsigned leaving_chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    struct referral *state = state_of(screen);
    if (choice != LEAVE_WAITING && choice != LEAVE)
        return DRAW_ALL;
    if (choice == LEAVE_WAITING) {
        half_wait(&state->half, form_value(&state->form, REFERRAL_INDIVIDUAL));
        console_say(screen->console, say("It waits for you: %s on their page comes back to it."),
                    "R");
    }
    form_saved(&state->form);
    (void)console_pop(screen->console, 0, NULL);
    return DRAW_ALL;
}

/* Where nothing allows it yet, leaving is the way to what would: a consent, recorded elsewhere. */
static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct choice choices[] = {
        {"wait", say("leave, it waits for you here until tomorrow"), 'w'},
        {"leave", say("leave, lose what was typed"), 'l'},
        {"stay", say("stay here"), 's'}};
    const struct referral *state = state_of(screen);
    if (invocation->action != ACTION_BACK || !state->ready || !state->form.changed ||
        !referral_is_barred(state->preview))
        return SCREEN_PASS;
    console_pick(screen->console, screen, say("What you typed was not sent."), choices, 3,
                 leaving_chosen, NULL);
    return DRAW_ALL;
}

/* ---- drawing ---- */

static void title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "%s", say("NEW REFERRAL"));
}

static void draw(struct screen *screen, struct area area)
{
    struct referral *state = state_of(screen);
    if (!state->ready) {
        draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT, say("Reading…"));
        draw_cursor(screen->console, area.row, area.col);
        return;
    }
    const struct referral_outlook outlook = {state->preview, state->why,
                                             &state->fields.rows[REFERRAL_SERVICES]};
    int rows = referral_is_barred(state->preview) ? BARRED_LINES : PREVIEW_LINES;
    referral_outlook_draw(screen, area_take_bottom(&area, rows), &outlook);
    form_draw(&state->form, screen->console, area);
}

const char *referral_ref(const struct screen *screen)
{
    return state_of(screen)->individual;
}

const struct screen_ops referral_screen = {
    .name = "referral",
    .state_size = sizeof(struct referral),
    .open = open,
    .load = load,
    .title = title,
    .draw = draw,
    .key = key,
    .act = act,
    .close = close_referral,
};
