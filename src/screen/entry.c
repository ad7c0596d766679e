#include "holdfast/screen/entry.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/person_field.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct entry *entry_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- what is sent ---- */

static bool has_bit(uint32_t bits, int field)
{
    return (bits >> field & 1) != 0;
}

static bool read_time(const struct entry *entry, int field, const char *text, int64_t *instant)
{
    const struct entry_ops *ops = entry->ops;
    int64_t now = desk_now(desk_of(entry->screen));
    if (has_bit(ops->first | ops->last, field))
        return words_read_edge(text, now, has_bit(ops->last, field), instant);
    return words_read_moment(text, now, has_bit(ops->past, field), instant);
}

static json_t *value_of(const struct entry *entry, int field)
{
    const struct field *row = &entry->form.fields[field];
    const char *text = form_value((struct form *)(uintptr_t)&entry->form, field);
    char iso[32];
    int64_t instant;
    if (text[0] == '\0')
        return NULL;
    if (row->kind == FIELD_TIME && read_time(entry, field, text, &instant))
        return json_string(has_bit(entry->ops->exact | entry->ops->first | entry->ops->last, field)
                               ? words_iso(iso, sizeof iso, instant)
                               : words_given(iso, sizeof iso, text, instant));
    return json_string(text);
}

static json_t *all_values(const struct entry *entry)
{
    json_t *object = entry->with != NULL ? json_copy(entry->with) : json_object();
    for (int i = 0; i < entry->form.count; i++) {
        json_t *value = value_of(entry, i);
        if (value != NULL)
            (void)json_object_set_new(object, entry->form.fields[i].name, value);
    }
    return object;
}

json_t *entry_values(const struct entry *entry)
{
    json_t *values = all_values(entry);
    if (entry->ops->shape != NULL)
        entry->ops->shape(entry, values);
    return values;
}

/* It is safe now: nothing is left to keep. */
static void settle(struct entry *entry)
{
    form_saved(&entry->form);
    if (entry->kept != NULL)
        draft_drop(&entry->draft);
    else if (entry->half.draft.stored)
        half_sent(&entry->half);
}

static void sent(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    const struct entry_ops *ops = ((void **)data)[0];
    struct desk *desk = ((void **)data)[1];
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    free(data);
    if (screen != NULL)
        entry_of(screen)->sending = false;
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
    else {
        if (screen != NULL)
            settle(entry_of(screen));
        ops->done(screen, desk->console, answer);
    }
    json_decref(answer);
}

static void send_values(struct entry *entry, const json_t *values)
{
    char *text = json_dumps(values, JSON_COMPACT);
    const void **kept = memory_take(2, sizeof *kept);
    kept[0] = entry->ops;
    kept[1] = desk_of(entry->screen);
    entry->sending = true;
    const char *body = text != NULL ? text : "{}";
    if (entry->ops->with_ref)
        desk_ask_kept(entry->screen, say(entry->ops->what), entry->ops->send,
                      GATEWAY_VALUES(entry->request, body, entry->ref), sent, kept);
    else
        desk_ask_kept(entry->screen, say(entry->ops->what), entry->ops->send,
                      GATEWAY_VALUES(entry->request, body), sent, kept);
    free(text);
    console_say(entry->screen->console, "%s", say("Sending…"));
}

static unsigned send(void *context, struct form *form)
{
    (void)form;
    struct entry *entry = context;
    if (entry->sending)
        return SCREEN_NOTHING;
    json_t *values = entry_values(entry);
    if (entry->ops->send != NULL) {
        send_values(entry, values);
    } else {
        settle(entry);
        entry->ops->done(entry->screen, entry->screen->console, values);
    }
    json_decref(values);
    return DRAW_NOTICE;
}

/* ---- the form's questions ---- */

/* A day is over when it ends: today is neither over nor to come. */
static bool check_day(const struct entry *entry, int field, const char *value, char *message,
                      size_t size)
{
    int64_t now = desk_now(desk_of(entry->screen));
    bool past = has_bit(entry->ops->past, field);
    char day[16], today[16];
    if (!words_check_day(value, now, past, message, size))
        return false;
    (void)words_read_day(value, now, past, day, sizeof day);
    (void)words_read_day("today", now, past, today, sizeof today);
    if (past ? strcmp(day, today) > 0 : strcmp(day, today) < 0) {
        (void)snprintf(message, size, "%s",
                       past ? say("That is still to come.") : say("That is over already."));
        return false;
    }
    return true;
}

static bool check(void *context, struct form *form, int field, const char *value, char *message,
                  size_t size)
{
    const struct entry *entry = context;
    int64_t now = desk_now(desk_of(entry->screen)), instant;
    bool past = has_bit(entry->ops->past, field);
    if (form->fields[field].kind != FIELD_TIME || value[0] == '\0')
        return true;
    if (has_bit(entry->ops->days, field))
        return check_day(entry, field, value, message, size);
    if (!read_time(entry, field, value, &instant)) {
        (void)snprintf(message, size, "%s",
                       past ? say("Write it as today 14:00, Sat 22:14 or 4 Nov.")
                            : say("Write it as Sat 12:00, 4 Dec 09:00 or +3d."));
        return false;
    }
    /* What begins today begins now. */
    if (has_bit(entry->ops->first, field) && instant <= now)
        instant = now;
    else if (past ? instant > now : instant <= now) {
        (void)snprintf(message, size, "%s",
                       past ? say("That is still to come.") : say("That is over already."));
        return false;
    }
    (void)words_clock(message, size, instant);
    return true;
}

static void find(void *context, struct form *form, int field, const char *text)
{
    struct entry *entry = context;
    if (field == entry->ops->person)
        person_field_find(entry->screen, form, field, text);
    else if (entry->ops->find != NULL)
        entry->ops->find(entry, field, text);
}

static void changed(void *context, struct form *form, int field)
{
    struct entry *entry = context;
    (void)form;
    (void)field;
    gateway_request_id(entry->request);
    if (entry->kept != NULL)
        draft_touch(&entry->draft);
    else
        half_touch(&entry->half);
    if (entry->ops->follow != NULL)
        entry->ops->follow(entry, entry->offered);
}

static const struct form_ops form_ops = {
    .check = check, .find = find, .changed = changed, .send = send};

/* ---- what is kept while it is not sent ---- */

static json_t *draft_body(struct screen *screen)
{
    struct form *form = &entry_of(screen)->form;
    json_t *body = json_object();
    for (int i = 0; i < form->count; i++)
        (void)json_object_set_new(body, form->fields[i].name, json_string(form_value(form, i)));
    return body;
}

static void draft_found(struct screen *screen, const json_t *body)
{
    struct entry *entry = entry_of(screen);
    struct form *form = &entry->form;
    if (!entry->ready || form->changed)
        return;
    for (int i = 0; i < form->count; i++)
        form_set(form, i, answer_text(body, form->fields[i].name), NULL);
    form->changed = true;
    if (entry->ops->follow != NULL)
        entry->ops->follow(entry, entry->offered);
    console_say(screen->console, "%s", say("What you began to enter here is back."));
    screen_dirty(screen, DRAW_ALL);
}

static const struct draft_ops draft_ops = {draft_body, draft_found};

static json_t *half_entered(struct screen *screen)
{
    return half_body(&entry_of(screen)->half);
}

static void half_came(struct screen *screen, const json_t *body)
{
    half_found(&entry_of(screen)->half, body);
}

static const struct draft_ops half_ops = {half_entered, half_came};

static bool is_half(const struct entry *entry)
{
    return entry->kept == NULL && entry->ops->send != NULL && !entry->ops->forgets;
}

unsigned entry_act(struct screen *screen, const struct invocation *invocation)
{
    struct entry *entry = entry_of(screen);
    if (invocation->action != ACTION_BACK || entry->kept == NULL || !entry->form.changed)
        return SCREEN_PASS;
    console_say(screen->console, "%s", say("Not sent: what you entered waits for you here."));
    form_saved(&entry->form);
    (void)console_pop(screen->console, 0, NULL);
    return DRAW_ALL;
}

/* ---- opening ---- */

/* The fields as people read them, with the choices that the database offers. */
static struct field *fields_of(struct entry *entry)
{
    const struct entry_ops *ops = entry->ops;
    struct arena *arena = &entry->screen->arena;
    struct field *rows = arena_take(arena, ops->count, sizeof *rows);
    for (size_t i = 0; i < ops->count; i++) {
        rows[i] = ops->fields[i];
        rows[i].label = say(rows[i].label);
        rows[i].help = rows[i].help != NULL ? say(rows[i].help) : NULL;
    }
    size_t count = json_array_size(entry->offered);
    struct choice *choices = arena_take(arena, count, sizeof *choices);
    for (size_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(entry->offered, i);
        choices[i] = (struct choice){arena_text(arena, answer_text(row, "code")),
                                     arena_text(arena, answer_text(row, "name")), 0};
    }
    if (count > 0) {
        rows[ops->choice_field].choices = choices;
        rows[ops->choice_field].choice_count = count;
    }
    if (ops->offer != NULL)
        ops->offer(entry, rows);
    return rows;
}

static void begin(struct entry *entry)
{
    const struct entry_ops *ops = entry->ops;
    form_open(&entry->form, fields_of(entry), ops->count, &form_ops, entry, say(ops->button));
    entry->form.at_once = ops->at_once;
    entry->ready = true;
    if (ops->follow != NULL)
        ops->follow(entry, entry->offered);
    if (ops->person >= 0 && entry->ref != NULL) {
        person_field_take(entry->screen, &entry->form, ops->person, entry->ref);
        form_begin_at(&entry->form, ops->person == 0 ? 1 : 0);
    }
    screen_focus_form(entry->screen, &entry->form);
    form_catch_up(&entry->form, &entry->early);
    if (is_half(entry))
        half_ready(&entry->half, &entry->form, entry->ops->person);
    screen_dirty(entry->screen, DRAW_ALL);
}

static void choices_came(struct screen *screen, void *data, const struct reply *reply,
                         const struct failure *failure)
{
    (void)data;
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        return;
    }
    entry_of(screen)->offered = desk_json(reply);
    begin(entry_of(screen));
}

void entry_open(struct screen *screen, const struct entry_ops *ops, const char *ref)
{
    struct entry *entry = entry_of(screen);
    entry->ops = ops;
    entry->screen = screen;
    entry->ref = ref != NULL ? memory_text(ref) : NULL;
    gateway_request_id(entry->request);
    /* What was done before is not what is sent here. */
    console_say(screen->console, "%s", "");
    if (is_half(entry))
        half_open(&entry->half, screen, ref, &half_ops);
    if (ops->choices == NULL)
        begin(entry);
    if (entry->kept != NULL)
        draft_open(&entry->draft, screen, entry->kept, &draft_ops);
}

void entry_load(struct screen *screen)
{
    const struct entry *entry = entry_of(screen);
    if (!entry->ready)
        desk_ask(screen, say("reading the choices"), entry->ops->choices,
                 entry->about != NULL ? GATEWAY_VALUES(entry->about) : GATEWAY_NO_VALUES,
                 choices_came, NULL);
}

unsigned entry_key(struct screen *screen, const struct key *key)
{
    struct entry *entry = entry_of(screen);
    return entry->ready ? (unsigned)SCREEN_PASS : form_early(&entry->early, key);
}

void entry_close(struct screen *screen)
{
    struct entry *entry = entry_of(screen);
    if (entry->kept != NULL)
        draft_keep(&entry->draft);
    half_close(&entry->half);
    desk_forget(screen);
    draft_close(&entry->draft);
    if (entry->ready)
        form_close(&entry->form);
    json_decref(entry->offered);
    json_decref(entry->with);
    free(entry->ref);
}

/* ---- as a dialogue ---- */

static void answered(void *context, struct form *form, int field)
{
    struct entry *entry = context;
    (void)form;
    (void)field;
    if (entry->ops->follow != NULL)
        entry->ops->follow(entry, entry->offered);
}

static const struct form_ops dialogue_ops = {.check = check, .find = find, .changed = answered};

void entry_ask(struct screen *screen, const struct entry_ops *ops, const char *ref, json_t *offered)
{
    struct entry *entry = entry_of(screen);
    entry->ops = ops;
    entry->screen = screen;
    entry->ref = ref != NULL ? memory_text(ref) : NULL;
    entry->offered = offered;
    form_open(&entry->form, fields_of(entry), ops->count, &dialogue_ops, entry, say(ops->button));
    answered(entry, &entry->form, 0);
}

void entry_ask_end(struct screen *screen)
{
    struct entry *entry = entry_of(screen);
    form_close(&entry->form);
    json_decref(entry->offered);
    json_decref(entry->with);
    free(entry->ref);
}

const char *entry_ref(const struct screen *screen)
{
    return entry_of(screen)->ref;
}

void entry_draw(struct screen *screen, struct area area)
{
    struct entry *entry = entry_of(screen);
    if (entry->ready) {
        form_draw(&entry->form, screen->console, area);
        return;
    }
    draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT, say("Reading…"));
    draw_cursor(screen->console, area.row, area.col);
}
