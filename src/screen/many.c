#include "holdfast/screen/many.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/many_page.h"
#include "holdfast/screen/many_words.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/step_table.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In one call: few enough that a stop or a lost line leaves little in doubt. */
enum { AT_ONCE = 100 };

struct item {
    int64_t id;
    char *ref, *to;
    int version;
    bool refused;
};

/* Under way, from the key to the last answer. Frees itself. */
struct many {
    struct desk *desk;
    struct screen *screen; /* NULL when it was closed meanwhile: nothing further is sent */
    char *action;
    json_t *detail;
    struct item *items;
    size_t count;
    size_t from, behind; /* items [from, behind) are in the call under way */
    step_done *told;
    void (*over)(struct screen *screen, size_t done);
    bool stopped;
    char *does; /* as given, or of the preview; NULL: nothing yet */
    size_t will, done;
    json_t *refused; /* as many_words.h has it */
    char *batch;     /* NULL: nothing was done yet */
    int64_t until;   /* when it can no longer be undone; 0: it cannot at all */
};

static void many_free(struct many *many)
{
    for (size_t i = 0; i < many->count; i++) {
        free(many->items[i].ref);
        free(many->items[i].to);
    }
    json_decref(many->detail);
    json_decref(many->refused);
    free(many->items);
    free(many->action);
    free(many->does);
    free(many->batch);
    free(many);
}

static void end(struct many *many)
{
    if (many->screen != NULL && many->over != NULL)
        many->over(many->screen, many->done);
    many_free(many);
}

/* ---- one call after the other ---- */

static bool same_heir(const struct item *a, const struct item *b)
{
    return a->to == b->to || (a->to != NULL && b->to != NULL && strcmp(a->to, b->to) == 0);
}

/* Those of the next call, from that place on; what was refused already is left out. False: there
 * are no more. */
static bool take_next(struct many *many, size_t from)
{
    size_t taken = 0;
    while (from < many->count && many->items[from].refused)
        from++;
    many->from = many->behind = from;
    while (many->behind < many->count && taken < AT_ONCE &&
           same_heir(&many->items[from], &many->items[many->behind]))
        taken += !many->items[many->behind++].refused;
    return taken > 0;
}

static char *items_text(const struct many *many)
{
    json_t *items = json_array();
    for (size_t i = many->from; i < many->behind; i++)
        if (!many->items[i].refused)
            (void)json_array_append_new(items, json_pack("{s:s, s:i}", "ref", many->items[i].ref,
                                                         "version", many->items[i].version));
    char *text = json_dumps(items, JSON_COMPACT);
    json_decref(items);
    return text;
}

static char *detail_text(const struct many *many)
{
    json_t *detail = json_copy(many->detail);
    if (many->items[many->from].to != NULL)
        (void)json_object_set_new(detail, "to", json_string(many->items[many->from].to));
    char *text = json_dumps(detail, JSON_COMPACT);
    json_decref(detail);
    return text;
}

static struct item *item_of(const struct many *many, const char *ref)
{
    for (size_t i = many->from; i < many->behind; i++)
        if (strcmp(many->items[i].ref, ref) == 0)
            return &many->items[i];
    return NULL;
}

static void keep_refusal(struct many *many, const json_t *result)
{
    struct item *item = item_of(many, answer_text(result, "ref"));
    if (item != NULL)
        item->refused = true;
    (void)json_array_append_new(many->refused, many_refusal(result));
}

/* ---- the end of it, in words ---- */

static const char *past_of(const struct many *many)
{
    const struct step_words *words = step_words_of(many->action);
    return say(words != NULL ? words->past : many->action);
}

static void add_undo(const struct many *many, struct buffer *b)
{
    char key[24], when[32];
    if (many->until != 0)
        buffer_print(
            b, say("  %s undo all %s"),
            keymap_label(console_keymap(many->desk->console), ACTION_UNDO, key, sizeof key),
            words_moment(when, sizeof when, desk_now(many->desk), many->until));
}

static void say_result(const struct many *many)
{
    struct buffer b = {0};
    buffer_print(&b, say("%s: %zu of %zu."), past_of(many), many->done, many->count);
    if (many->done + json_array_size(many->refused) < many->count)
        buffer_text(&b, say(" Stopped."));
    add_undo(many, &b);
    if (json_array_size(many->refused) > 0) {
        buffer_text(&b, say("  Not: "));
        many_add_reasons(&b, many->refused);
        buffer_text(&b, ".");
    }
    console_say(many->desk->console, "%s", b.data);
    buffer_free(&b);
}

static void keep_offer(const struct many *many)
{
    int64_t *ids = memory_take(many->count, sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < many->count; i++)
        if (!many->items[i].refused)
            ids[count++] = many->items[i].id;
    if (many->until != 0)
        offer_keep_many(many->desk, many->batch, ids, count, many->until);
    free(ids);
}

/* Where it was pressed, unless the person has gone on to something else. */
static void show_refused(const struct many *many)
{
    char title[160];
    if (json_array_size(many->refused) == 0 || many->screen == NULL ||
        console_top(many->desk->console) != many->screen)
        return;
    (void)snprintf(title, sizeof title, say("%s: %zu of %zu"), past_of(many), many->done,
                   many->count);
    (void)console_push(many->desk->console, &many_screen,
                       &(struct many_view){title, many->refused});
}

static void finish(struct many *many)
{
    say_result(many);
    keep_offer(many);
    show_refused(many);
    end(many);
}

/* ---- doing it ---- */

static void tell(struct many *many, const struct item *item, const json_t *answer,
                 const struct failure *failure, const char *word)
{
    const struct step_result result = {.id = item->id,
                                       .action = many->action,
                                       .answer = answer,
                                       .failure = failure,
                                       .word = word,
                                       .of_many = true};
    if (many->screen != NULL && many->told != NULL && item->id != 0)
        screen_dirty(many->screen, many->told(many->screen, &result));
}

static void take_result(struct many *many, const json_t *result)
{
    const struct step_words *words = step_words_of(many->action);
    const struct item *item = item_of(many, answer_text(result, "ref"));
    struct failure failure = {0};
    if (answer_bool(result, "ok")) {
        many->done++;
        if (item != NULL)
            tell(many, item, result, NULL, words != NULL ? words->row : NULL);
        return;
    }
    (void)snprintf(failure.sqlstate, sizeof failure.sqlstate, "%s", answer_text(result, "code"));
    (void)failure_set(&failure, EX_TEMPFAIL, "", answer_text(result, "mend"), "%s",
                      answer_text(result, "message"));
    keep_refusal(many, result);
    if (item != NULL)
        tell(many, item, NULL, &failure, NULL);
}

/* The call as a whole failed: none of it was done, as far as is known. */
static void take_failure(struct many *many, const struct failure *failure)
{
    many->stopped = true;
    for (size_t i = many->from; i < many->behind; i++) {
        if (many->items[i].refused)
            continue;
        json_t *result = json_pack("{s:s, s:s, s:s, s:s}", "ref", many->items[i].ref, "message",
                                   failure->why, "mend", failure->mend, "short", failure->why);
        keep_refusal(many, result);
        tell(many, &many->items[i], NULL, failure, NULL);
        json_decref(result);
    }
}

static unsigned send_next(struct many *many);

static void sent(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    struct many *many = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    int64_t until = answer_time(answer, "undo_until");
    size_t i;
    const json_t *result;
    many->screen = screen;
    if (many->batch == NULL && answer_text(answer, "batch")[0] != '\0')
        many->batch = memory_text(answer_text(answer, "batch"));
    if (until != 0)
        many->until = until;
    json_array_foreach (json_object_get(answer, "results"), i, result)
        take_result(many, result);
    if (failure != NULL)
        take_failure(many, failure);
    json_decref(answer);
    (void)send_next(many);
}

static void say_progress(const struct many *many)
{
    char key[24];
    if (many->from > 0 && many->screen != NULL)
        console_say(
            many->desk->console, say("%s: %zu of %zu so far.  %s stops"), past_of(many), many->done,
            many->will,
            keymap_label(console_keymap(many->desk->console), ACTION_BACK, key, sizeof key));
}

/* Those that were taken for it. */
static void send_call(struct many *many)
{
    char request[37];
    char *items = items_text(many), *detail = detail_text(many);
    gateway_request_id(request);
    desk_ask_kept(many->screen, say("doing it"),
                  "SELECT api.act_many($1::uuid, $2::jsonb, $3, $4::jsonb, nullif($5, ''))",
                  GATEWAY_VALUES(request, items, many->action, detail,
                                 many->batch != NULL ? many->batch : ""),
                  sent, many);
    for (size_t i = many->from; i < many->behind; i++)
        if (!many->items[i].refused)
            tell(many, &many->items[i], NULL, NULL, say("SENDING"));
    free(items);
    free(detail);
}

static unsigned send_next(struct many *many)
{
    if (many->stopped || many->screen == NULL || !take_next(many, many->behind)) {
        finish(many);
        return DRAW_ALL;
    }
    say_progress(many);
    send_call(many);
    return DRAW_BODY | DRAW_NOTICE | DRAW_HINT;
}

/* ---- looking what would happen, and asking ---- */

enum { YES, NO, WHICH };

static void ask(struct many *many);

static unsigned show_which(struct many *many)
{
    struct many_view view = {say("What cannot be done"), many->refused};
    (void)console_push(many->desk->console, &many_screen, &view);
    end(many);
    return DRAW_ALL;
}

static unsigned chosen(struct screen *screen, void *context, int choice)
{
    struct many *many = context;
    many->screen = screen;
    if (choice == WHICH)
        return show_which(many);
    if (choice != YES) {
        console_say(many->desk->console, "%s", say("Nothing was done."));
        end(many);
        return DRAW_ALL;
    }
    many->behind = 0;
    return send_next(many);
}

/* What was typed while it was looked is dropped: nobody answers a question that they have not read.
 */
static void ask(struct many *many)
{
    console_wait_over(many->desk->console);
    struct choice choices[] = {{"yes", say("Yes, do it"), 'y'},
                               {"no", say("No, do nothing"), 'n'},
                               {"which", say("Do nothing; show which cannot, and why"), 'w'}};
    struct buffer words = {0};
    size_t refused = json_array_size(many->refused);
    many_add_words(&words, many->does, many->will, many->refused);
    if (many->will > 0) {
        console_pick(many->desk->console, many->screen, words.data, choices, refused > 0 ? 3 : 2,
                     chosen, many);
    } else {
        console_refuse(many->desk->console, "%s", words.data);
        show_refused(many);
        end(many);
    }
    buffer_free(&words);
}

static void look_at_next(struct many *many);

static void looked(struct screen *screen, void *data, const struct reply *reply,
                   const struct failure *failure)
{
    struct many *many = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    const char *does = answer_text(answer, "does");
    size_t i;
    const json_t *one;
    many->screen = screen;
    if (failure != NULL || screen == NULL || answer == NULL || many->stopped) {
        if (!many->stopped)
            console_wait_over(many->desk->console);
        if (failure != NULL && !many->stopped)
            console_refuse_failure(many->desk->console, failure);
        json_decref(answer);
        end(many);
        return;
    }
    many->will += (size_t)answer_int(answer, "will");
    if (many->does == NULL && does[0] != '\0')
        many->does = memory_text(does);
    json_array_foreach (json_object_get(answer, "not"), i, one)
        keep_refusal(many, one);
    json_decref(answer);
    look_at_next(many);
}

static void look_call(struct many *many)
{
    char *items = items_text(many), *detail = detail_text(many);
    desk_ask_kept(many->screen, say("looking what that would do"),
                  "SELECT api.act_many_preview($1::jsonb, $2, $3::jsonb)",
                  GATEWAY_VALUES(items, many->action, detail), looked, many);
    free(items);
    free(detail);
}

static void look_at_next(struct many *many)
{
    if (take_next(many, many->behind))
        look_call(many);
    else
        ask(many);
}

/* The person left before anything was asked. */
static void wait_left(void *context)
{
    struct many *many = context;
    many->stopped = true;
    console_say(many->desk->console, "%s", say("Nothing was done."));
}

struct many *many_begin(struct screen *screen, const struct many_call *call)
{
    struct many *many = memory_take(1, sizeof *many);
    many->desk = desk_of(screen);
    many->screen = screen;
    many->action = memory_text(call->action);
    many->detail = json_deep_copy(call->detail);
    many->items = memory_take(call->count, sizeof *many->items);
    many->count = call->count;
    many->told = call->told;
    many->over = call->over;
    many->refused = json_array();
    many->does = call->does != NULL ? memory_text(call->does) : NULL;
    for (size_t i = 0; i < call->count; i++) {
        const struct many_item *item = &call->items[i];
        many->items[i] =
            (struct item){item->id, memory_text(item->ref),
                          item->to != NULL ? memory_text(item->to) : NULL, item->version, false};
    }
    (void)take_next(many, 0);
    look_call(many);
    console_wait(many->desk->console, screen, wait_left, many);
    return many;
}

void many_stop(struct many *many)
{
    many->stopped = true;
    console_say(many->desk->console, "%s", say("Stopping: what is under way is finished first."));
}
