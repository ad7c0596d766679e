/* Taking back what was done to many items at once: all that still can be. */
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/many.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/many_page.h"
#include "holdfast/screen/many_words.h"
#include "holdfast/screen/offer.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>

/* Under way, to the last answer. Frees itself. */
struct undo {
    struct desk *desk;
    struct screen *screen; /* NULL when it was closed meanwhile: it goes on all the same */
    char *batch;
    step_done *told;
    size_t done;
    json_t *refused; /* as many_words.h has it */
};

static void end(struct undo *undo)
{
    json_decref(undo->refused);
    free(undo->batch);
    free(undo);
}

static void finish(struct undo *undo)
{
    struct buffer b = {0};
    size_t refused = json_array_size(undo->refused);
    char title[80];
    buffer_print(&b, say("Taken back: %zu of %zu."), undo->done, undo->done + refused);
    if (refused > 0) {
        buffer_text(&b, say(" Not: "));
        many_add_reasons(&b, undo->refused);
        buffer_text(&b, ".");
    }
    console_say(undo->desk->console, "%s", b.data);
    buffer_free(&b);
    (void)snprintf(title, sizeof title, say("Taken back: %zu of %zu"), undo->done,
                   undo->done + refused);
    if (refused > 0 && undo->screen != NULL && console_top(undo->desk->console) == undo->screen)
        (void)console_push(undo->desk->console, &many_screen,
                           &(struct many_view){title, undo->refused});
    end(undo);
}

static void take_result(struct undo *undo, const json_t *result)
{
    const struct step_result back = {
        .id = answer_int(result, "id"), .action = "undo", .answer = result, .of_many = true};
    if (!answer_bool(result, "ok")) {
        (void)json_array_append_new(undo->refused, many_refusal(result));
        return;
    }
    undo->done++;
    if (undo->screen != NULL && undo->told != NULL)
        screen_dirty(undo->screen, undo->told(undo->screen, &back));
    /* Where it was done may lie below: the page of what could not be done is on top of it. */
    console_broadcast(undo->desk->console, DESK_UNDONE, &back);
}

static void ask(struct undo *undo);

static void answered(struct screen *screen, void *data, const struct reply *reply,
                     const struct failure *failure)
{
    struct undo *undo = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    bool more = answer_int(answer, "left") > 0;
    size_t i;
    const json_t *result;
    undo->screen = screen;
    json_array_foreach (json_object_get(answer, "results"), i, result)
        take_result(undo, result);
    json_decref(answer);
    if (failure != NULL) {
        offer_retry_many(undo->desk, undo->batch);
        console_refuse_failure(undo->desk->console, failure);
        end(undo);
    } else if (more) {
        ask(undo);
    } else {
        offer_forget_many(undo->desk, undo->batch);
        finish(undo);
    }
}

static void ask(struct undo *undo)
{
    static const char sql[] = "SELECT api.undo_many($1::uuid, $2)";
    char request[37];
    gateway_request_id(request);
    if (undo->screen != NULL)
        desk_ask_kept(undo->screen, say("taking it back"), sql,
                      GATEWAY_VALUES(request, undo->batch), answered, undo);
    else
        desk_send(undo->desk, say("taking it back"), sql, GATEWAY_VALUES(request, undo->batch),
                  answered, undo);
}

unsigned many_undo(struct screen *screen, const char *batch, step_done *told)
{
    struct undo *undo = memory_take(1, sizeof *undo);
    *undo = (struct undo){desk_of(screen), screen, memory_text(batch), told, 0, json_array()};
    ask(undo);
    return DRAW_NOTICE | DRAW_HINT;
}
