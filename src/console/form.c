#include "holdfast/console/form.h"

#include "console/form_internal.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool form_is_text(const struct field *field)
{
    return field->kind != FIELD_CHOICE && field->kind != FIELD_MANY;
}

static void open_field(struct form *form, int field)
{
    const struct field *what = &form->fields[field];
    struct form_field *state = &form->state[field];
    state->choice = what->kind == FIELD_CHOICE ? -1 : 0;
    state->editor.secret = what->kind == FIELD_SECRET;
    if (form_is_text(what))
        editor_open(&state->editor, "", what->max);
    if (what->choice_count > 0) {
        state->keys = memory_take(what->choice_count, sizeof *state->keys);
        picker_keys(what->choices, what->choice_count, state->keys);
    }
}

void form_open(struct form *form, const struct field *fields, size_t count,
               const struct form_ops *ops, void *context, const char *button)
{
    *form = (struct form){
        .fields = fields, .count = (int)count, .ops = ops, .context = context, .button = button};
    form->state = memory_take(count > 0 ? count : 1, sizeof *form->state);
    for (int i = 0; i < form->count; i++)
        open_field(form, i);
}

void form_begin_at(struct form *form, int field)
{
    form->at = field;
}

void form_drop_results(struct form_field *state)
{
    for (int i = 0; i < state->result_count; i++) {
        free(state->results[i].value);
        free(state->results[i].label);
    }
    free(state->results);
    state->results = NULL;
    state->result_count = state->result = 0;
}

void form_close(struct form *form)
{
    for (int i = 0; i < form->count; i++) {
        struct form_field *state = &form->state[i];
        editor_close(&state->editor);
        form_drop_results(state);
        free(state->keys);
        free(state->taken);
    }
    free(form->state);
    arena_free(&form->values);
    *form = (struct form){0};
}

static const char *many_values(struct form *form, int field)
{
    const struct field *what = &form->fields[field];
    const char *joined = "";
    for (size_t i = 0; i < what->choice_count && i < 64; i++)
        if (form->state[field].chosen >> i & 1)
            joined = arena_print(&form->values, "%s%s%s", joined, *joined ? "," : "",
                                 what->choices[i].value);
    return joined;
}

const char *form_value(struct form *form, int field)
{
    const struct field *what = &form->fields[field];
    const struct form_field *state = &form->state[field];
    if (state->hidden)
        return "";
    switch (what->kind) {
    case FIELD_CHOICE:
        return state->choice < 0 ? "" : what->choices[state->choice].value;
    case FIELD_MANY:
        return many_values(form, field);
    case FIELD_FIND:
        return state->taken != NULL ? state->taken : "";
    default:
        return editor_text(&state->editor);
    }
}

static bool is_listed(const char *list, const char *value)
{
    size_t len = strlen(value);
    for (const char *at = list; *at != '\0'; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == len && memcmp(at, value, len) == 0)
            return true;
    return false;
}

static void set_choices(struct form *form, int field, const char *value)
{
    const struct field *what = &form->fields[field];
    struct form_field *state = &form->state[field];
    state->chosen = 0;
    if (what->kind == FIELD_CHOICE)
        state->choice = -1;
    for (size_t i = 0; i < what->choice_count && i < 64; i++) {
        if (what->kind == FIELD_MANY && is_listed(value, what->choices[i].value))
            state->chosen |= UINT64_C(1) << i;
        if (what->kind == FIELD_CHOICE && strcmp(value, what->choices[i].value) == 0)
            state->choice = (int)i;
    }
}

void form_set(struct form *form, int field, const char *value, const char *label)
{
    const struct field *what = &form->fields[field];
    struct form_field *state = &form->state[field];
    state->message[0] = '\0';
    state->bad = false;
    if (!form_is_text(what)) {
        set_choices(form, field, value);
        return;
    }
    editor_set(&state->editor, label != NULL ? label : value);
    if (what->kind == FIELD_FIND) {
        char *copy = *value != '\0' ? memory_text(value) : NULL;
        free(state->taken);
        state->taken = copy;
        form_drop_results(state);
    }
}

int form_field_find(const struct form *form, const char *name)
{
    for (int i = 0; i < form->count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return i;
    return -1;
}

void form_results(struct form *form, int field, const char *text, const struct form_result *results,
                  size_t count)
{
    struct form_field *state = &form->state[field];
    if (state->taken != NULL || strcmp(editor_text(&state->editor), text) != 0)
        return;
    form_drop_results(state);
    state->results = memory_take(count > 0 ? count : 1, sizeof *state->results);
    state->result_count = (int)count;
    for (size_t i = 0; i < count; i++)
        state->results[i] =
            (struct form_result){memory_text(results[i].value), memory_text(results[i].label)};
}

void form_take_result(struct form *form, int field)
{
    struct form_field *state = &form->state[field];
    if (state->result >= state->result_count)
        return;
    char *value = memory_text(state->results[state->result].value);
    char *label = memory_text(state->results[state->result].label);
    form_set(form, field, value, label);
    free(value);
    free(label);
    form_note_change(form, field);
}

void form_note_change(struct form *form, int field)
{
    form->changed = true;
    form->note = NULL;
    form->state[field].bad = false;
    form->state[field].message[0] = '\0';
    if (form->ops->changed != NULL)
        form->ops->changed(form->context, form, field);
}

static void set_message(struct form_field *state, bool bad, const char *message)
{
    state->bad = bad;
    (void)snprintf(state->message, sizeof state->message, "%s", message);
}

bool form_check(struct form *form, int field)
{
    const struct field *what = &form->fields[field];
    struct form_field *state = &form->state[field];
    const char *value = form_value(form, field);
    char message[sizeof state->message] = "";
    if (state->hidden)
        return true;
    bool untaken =
        what->kind == FIELD_FIND && *value == '\0' && editor_text(&state->editor)[0] != '\0';
    bool good = true;
    if (untaken || (what->required && *value == '\0')) {
        (void)snprintf(message, sizeof message, "%s",
                       untaken ? say("Take one of the list: Down and Up, then Enter.")
                               : say("This is needed."));
        good = false;
    } else if (form->ops->check != NULL && (*value != '\0' || what->required)) {
        good = form->ops->check(form->context, form, field, value, message, sizeof message);
    }
    set_message(state, !good, message);
    return good;
}

void form_error(struct form *form, int field, const char *message)
{
    set_message(&form->state[field], true, message);
    form->at = field;
}

void form_hide(struct form *form, int field, bool hidden)
{
    form->state[field].hidden = hidden;
}

void form_saved(struct form *form)
{
    form->changed = false;
}
