/* Steps in the line mode: what the console does on a key, on a row by its number. The effect is
 * named, the step is done, and what came of it is said. */
#include "lines_parts.h"

#include "holdfast/command/act_step.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/step.h"
#include "holdfast/screen/step_table.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* On what a step is to be done. */
struct target {
    const void *thing; /* for offered */
    step_offered *offered;
    struct lines_row *row; /* NULL: it is what is open */
    int64_t id;
    int version;
    char ref[32], subject[160], review[32]; /* review: it is decided in that one; "": in none */
};

/* A step on its way. */
struct lines_step {
    int64_t id;
    char ref[32], subject[160], review[32], action[24], request_id[37], version[24];
    json_t *detail;
};

/* ---- on what ---- */

static const char *offered_on_row(const void *thing, const char *action)
{
    return task_effect(thing, action);
}

static const char *offered_on_item(const void *thing, const char *action)
{
    const json_t *name, *actions = json_object_get(thing, "actions");
    size_t i;
    json_array_foreach (actions, i, name)
        if (strcmp(json_string_value(name), action) == 0)
            return json_string_value(json_array_get(json_object_get(thing, "effects"), i));
    return NULL;
}

static void target_row(struct target *t, struct lines_row *row)
{
    *t = (struct target){row->task, offered_on_row, row, row->task->id, row->version, "", "", ""};
    (void)snprintf(t->ref, sizeof t->ref, "%s", row->task->ref);
    (void)task_subject(row->task, t->subject, sizeof t->subject);
}

static void target_item(struct target *t, const json_t *item)
{
    *t = (struct target){item,
                         offered_on_item,
                         NULL,
                         answer_int(item, "id"),
                         (int)answer_int(item, "version"),
                         "",
                         "",
                         ""};
    (void)snprintf(t->ref, sizeof t->ref, "%s", answer_text(item, "ref"));
    (void)lines_subject(item, t->subject, sizeof t->subject);
}

static struct lines_row *row_called(struct lines *l, const char *who)
{
    char *end;
    unsigned long number = strtoul(who, &end, 10);
    if (isdigit((unsigned char)who[0]) && *end == '\0')
        return number >= 1 && number <= l->count ? &l->rows[number - 1] : NULL;
    for (size_t i = 0; i < l->count; i++)
        if (strcasecmp(l->rows[i].task->ref, who) == 0)
            return &l->rows[i];
    return NULL;
}

/* An item that was neither read out nor opened is opened, without reading it out. */
static bool open_item(struct lines *l, const char *ref)
{
    struct failure f;
    json_t *item = plain_ask(&l->plain, ref, "SELECT api.item($1)", GATEWAY_VALUES(ref), &f);
    if (item == NULL) {
        lines_tell(l, &f);
        return false;
    }
    json_decref(l->item);
    l->item = item;
    return true;
}

static bool find_target(struct lines *l, const char *who, struct target *t)
{
    struct lines_row *row = row_called(l, who);
    bool opened = l->item != NULL && json_object_get(l->item, "actions") != NULL &&
                  (who[0] == '\0' || strcasecmp(who, answer_text(l->item, "ref")) == 0);
    if (row != NULL) {
        target_row(t, row);
        return true;
    }
    if (who[0] == '\0' && !opened) {
        lines_say(l, "%s", say("On which one? Add its number: a 3."));
        return false;
    }
    if (isdigit((unsigned char)who[0])) {
        lines_say(l, say("There is no number %s here."), who);
        return false;
    }
    if (!opened && !open_item(l, who))
        return false;
    target_item(t, l->item);
    if (lines_in_review(l))
        (void)snprintf(t->review, sizeof t->review, "%s", l->review);
    return true;
}

/* ---- sending ---- */

void lines_step_free(struct lines_step *step)
{
    if (step == NULL)
        return;
    json_decref(step->detail);
    free(step);
}

static struct lines_step *step_new(const struct target *t, const char *action)
{
    struct lines_step *step = memory_take(1, sizeof *step);
    step->id = t->id;
    (void)snprintf(step->ref, sizeof step->ref, "%s", t->ref);
    (void)snprintf(step->subject, sizeof step->subject, "%s", t->subject);
    (void)snprintf(step->review, sizeof step->review, "%s", t->review);
    (void)snprintf(step->action, sizeof step->action, "%s", action);
    (void)snprintf(step->version, sizeof step->version, "%d", t->version);
    gateway_request_id(step->request_id);
    step->detail = json_object();
    return step;
}

static void forget_taken(struct lines *l, int64_t id)
{
    int kept = 0;
    for (int i = 0; i < l->taken_count; i++)
        if (l->taken[i].id != id && l->taken[i].until > l->plain.now)
            l->taken[kept++] = l->taken[i];
    l->taken_count = kept;
}

static void keep_taken(struct lines *l, const struct lines_step *step, const json_t *answer)
{
    int64_t until = answer_time(answer, "undo_until");
    if (until != 0 || strcmp(step->action, "undo") == 0)
        forget_taken(l, step->id);
    if (until == 0)
        return;
    if (l->taken_count == LINES_TAKEN)
        memmove(&l->taken[0], &l->taken[1], sizeof l->taken[0] * (size_t)--l->taken_count);
    struct lines_taken *taken = &l->taken[l->taken_count++];
    *taken = (struct lines_taken){.id = step->id, .until = until};
    taken->version = (int)answer_int(answer, "version");
    taken->declined = strcmp(step->action, "decline") == 0;
    (void)snprintf(taken->ref, sizeof taken->ref, "%s", step->ref);
    (void)snprintf(taken->subject, sizeof taken->subject, "%s", step->subject);
    (void)snprintf(taken->review, sizeof taken->review, "%s", step->review);
}

/* The row says from now on what was done to it, and takes nothing more by its letter; undo makes it
 * live again. What is open is as it was before the step, so it is open no longer. */
static void mark(struct lines *l, const struct lines_step *step, const json_t *answer)
{
    const struct step_words *words = step_words_of(step->action);
    for (size_t i = 0; i < l->count; i++) {
        struct lines_row *row = &l->rows[i];
        if (row->task->id != step->id)
            continue;
        row->version = (int)answer_int(answer, "version");
        if (strcmp(step->action, "undo") == 0)
            row->done = NULL;
        else if (words != NULL && words->row != NULL)
            row->done = say(words->row);
    }
    if (answer_int(l->item, "id") == step->id) {
        json_decref(l->item);
        l->item = NULL;
    }
}

static void tell_refusal(struct lines *l, struct lines_step *step, const struct failure *f)
{
    if (strcmp(f->sqlstate, "HF404") == 0)
        lines_say(l, say("That is not yours to do on %s. ? and its number say what is."),
                  step->ref);
    else
        lines_tell(l, f);
    if (f->status != EX_UNAVAILABLE) {
        lines_step_free(step);
        return;
    }
    lines_say(l, "%s",
              say("Whether it was done is not known. again: asks once more; it is done "
                  "at most once."));
    lines_step_free(l->unsure);
    l->unsure = step;
}

static void send(struct lines *l, struct lines_step *step)
{
    struct failure f;
    bool reviewed = step->review[0] != '\0';
    const struct act_step sent = {
        step->ref,   step->action, step->request_id, step->version, reviewed ? step->review : NULL,
        step->detail};
    json_t *answer = act_take(&l->plain, &sent, &f);
    if (answer == NULL) {
        tell_refusal(l, step, &f);
        return;
    }
    act_say(&l->plain, answer, "u");
    keep_taken(l, step, answer);
    mark(l, step, answer);
    json_decref(answer);
    lines_step_free(step);
    if (reviewed && l->review[0] != '\0')
        lines_review_next(l);
}

void lines_again(struct lines *l)
{
    struct lines_step *step = l->unsure;
    l->unsure = NULL;
    if (step == NULL)
        lines_say(l, "%s", say("There is nothing to ask again."));
    else
        send(l, step);
}

/* ---- asking for what it needs ---- */

/* The answer to a question; NULL: none, nothing is to be done. */
static const char *ask(struct lines *l, const char *question)
{
    plain_line(&l->plain, 0, question);
    enum line_kind kind = lines_read(l);
    l->over = l->over || kind == LINE_LOCKED;
    return kind == LINE_TEXT && l->input.text[0] != '\0' ? l->input.text : NULL;
}

static json_t *ask_choice(struct lines *l, const json_t *choices, const char *key)
{
    const json_t *choice;
    size_t i;
    char *end;
    json_array_foreach (choices, i, choice) {
        const char *note = answer_text(choice, "note");
        lines_say(l, "%zu %s%s%s", i + 1, answer_text(choice, "label"), note[0] != '\0' ? ", " : "",
                  note);
    }
    const char *typed = ask(l, say("Which number? An empty line does nothing."));
    if (typed == NULL)
        return NULL;
    unsigned long number = strtoul(typed, &end, 10);
    if (*end == '\0' && number >= 1 && number <= json_array_size(choices))
        return json_string(answer_text(json_array_get(choices, number - 1), "value"));
    /* Anything may be missing, not only what the service type asks for. */
    return strcmp(key, "missing") == 0 ? json_string(typed) : NULL;
}

static json_t *read_moment(struct lines *l, const struct step_need *need, const char *typed)
{
    int64_t instant;
    char iso[40];
    if (words_read_moment(typed, l->plain.now, need->kind == NEED_MOMENT_PAST, &instant))
        return json_string(words_given(iso, sizeof iso, typed, instant));
    lines_say(l, say("\"%s\" is no date I can read: Fri 12:00, 4 Dec or +3d is."), typed);
    return NULL;
}

static json_t *ask_value(struct lines *l, const struct step_need *need)
{
    char question[160];
    if (need == NULL)
        return json_null();
    (void)snprintf(question, sizeof question, "%s%s", say(need->question),
                   need->kind == NEED_YES ? say(" (yes or no)") : "");
    const char *typed = ask(l, question);
    if (typed == NULL)
        return NULL;
    if (need->kind == NEED_YES)
        return json_boolean(tolower((unsigned char)typed[0]) == 'y');
    return need->kind == NEED_TEXT ? json_string(typed) : read_moment(l, need, typed);
}

static bool ask_need(struct lines *l, struct lines_step *step, const json_t *choices,
                     const char *need)
{
    const char *key = step_need_key(need);
    const json_t *list = json_object_get(choices, "choices");
    bool listed = strcmp(key, answer_text(choices, "offers")) == 0 && json_array_size(list) > 0;
    json_t *value =
        listed ? ask_choice(l, list, key) : ask_value(l, step_need_of(step->action, key));
    return value != NULL && json_object_set_new(step->detail, key, value) == 0;
}

/* False when it was left, or cannot be: that was said then. */
static bool ask_needs(struct lines *l, struct lines_step *step)
{
    struct failure f;
    size_t i;
    const json_t *need;
    json_t *choices = plain_ask(&l->plain, step->ref, "SELECT api.choices($1, $2)",
                                GATEWAY_VALUES(step->ref, step->action), &f);
    if (choices == NULL) {
        lines_tell(l, &f);
        return false;
    }
    bool given = true;
    step_needs_order(choices);
    step_without_owner(choices);
    json_array_foreach (json_object_get(choices, "needs"), i, need) {
        const char *keys = json_string_value(need);
        if (given && !step_need_given(step->detail, keys))
            given = ask_need(l, step, choices, keys);
    }
    if (!given)
        lines_say(l, "%s", say("Nothing was done."));
    json_decref(choices);
    return given;
}

static bool policy_asks(const struct lines *l, const char *list)
{
    const json_t *asked;
    size_t i;
    json_array_foreach (json_object_get(l->plain.me, "asks"), i, asked)
        if (strcmp(json_string_value(asked), list) == 0)
            return true;
    return false;
}

/* What the review asks for by itself, and the database does not offer to ask: why what is late
 * stays as it is, and what is written to an organisation. False: it was left. */
static bool ask_for_review(struct lines *l, const struct target *t, struct lines_step *step)
{
    size_t i;
    const json_t *code;
    const char *key = NULL, *typed = NULL;
    char question[256];
    json_array_foreach (json_object_get(t->thing, "codes"), i, code)
        if (strcmp(step->action, "seen") == 0 && strcmp(json_string_value(code), "late") == 0)
            key = "reason";
    if (strcmp(step->action, "note") == 0 &&
        strcmp(answer_text(t->thing, "kind"), "organization") == 0)
        key = "note";
    if (key == NULL)
        return true;
    (void)snprintf(question, sizeof question,
                   strcmp(key, "note") == 0 ? say("What do you write to %s?")
                                            : say("%s is late. Why does it stay as it is?"),
                   strcmp(key, "note") == 0 ? answer_text(t->thing, "name") : t->subject);
    typed = ask(l, question);
    if (typed == NULL)
        lines_say(l, "%s", say("Nothing was done."));
    return typed != NULL && json_object_set_new(step->detail, key, json_string(typed)) == 0;
}

/* ---- from a letter to a step ---- */

static void begin(struct lines *l, const struct target *t, const char *action)
{
    const char *effect = t->thing != NULL ? t->offered(t->thing, action) : NULL;
    if (effect != NULL)
        lines_say(l, "%s: %s.", t->subject, effect);
    struct lines_step *step = step_new(t, action);
    bool reviewed = t->review[0] != '\0' && t->thing != NULL;
    bool asked = !reviewed || ask_for_review(l, t, step);
    bool known =
        json_object_size(step->detail) > 0 || (step_is_quick(action) && !policy_asks(l, action));
    if (asked && (known || ask_needs(l, step)))
        send(l, step);
    else
        lines_step_free(step);
}

/* u and r without a number mean the last step. */
static bool act_on_taken(struct lines *l, int action, const char *who)
{
    bool undo = action == ACTION_UNDO;
    if (who[0] != '\0' || !(undo || action == ACTION_REASON))
        return false;
    forget_taken(l, 0);
    const struct lines_taken *taken = l->taken_count > 0 ? &l->taken[l->taken_count - 1] : NULL;
    if (taken == NULL || !(undo || taken->declined)) {
        lines_say(l, "%s", undo ? say("Nothing to take back.") : say("Nothing was declined."));
        return true;
    }
    struct target t = {.id = taken->id, .version = taken->version};
    (void)snprintf(t.ref, sizeof t.ref, "%s", taken->ref);
    (void)snprintf(t.subject, sizeof t.subject, "%s", taken->subject);
    if (undo)
        (void)snprintf(t.review, sizeof t.review, "%s", taken->review);
    lines_say(l, "%s: %s.", t.subject, undo ? say("take the last step back") : say("why"));
    begin(l, &t, undo ? "undo" : "amend");
    return true;
}

static void act_on(struct lines *l, int action, const char *who)
{
    struct target t;
    if (act_on_taken(l, action, who) || !find_target(l, who, &t))
        return;
    const char *step = step_of_action(action, t.thing, t.offered);
    bool another = t.row != NULL && t.row->done != NULL && step_is_quick(step);
    if (another && strcmp(step, "undo") != 0)
        lines_say(l,
                  say("You have just acted on %s: %s. u takes that back, l reads the list "
                      "anew."),
                  t.ref, t.row->done);
    else
        begin(l, &t, step);
}

static const char *no_offer(const void *thing, const char *action)
{
    (void)thing;
    (void)action;
    return NULL;
}

void lines_act(struct lines *l, int action, const char *who)
{
    if (step_of_action(action, NULL, no_offer) == NULL)
        lines_say(l, "%s",
                  say("Not in lines: make the window wider, or see holdfast --help for "
                      "the plain commands."));
    else if (!line_input_alone(&l->input))
        lines_say(l, "%s",
                  say("Several lines came at once, so nothing was done. Type it by "
                      "itself."));
    else
        act_on(l, action, who);
}

void lines_effects(struct lines *l, const char *who)
{
    struct target t;
    char key[32];
    int count = action_count(&care_actions), told = 0;
    if (!find_target(l, who, &t))
        return;
    lines_say(l, "%s", t.subject);
    for (int action = ACTION_KIT_COUNT; action < count; action++) {
        const char *step = step_of_action(action, t.thing, t.offered);
        const char *effect = step != NULL ? t.offered(t.thing, step) : NULL;
        if (effect == NULL)
            continue;
        lines_say(l, "%s: %s", lines_word(l, action, key, sizeof key), effect);
        told++;
    }
    if (told == 0)
        lines_say(l, "%s", say("Nothing is yours to do here."));
}

void lines_letters(struct lines *l, const json_t *item)
{
    char key[32];
    struct buffer b = {0};
    int count = action_count(&care_actions);
    for (int action = ACTION_KIT_COUNT; action < count; action++) {
        const char *step = step_of_action(action, item, offered_on_item);
        const char *effect = step != NULL ? offered_on_item(item, step) : NULL;
        if (effect != NULL && strcmp(step, "undo") != 0 && strcmp(step, "amend") != 0)
            buffer_print(&b, "%s%s: %s", b.len > 0 ? "; " : "",
                         lines_word(l, action, key, sizeof key), effect);
    }
    if (b.len > 0)
        plain_line(&l->plain, 2, b.data);
    buffer_free(&b);
}
