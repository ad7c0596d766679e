/* What the keys do in a form. */
#include "console/form_internal.h"
#include "holdfast/console/screen.h"
#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORM_DRAW = DRAW_BODY | DRAW_HINT };

static unsigned go(struct form *form, int by)
{
    if (form->at < form->count) {
        form->state[form->at].typed[0] = '\0';
        (void)form_check(form, form->at);
    }
    int at = form->at + by;
    while (at >= 0 && at < form->count && form->state[at].hidden)
        at += by;
    if (at >= 0 && at <= form->count)
        form->at = at;
    form->note = NULL;
    return FORM_DRAW;
}

static unsigned send(struct form *form, const struct key *key)
{
    if (key->flags & (KEY_BURST | KEY_REPEAT)) {
        form->note = say("Press Enter once more, by itself, to send.");
        return FORM_DRAW;
    }
    int bad = -1;
    for (int i = form->count; i-- > 0;)
        if (!form_check(form, i))
            bad = i;
    if (bad < 0)
        return form->ops->send(form->context, form);
    form->at = bad;
    return FORM_DRAW;
}

/* ---- search as you type ---- */

static bool has_results(const struct form_field *state)
{
    return state->taken == NULL && state->result_count > 0;
}

static bool find_key(struct form *form, const struct key *key)
{
    struct form_field *state = &form->state[form->at];
    if (form->fields[form->at].kind != FIELD_FIND || !has_results(state))
        return false;
    if (key->code == KEY_CODE_DOWN && state->result + 1 < state->result_count)
        state->result++;
    else if (key->code == KEY_CODE_UP && state->result > 0)
        state->result--;
    else if (key->code == KEY_CODE_ENTER) {
        form_take_result(form, form->at);
        (void)go(form, 1);
    } else
        return key->code == KEY_CODE_DOWN;
    return true;
}

static void text_changed(struct form *form)
{
    struct form_field *state = &form->state[form->at];
    if (form->fields[form->at].kind == FIELD_FIND) {
        free(state->taken);
        state->taken = NULL;
        form_drop_results(state);
    }
    form_note_change(form, form->at);
    if (form->fields[form->at].kind == FIELD_FIND && form->ops->find != NULL)
        form->ops->find(form->context, form, form->at, editor_text(&state->editor));
}

static unsigned text_key(struct form *form, const struct key *key)
{
    enum editor_answer answer = editor_key(&form->state[form->at].editor, key);
    if (answer == EDITOR_CHANGED)
        text_changed(form);
    return answer == EDITOR_PASS ? SCREEN_PASS : FORM_DRAW;
}

/* ---- choices ---- */

/* The choice a typed character means: its key, else the next label that begins with it. */
static int choice_for(const struct form *form, uint32_t code)
{
    const struct field *what = &form->fields[form->at];
    const struct form_field *state = &form->state[form->at];
    int count = (int)what->choice_count;
    char letter[TEXT_MAX_BYTES + 1] = "";
    for (int i = 0; i < count; i++)
        if (state->keys[i] == code)
            return i;
    letter[text_encode(code, letter)] = '\0';
    for (int step = 1; step <= count; step++) {
        int i = (state->choice + step) % count;
        if (i >= 0 && text_starts(what->choices[i].label, letter))
            return i;
    }
    return -1;
}

/* As above; a character that means none is told, lest it be taken for one that chose. */
static int choice_keyed(struct form *form, uint32_t code)
{
    struct form_field *state = &form->state[form->at];
    char letter[TEXT_MAX_BYTES + 1] = "";
    int choice = choice_for(form, code);
    letter[text_encode(code, letter)] = '\0';
    state->bad = choice < 0;
    (void)snprintf(state->message, sizeof state->message,
                   choice < 0 ? say("No choice begins with \"%s\".") : "%s",
                   choice < 0 ? letter : "");
    return choice;
}

/* Among more choices than these, people type names. */
enum { CHOICES_BY_KEY = 12 };

static int choice_named(const struct form *form, const char *typed)
{
    const struct field *what = &form->fields[form->at];
    for (size_t i = 0; i < what->choice_count; i++)
        if (text_starts(what->choices[i].label, typed))
            return (int)i;
    return -1;
}

/* The choice that a typed character leads to: by its key; or, behind another one, by the name that
 * both begin. Where none does nothing changes, lest the third letter of a name choose somebody. */
static int choice_typed(struct form *form, uint32_t code)
{
    struct form_field *state = &form->state[form->at];
    size_t len = strlen(state->typed);
    if (form->fields[form->at].choice_count <= CHOICES_BY_KEY || len + 8 > sizeof state->typed)
        return choice_keyed(form, code);
    state->typed[len + text_encode(code, state->typed + len)] = '\0';
    if (len == 0)
        return choice_keyed(form, code);
    int named = choice_named(form, state->typed);
    if (named < 0) {
        state->bad = true;
        (void)snprintf(state->message, sizeof state->message,
                       say("Nothing begins with \"%s\". Backspace, then type anew."), state->typed);
        state->typed[len] = '\0';
    }
    return named;
}

static void choose(struct form *form, int choice)
{
    struct form_field *state = &form->state[form->at];
    if (choice < 0 || choice >= (int)form->fields[form->at].choice_count)
        return;
    state->choice = choice;
    if (form->fields[form->at].kind == FIELD_CHOICE)
        form_note_change(form, form->at);
}

static void flip(struct form *form, int choice)
{
    struct form_field *state = &form->state[form->at];
    if (choice < 0 || choice >= 64 || choice >= (int)form->fields[form->at].choice_count)
        return;
    state->choice = choice;
    state->chosen ^= UINT64_C(1) << choice;
    form_note_change(form, form->at);
}

static unsigned choice_key(struct form *form, const struct key *key)
{
    struct form_field *state = &form->state[form->at];
    bool many = form->fields[form->at].kind == FIELD_MANY;
    if (!(key->flags & KEY_TYPED) || key->code == KEY_CODE_SPACE)
        state->typed[0] = '\0';
    if (key->code == KEY_CODE_LEFT)
        choose(form, state->choice - 1);
    else if (key->code == KEY_CODE_RIGHT || (key->code == KEY_CODE_SPACE && !many))
        choose(form, state->choice + 1 < (int)form->fields[form->at].choice_count
                         ? state->choice + 1
                     : many ? state->choice
                            : 0);
    else if (key->code == KEY_CODE_SPACE)
        flip(form, state->choice);
    else if (key->flags & KEY_TYPED && many)
        flip(form, choice_for(form, key->code));
    else if (key->flags & KEY_TYPED)
        choose(form, choice_typed(form, key->code));
    else if (key->code == KEY_CODE_RUBOUT && !many && !form->fields[form->at].required) {
        state->choice = -1;
        form_note_change(form, form->at);
    } else
        return key->flags & KEY_PASTED ? FORM_DRAW : SCREEN_PASS;
    return FORM_DRAW;
}

/* ---- all of it ---- */

static unsigned button_key(struct form *form, const struct key *key)
{
    if (!(key->flags & (KEY_TYPED | KEY_PASTED)))
        return SCREEN_PASS;
    form->note = say("Enter sends; Shift-Tab goes back to the fields.");
    return FORM_DRAW;
}

static bool is_complete(struct form *form)
{
    for (int i = 0; i < form->count; i++)
        if (!form_check(form, i))
            return false;
    return true;
}

/* Enter as a key by itself, in a form that has all it needs and goes at once. */
static bool goes_now(struct form *form, const struct key *key)
{
    return form->at_once && !(key->flags & (KEY_BURST | KEY_REPEAT)) && is_complete(form);
}

static unsigned walk_key(struct form *form, const struct key *key)
{
    switch (key->code) {
    case KEY_CODE_ENTER:
        return form->at == form->count || goes_now(form, key) ? send(form, key) : go(form, 1);
    case KEY_CODE_TAB:
    case KEY_CODE_DOWN:
        return go(form, 1);
    case KEY_CODE_BACK_TAB:
    case KEY_CODE_UP:
        return go(form, -1);
    default:
        return SCREEN_PASS;
    }
}

unsigned form_key(struct form *form, const struct key *key)
{
    bool in_field = form->at < form->count;
    if (in_field && !(key->flags & KEY_PASTED) && find_key(form, key))
        return FORM_DRAW;
    unsigned answer = key->flags & KEY_PASTED ? SCREEN_PASS : walk_key(form, key);
    if (!(answer & SCREEN_PASS))
        return answer;
    if (!in_field)
        return button_key(form, key);
    return form_is_text(&form->fields[form->at]) ? text_key(form, key) : choice_key(form, key);
}

unsigned form_early(struct form_early *early, const struct key *key)
{
    if (!(key->flags & KEY_TYPED))
        return SCREEN_PASS;
    if (early->count < FORM_EARLY_MOST)
        early->codes[early->count++] = key->code;
    return SCREEN_NOTHING;
}

void form_catch_up(struct form *form, struct form_early *early)
{
    for (int i = 0; i < early->count; i++)
        (void)form_key(form, &(struct key){.code = early->codes[i], .flags = KEY_TYPED});
    early->count = 0;
}
