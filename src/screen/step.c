#include "holdfast/screen/step.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/step_table.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct target {
    int64_t id;
    char *ref, *subject, *review; /* review NULL: outside of one */
    int version;
};

/* A step under way: from the key to the last answer. Frees itself. */
struct step {
    struct desk *desk;
    struct screen *screen; /* NULL when it was closed meanwhile: the step goes on all the same */
    char *action, *effect;
    struct target target;
    step_done *done;
    step_ready *ready; /* who takes what was asked instead of sending it; NULL: it is sent */
    void *context;     /* of ready */
    json_t *choices;   /* api.choices(), NULL for what acts at once */
    json_t *detail;
    bool given_up; /* while its choices were on their way */
    size_t need;   /* index into choices.needs of what is being asked */
};

static void step_free(struct step *step)
{
    json_decref(step->choices);
    json_decref(step->detail);
    free(step->target.ref);
    free(step->target.subject);
    free(step->target.review);
    free(step->action);
    free(step->effect);
    free(step);
}

/* ---- sending, and what came of it ---- */

static const json_t *answer_of(const struct target *target, const json_t *whole)
{
    return target->review != NULL ? json_object_get(whole, "result") : whole;
}

static void report(struct step *step, const json_t *whole, const struct failure *failure,
                   const char *word)
{
    struct step_result result = {.id = step->target.id,
                                 .action = step->action,
                                 .answer = answer_of(&step->target, whole),
                                 .whole = whole,
                                 .failure = failure,
                                 .word = word,
                                 .decides = step->target.review != NULL &&
                                            strcmp(step->action, "undo") != 0};
    if (step->screen != NULL)
        screen_dirty(step->screen, step->done(step->screen, &result));
}

/* Behind the colon: what was chosen for the person ("no staff"), as the effect said, or by them: a
 * reason, or to whom it went. */
static void write_chosen(const struct step *step, char *out, size_t size)
{
    const char *colon = strstr(step->effect, ": ");
    const char *reason = answer_text(step->detail, "reason"), *to = answer_text(step->detail, "to");
    const char *picked = reason[0] != '\0' ? reason : to;
    size_t i;
    json_t *row;
    out[0] = '\0';
    if (colon != NULL && json_object_size(step->detail) == 0)
        (void)snprintf(out, size, "%s", colon);
    json_array_foreach (json_object_get(step->choices, "choices"), i, row)
        if (picked[0] != '\0' && strcmp(answer_text(row, "value"), picked) == 0)
            (void)snprintf(out, size, ": %s", answer_text(row, "label"));
}

/* ": by Tue 10:00", where a day was promised. */
static void add_promised(const struct desk *desk, const json_t *answer, char *out, size_t size)
{
    char when[32];
    int64_t promised = answer_time(answer, "promised");
    size_t len = strlen(out);
    if (promised != 0)
        (void)snprintf(out + len, size - len, say(": by %s"),
                       words_moment(when, sizeof when, desk_now(desk), promised));
}

/* "  Tomas Silva: away from Mon 23 Nov, no cover named"; without the name where it is told already.
 */
static void add_away(const json_t *answer, bool told, char *out, size_t size)
{
    const char *away = answer_text(answer, "away");
    size_t len = strlen(out);
    if (away[0] != '\0')
        (void)snprintf(out + len, size - len, "  %s%s%s",
                       told ? "" : answer_text(answer, "owner_name"), told ? "" : ": ", away);
}

/* The keys that go on from here: "  u undo 17:15  r reason". */
static void write_keys(const struct desk *desk, const char *action, int64_t until, char *out,
                       size_t size)
{
    char when[32], key[24];
    const struct keymap *keys = console_keymap(desk->console);
    out[0] = '\0';
    if (until == 0)
        return;
    (void)snprintf(out, size, say("  %s undo %s"), keymap_label(keys, ACTION_UNDO, key, sizeof key),
                   words_moment(when, sizeof when, desk_now(desk), until));
    size_t len = strlen(out);
    if (strcmp(action, "decline") == 0)
        (void)snprintf(out + len, size - len, say("  %s reason"),
                       keymap_label(keys, ACTION_REASON, key, sizeof key));
}

static void say_done(const struct step *step, const json_t *answer)
{
    struct desk *desk = step->desk;
    const struct target *target = &step->target;
    const char *told = answer_text(answer, "told"), *action = step->action;
    char keys[320], chosen[160];
    int64_t until = answer_time(answer, "undo_until");
    /* A reason given afterwards: the line tells the decline with it, which can still be undone. */
    if (strcmp(action, "amend") == 0 && (until = offer_declined(desk, target->id)) != 0)
        action = "decline";
    const struct step_words *words = step_words_of(action);
    write_keys(desk, action, until, keys, sizeof keys);
    write_chosen(step, chosen, sizeof chosen);
    add_promised(desk, answer, chosen, sizeof chosen);
    add_away(answer, answer_text(step->detail, "to")[0] != '\0', keys, sizeof keys);
    if (told[0] != '\0')
        console_say(desk->console, say("Told %s about %s.%s"), told, target->subject, keys);
    else
        console_say(desk->console, "%s %s%s.%s", say(words != NULL ? words->past : action),
                    target->subject, chosen, keys);
    const struct step_target acted_on = {target->id, target->ref,
                                         (int)answer_int(answer, "version"), target->subject,
                                         target->review};
    offer_keep(desk, &acted_on, action, until);
}

static void say_refused(const struct step *step, const struct failure *failure)
{
    /* The question that is open is about another one. */
    if (console_asks(step->desk->console))
        console_say(step->desk->console, say("Not done, %s: %s. %s"), step->target.subject,
                    failure->why, failure->mend);
    else if (strcmp(failure->sqlstate, "HF404") == 0)
        console_refuse(step->desk->console,
                       say("That is not yours to do on %s. The last line shows what is."),
                       step->target.ref);
    else
        console_refuse_failure(step->desk->console, failure);
}

static void acted(struct screen *screen, void *data, const struct reply *reply,
                  const struct failure *failure)
{
    struct step *step = data;
    const struct step_words *words = step_words_of(step->action);
    json_t *whole = desk_json(reply);
    step->screen = screen;
    if (failure == NULL)
        say_done(step, answer_of(&step->target, whole));
    report(step, whole, failure, failure == NULL && words != NULL ? words->row : NULL);
    json_decref(whole);
    if (failure != NULL)
        say_refused(step, failure);
    step_free(step);
}

static unsigned send_step(struct step *step)
{
    const struct target *target = &step->target;
    const struct step_words *words = step_words_of(step->action);
    char *given = json_dumps(step->detail, JSON_COMPACT);
    const char *detail = given != NULL ? given : "{}";
    char request[37], version[24];
    gateway_request_id(request);
    gateway_number(version, target->version);
    if (target->review != NULL)
        desk_ask_kept(
            step->screen, "", "SELECT api.review_decide($1::uuid, $2, $3, $4::int, $5, $6::jsonb)",
            GATEWAY_VALUES(request, target->review, target->ref, version, step->action, detail),
            acted, step);
    else
        desk_ask_kept(step->screen, "", "SELECT api.act($1::uuid, $2, $3::int, $4, $5::jsonb)",
                      GATEWAY_VALUES(request, target->ref, version, step->action, detail), acted,
                      step);
    free(given);
    report(step, NULL, NULL, words != NULL && words->row != NULL ? say("SENDING") : NULL);
    return DRAW_BODY | DRAW_NOTICE | DRAW_HINT;
}

/* All that it needs is known. */
static unsigned go_on(struct step *step)
{
    if (step->ready == NULL)
        return send_step(step);
    unsigned answer = step->ready(step->screen, step->context, step->action, step->detail);
    step_free(step);
    return answer;
}

/* ---- asking for what it needs ---- */

static unsigned ask_next(struct step *step);

static const char *present_need(const struct step *step)
{
    return json_string_value(json_array_get(json_object_get(step->choices, "needs"), step->need));
}

static const char *asked_key(const struct step *step)
{
    const char *need = present_need(step);
    return need != NULL ? step_need_key(need) : NULL;
}

static unsigned keep(struct step *step, json_t *value)
{
    (void)json_object_set_new(step->detail, asked_key(step), value);
    step->need++;
    return ask_next(step);
}

/* Nothing is asked or sent any more. */
static unsigned leave(struct step *step)
{
    unsigned answer = DRAW_NOTICE | DRAW_HINT;
    if (step->ready != NULL && step->screen != NULL)
        answer |= step->ready(step->screen, step->context, step->action, NULL);
    step_free(step);
    return answer;
}

static unsigned given_up(struct step *step)
{
    console_say(step->desk->console, "%s", say("Nothing was done."));
    return leave(step);
}

static void ask_line(struct step *step, const struct step_need *need, const char *text);

static unsigned line_given(struct screen *screen, void *context, const char *text)
{
    struct step *step = context;
    struct desk *desk = desk_of(screen);
    const struct step_need *need = step_need_of(step->action, asked_key(step));
    int64_t instant;
    char iso[32];
    if (text == NULL)
        return given_up(step);
    if (text[0] == '\0') {
        console_refuse(desk->console, "%s", say("This step needs it: type it, or Esc to leave."));
        ask_line(step, need, text);
        return DRAW_ALL;
    }
    if (need->kind == NEED_TEXT)
        return keep(step, json_string(text));
    if (!words_read_moment(text, desk_now(desk), need->kind == NEED_MOMENT_PAST, &instant)) {
        console_refuse(desk->console,
                       say("\"%s\" is no date I can read: try Fri 12:00, 4 Dec, "
                           "2026-12-04 12:00 or +3d."),
                       text);
        ask_line(step, need, text);
        return DRAW_ALL;
    }
    return keep(step, json_string(words_given(iso, sizeof iso, text, instant)));
}

/* "R-20418 Rivera, Ana: send back to Tomas": over every question that the step asks. */
static const char *title_of(const struct step *step, char *out, size_t size)
{
    const char *effect = answer_text(step->choices, "effect");
    (void)snprintf(out, size, "%s%s%s", step->target.subject, effect[0] != '\0' ? ": " : "",
                   effect);
    return out;
}

static void ask_line(struct step *step, const struct step_need *need, const char *text)
{
    char title[200];
    console_ask_about(step->desk->console, step->screen, title_of(step, title, sizeof title),
                      say(need->question), text, line_given, step);
}

static unsigned yes_given(struct screen *screen, void *context, int choice)
{
    (void)screen;
    struct step *step = context;
    return choice < 0 ? given_up(step) : keep(step, json_boolean(choice == 0));
}

static unsigned choice_given(struct screen *screen, void *context, int choice)
{
    (void)screen;
    struct step *step = context;
    if (choice < 0)
        return given_up(step);
    const json_t *row = json_array_get(json_object_get(step->choices, "choices"), (size_t)choice);
    const char *value = answer_text(row, "value");
    if (value[0] != '\0')
        return keep(step, json_string(value));
    ask_line(step, step_need_of(step->action, asked_key(step)), "");
    return DRAW_ALL;
}

/* Anything may be missing, not only what the service type asks for. */
static void add_own_words(json_t *rows, const char *key)
{
    if (strcmp(key, "missing") == 0)
        (void)json_array_append_new(
            rows, json_pack("{s:s, s:s}", "value", "", "label", say("Something else")));
}

static void ask_choice(struct step *step)
{
    struct desk *desk = step->desk;
    json_t *rows = json_object_get(step->choices, "choices");
    add_own_words(rows, asked_key(step));
    size_t count = json_array_size(rows);
    struct choice *choices = memory_take(count, sizeof *choices);
    char **labels = memory_take(count, sizeof *labels);
    for (size_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(rows, i);
        const char *note = answer_text(row, "note");
        char label[200];
        (void)snprintf(label, sizeof label, "%s%s%s", answer_text(row, "label"),
                       note[0] != '\0' ? "  " : "", note);
        labels[i] = memory_text(label);
        choices[i] = (struct choice){answer_text(row, "value"), labels[i], 0};
    }
    char title[200];
    console_pick(desk->console, step->screen, title_of(step, title, sizeof title), choices, count,
                 choice_given, step);
    for (size_t i = 0; i < count; i++)
        free(labels[i]);
    free(labels);
    free(choices);
}

static void ask_yes(struct step *step, const struct step_need *need)
{
    const struct choice choices[] = {{"yes", say("Yes"), 'y'}, {"no", say("No"), 'n'}};
    char title[200], question[300];
    (void)snprintf(question, sizeof question, "%s. %s", title_of(step, title, sizeof title),
                   say(need->question));
    console_pick(step->desk->console, step->screen, question, choices, 2, yes_given, step);
}

/* Asks for the next thing that is still missing; sends when nothing is. */
static unsigned ask_next(struct step *step)
{
    while (present_need(step) != NULL && step_need_given(step->detail, present_need(step)))
        step->need++;
    const char *key = asked_key(step);
    if (key == NULL) {
        console_wait_over(step->desk->console);
        return go_on(step);
    }
    const struct step_need *need = step_need_of(step->action, key);
    bool from_list = strcmp(key, answer_text(step->choices, "offers")) == 0 &&
                     json_array_size(json_object_get(step->choices, "choices")) > 0;
    if (from_list)
        ask_choice(step);
    else if (need == NULL)
        return keep(step, json_null());
    else if (need->kind == NEED_YES)
        ask_yes(step, need);
    else
        ask_line(step, need, say(need->prefilled));
    return DRAW_ALL;
}

/* The answer that is still on its way frees it. */
static void wait_left(void *context)
{
    struct step *step = context;
    step->given_up = true;
    console_say(step->desk->console, "%s", say("Nothing was done."));
}

static void choices_came(struct screen *screen, void *data, const struct reply *reply,
                         const struct failure *failure)
{
    struct step *step = data;
    step->choices = desk_json(reply);
    if (step->given_up || failure != NULL || step->choices == NULL || screen == NULL) {
        if (!step->given_up)
            console_wait_over(step->desk->console);
        if (failure != NULL && !step->given_up)
            console_refuse_failure(step->desk->console, failure);
        step->screen = screen;
        (void)leave(step);
        return;
    }
    step_needs_order(step->choices);
    if (step->ready == NULL)
        step_without_owner(step->choices);
    screen_dirty(screen, ask_next(step));
}

/* ---- beginning ---- */

bool step_is_quick(const char *action)
{
    static const char *const quick[] = {"accept", "claim", "escalate", "undo",
                                        "resume", "seen",  "decline",  "later"};
    for (size_t i = 0; i < sizeof quick / sizeof quick[0]; i++)
        if (strcmp(quick[i], action) == 0)
            return true;
    return false;
}

static struct step *step_new(struct screen *screen, const char *action, const char *effect,
                             const struct step_target *target)
{
    struct step *step = memory_take(1, sizeof *step);
    step->desk = desk_of(screen);
    step->screen = screen;
    step->action = memory_text(action);
    step->effect = memory_text(effect != NULL ? effect : "");
    step->target = (struct target){
        target->id, memory_text(target->ref), memory_text(target->subject),
        target->review != NULL ? memory_text(target->review) : NULL, target->version};
    step->detail = json_object();
    return step;
}

static unsigned begin(struct step *step)
{
    if (step_is_quick(step->action) && !desk_asks(step->desk, step->action))
        return go_on(step);
    desk_ask_kept(step->screen, "", "SELECT api.choices($1, $2)",
                  GATEWAY_VALUES(step->target.ref, step->action), choices_came, step);
    console_wait(step->desk->console, step->screen, wait_left, step);
    return SCREEN_NOTHING;
}

unsigned step_begin(struct screen *screen, const char *action, const char *effect,
                    const struct step_target *target, step_done *done)
{
    struct step *step = step_new(screen, action, effect, target);
    step->done = done;
    return begin(step);
}

unsigned step_ask(struct screen *screen, const char *action, const struct step_target *example,
                  step_ready *ready, void *context)
{
    struct step *step = step_new(screen, action, "", example);
    step->ready = ready;
    step->context = context;
    return begin(step);
}

unsigned step_send(struct screen *screen, const char *action, const struct step_target *target,
                   const json_t *detail, step_done *done)
{
    struct step *step = step_new(screen, action, "", target);
    step->done = done;
    (void)json_object_update(step->detail, (json_t *)detail);
    return send_step(step);
}
